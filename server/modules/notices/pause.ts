import { formatZonedMoment } from '@/shared/domain/format.ts';
import type { PauseInput } from '@/shared/schemas/notice.ts';
import { authorize, may, type ServiceContext, withTransaction } from '../../context.ts';
import { requireAhead, ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { lockLab } from './lock-lab.ts';

/** Until then only admins book and start sessions; what runs goes on. Null: it is over. */
export async function pauseLab(ctx: ServiceContext, input: PauseInput | null): Promise<void> {
  authorize(ctx, 'lab:manage');
  if (input) requireAhead(input.until, ctx.now());
  await withTransaction(ctx, async (tx, afterCommit) => {
    const before = await lockLab(tx);
    const isPaused = before.pausedUntil !== null && before.pausedUntil > ctx.now();
    if (!input && !isPaused) return;
    await tx.lab.update({
      where: { id: 'lab' },
      data: { pausedUntil: input?.until ?? null, pausedFor: input?.reason ?? null },
    });
    await emitAudit(ctx, tx, {
      action: input ? 'lab.pause' : 'lab.resume',
      objectType: 'lab',
      objectId: 'pause',
      objectName: input?.reason ?? before.pausedFor ?? '',
      ...(input && { after: { until: input.until } }),
    });
    afterCommit(() => ctx.bus.emit('lab.changed', { what: 'pause' }));
  });
}

/** Throws PRECONDITION_FAILED while the lab is paused, with until when and what for; not for who may manage it. */
export async function requireNotPaused(ctx: ServiceContext): Promise<void> {
  if (may(ctx, 'lab:manage')) return;
  const lab = await ctx.db.lab.findUnique({
    where: { id: 'lab' },
    select: { pausedUntil: true, pausedFor: true, timeZone: true },
  });
  const now = ctx.now();
  if (!lab?.pausedUntil || lab.pausedUntil <= now) return;
  const until = formatZonedMoment(lab.pausedUntil, lab.timeZone, now);
  throw new ServiceError(
    'PRECONDITION_FAILED',
    `The lab takes no new bookings and sessions until ${until}: ${lab.pausedFor}. What runs goes on.`,
  );
}
