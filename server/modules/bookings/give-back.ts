import type { Booking } from '@/shared/schemas/booking.ts';
import { type AfterCommit, authorize, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { emitAudit } from '../audit/index.ts';
import { lockMachines } from '../inventory/index.ts';
import { notify, type Word } from '../notifications/index.ts';
import { holdWaiting } from './hold-waiting.ts';
import { lockBooking, type LockedBooking, readMachineIds, requireRevision } from './internal.ts';
import { readPolicy } from './read-policy.ts';
import { readBooking } from './read-bookings.ts';

type Way = {
  status: 'cancelled' | 'ended';
  /** Why it is over before its time. */
  endReason?: 'early' | 'no_show' | 'idle' | 'preempted';
  action: 'booking.cancel' | 'booking.end' | 'booking.release';
  reason: 'booking_cancelled' | 'booking_ended';
  /** Throws when this booking can't be given back this way at `now`. */
  check(booking: LockedBooking, now: Date, timeZone: string): void;
  /** What is said to whom; else its person is told when somebody else did it. */
  tell?: Word;
};

/** Gives a booking's machines back, by its owner or by whoever may for anyone; the rows of its machines too. */
export async function giveBack(
  ctx: ServiceContext,
  input: { id: string; revision: number },
  way: Way,
): Promise<Booking> {
  const { timeZone } = await readPolicy(ctx.db, null);
  return withTransaction(ctx, async (tx, afterCommit) => {
    const row = await lockBooking(ctx, tx, input.id);
    authorize(ctx, 'booking:cancel-own', { ownerId: row.personId });
    if (row.status !== way.status) {
      const now = ctx.now();
      way.check(row, now, timeZone);
      requireRevision(row, input.revision);
      await tx.booking.update({
        where: { id: row.id },
        data: {
          status: way.status,
          revision: { increment: 1 },
          ...(way.status === 'ended' && { endedAt: now }),
          ...(way.endReason && { endReason: way.endReason }),
        },
        select: { id: true },
      });
      // Who plans maintenance around it has its machines locked: what then waits for it is seen.
      const machineIds = await readMachineIds(tx, [row.id]);
      await lockMachines(tx, machineIds);
      await tx.machineBlock.updateMany({ where: { bookingId: row.id }, data: { holds: false } });
      await holdWaiting(ctx, tx, afterCommit, machineIds);
      await emitAudit(ctx, tx, {
        action: way.action,
        objectType: 'booking',
        objectId: row.id,
        objectName: row.purpose,
        before: { status: row.status, from: row.startsAt, until: row.endsAt },
        after:
          way.status === 'ended'
            ? { status: way.status, from: row.startsAt, until: now }
            : { status: way.status, from: null, until: null },
      });
      if (way.tell) await notify(ctx, tx, afterCommit, [way.tell]);
      else await tellPerson(ctx, tx, afterCommit, row, way.status);
      afterCommit(() => {
        ctx.bus.emit('booking.changed', { bookingId: row.id, revision: row.revision + 1 });
        ctx.bus.emit('booking.over', { bookingId: row.id, reason: way.reason });
      });
    }
    return readBooking(ctx, tx, row.id);
  });
}

/** Who did not do it themself has to hear of it. */
async function tellPerson(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { id, personId, purpose, revision }: LockedBooking,
  status: Way['status'],
): Promise<void> {
  if (ctx.actor.kind !== 'user' || ctx.actor.id === personId) return;
  const did = status === 'cancelled' ? 'cancelled' : 'ended';
  await notify(ctx, tx, afterCommit, [
    {
      personId,
      kind: 'booking.cancelled',
      title: `“${purpose}” was ${did}`,
      text: `${ctx.actor.name} ${did} it. Its machines are free again.`,
      link: `/bookings/${id}`,
      dedupeKey: `booking.cancelled ${id} ${revision}`,
    },
  ]);
}
