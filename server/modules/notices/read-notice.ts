import type { LabNotice } from '@/shared/schemas/notice.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';

/** What the viewer is to read at the top of every page. */
export async function readNotice(ctx: ServiceContext): Promise<LabNotice> {
  authorize(ctx, 'lab:read');
  const { id } = requireUser(ctx);
  const [lab, person] = await Promise.all([
    ctx.db.lab.findUnique({ where: { id: 'lab' } }),
    ctx.db.user.findUnique({ where: { id }, select: { announcementSeen: true } }),
  ]);
  if (!lab) throw new ServiceError('NOT_FOUND', 'This lab is not set up yet.');
  const now = ctx.now();
  const { announcement, announcementUntil, announcementNumber, announcementSerious } = lab;
  const isSeen = (person?.announcementSeen ?? 0) >= announcementNumber;
  const isAnnouncing = announcement !== null && announcementUntil !== null && announcementUntil > now;
  return {
    isAnnouncing,
    announcement:
      isAnnouncing && !isSeen
        ? {
            number: announcementNumber,
            text: announcement,
            isSerious: announcementSerious,
            until: announcementUntil,
          }
        : null,
    pause:
      lab.pausedUntil && lab.pausedUntil > now
        ? { until: lab.pausedUntil, reason: lab.pausedFor ?? '' }
        : null,
  };
}
