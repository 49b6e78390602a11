import type { AnnounceInput } from '@/shared/schemas/notice.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { requireAhead } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { lockLab } from './lock-lab.ts';

const LAB = { objectType: 'lab', objectId: 'announcement' } as const;

/** Says something on every page until then, in place of what was said before; null says nothing any more. */
export async function announce(ctx: ServiceContext, input: AnnounceInput | null): Promise<void> {
  authorize(ctx, 'lab:manage');
  if (input) requireAhead(input.until, ctx.now());
  await withTransaction(ctx, async (tx, afterCommit) => {
    const before = await lockLab(tx);
    if (!input && before.announcement === null) return;
    await tx.lab.update({
      where: { id: 'lab' },
      data: input
        ? {
            announcement: input.text,
            announcementSerious: input.isSerious,
            announcementUntil: input.until,
            announcementNumber: { increment: 1 },
          }
        : { announcement: null, announcementUntil: null },
    });
    await emitAudit(ctx, tx, {
      action: input ? 'lab.announce' : 'lab.end-announcement',
      ...LAB,
      objectName: input?.text ?? before.announcement ?? '',
      ...(input && { after: { until: input.until, isSerious: input.isSerious } }),
    });
    afterCommit(() => ctx.bus.emit('lab.changed', { what: 'announcement' }));
  });
}

/** The viewer has read it, and sees the next one again. */
export async function putAway(ctx: ServiceContext, { number }: { number: number }): Promise<void> {
  authorize(ctx, 'lab:read');
  const { id } = requireUser(ctx);
  await ctx.db.user.updateMany({
    where: { id, announcementSeen: { lt: number } },
    data: { announcementSeen: number },
  });
}
