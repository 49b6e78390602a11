import type { DecideChargeInput } from '@/shared/schemas/booking-cost.ts';
import {
  type AfterCommit,
  authorize,
  requireUser,
  type ServiceContext,
  withTransaction,
} from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { notify } from '../notifications/index.ts';
import { ADJUSTMENT, type AdjustmentRow } from './adjustments.ts';
import { changeCharge } from './correct-frozen.ts';
import { lockBooking, type LockedBooking } from './internal.ts';
import { lockAgainstFreezing } from './month-lock.ts';

/**
 * Accepts or refuses what somebody said of a charge. Accepted, the booking is charged as they asked from then on, in
 * reports too; both their reason and the answer stay in the record.
 */
export async function decideCharge(ctx: ServiceContext, input: DecideChargeInput): Promise<void> {
  authorize(ctx, 'booking:decide-charge');
  const user = requireUser(ctx);
  await withTransaction(ctx, async (tx, afterCommit) => {
    await lockAgainstFreezing(tx);
    const found = await tx.bookingAdjustment.findUnique({
      where: { id: input.id },
      select: { bookingId: true },
    });
    if (!found) throw new ServiceError('NOT_FOUND', 'There is no such request any more.');
    const booking = await lockBooking(ctx, tx, found.bookingId);
    const row = await tx.bookingAdjustment.findUniqueOrThrow({
      where: { id: input.id },
      include: ADJUSTMENT,
    });
    const decision = input.accept ? 'accepted' : 'refused';
    if (row.decision !== null) {
      // The same answer sent twice.
      if (row.decision === decision && row.decidedById === user.id) return;
      const words = `${row.decidedBy?.name ?? 'Somebody'} has ${row.decision} it already. Reload to see the answer.`;
      throw new ServiceError('CONFLICT', words);
    }
    await tx.bookingAdjustment.update({
      where: { id: row.id },
      data: { decision, answer: input.answer || null, decidedById: user.id, decidedAt: ctx.now() },
    });
    const change = () =>
      tx.booking.update({
        where: { id: booking.id },
        data: { ...(input.accept && acceptedOf(row)), revision: { increment: 1 } },
        select: { id: true },
      });
    await changeCharge(ctx, tx, { bookingId: booking.id, reason: `Contested: ${row.reason}`, change });
    await emitAudit(ctx, tx, {
      action: input.accept ? 'booking.accept-charge' : 'booking.refuse-charge',
      objectType: 'booking',
      objectId: booking.id,
      objectName: booking.purpose,
      after: {
        kind: row.kind,
        from: row.wantedFrom,
        until: row.wantedUntil,
        reason: row.reason,
        answer: input.answer || null,
      },
    });
    await tellAsker(ctx, tx, afterCommit, booking, row, input);
    afterCommit(() =>
      ctx.bus.emit('booking.changed', { bookingId: booking.id, revision: booking.revision + 1 }),
    );
  });
}

/** What the booking is charged by from then on: what was accepted last counts. */
function acceptedOf({ kind, wantedFrom, wantedUntil, wantedProjectId }: AdjustmentRow) {
  if (kind === 'waive') return { chargeWaived: true };
  if (kind === 'project') return { projectId: wantedProjectId };
  return { chargedFrom: wantedFrom, chargedUntil: wantedUntil, chargeWaived: false };
}

async function tellAsker(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { id, purpose }: LockedBooking,
  row: AdjustmentRow,
  { accept, answer }: DecideChargeInput,
): Promise<void> {
  const did = accept ? 'accepted' : 'refused';
  await notify(ctx, tx, afterCommit, [
    {
      personId: row.askedById,
      kind: 'adjustment.decided',
      title: `What you contested of “${purpose}” was ${did}`,
      text: answer || `${ctx.actor.name} ${did} it.`,
      link: `/bookings/${id}`,
      dedupeKey: `adjustment.decided ${row.id}`,
    },
  ]);
}
