import type { Policy } from '@/shared/domain/booking-policy.ts';
import { checkCancel } from '@/shared/domain/booking-rules.ts';
import { formatDatedRange, zoneName } from '@/shared/domain/format.ts';
import type { Booking } from '@/shared/schemas/booking.ts';
import type { RuleKind } from '@/shared/schemas/booking-rule.ts';
import { type AfterCommit, authorize, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { notify } from '../notifications/index.ts';
import { type FreeSlot, searchNextFree } from './find-next-free.ts';
import { guardBudgets } from './guard-budgets.ts';
import { holdWaiting } from './hold-waiting.ts';
import { decideTime, writeBlocks } from './decide-time.ts';
import { type LockedBooking, lockToChange, readMachineIds, toServiceError } from './internal.ts';
import { readBooking } from './read-bookings.ts';
import { readPolicy, readPolicyOf } from './read-policy.ts';
import { isTakenError } from './tell-taken.ts';

const TAKEN = 'One of its machines is taken then by now. Look for the next free time again.';

/**
 * Moves a booking that has not begun to another start: the same machines, the same length. Whoever moves another's
 * leaves word with its person.
 */
export async function moveBooking(
  ctx: ServiceContext,
  input: { id: string; revision: number; startsAt: Date; overrideReason?: string | null | undefined },
): Promise<Booking> {
  const move = withTransaction(ctx, async (tx, afterCommit) => {
    const booking = await lockToChange(ctx, tx, input);
    const rules = await readPolicyOf(tx, booking);
    const { startsAt, overrideReason = null } = input;
    await writeMove(ctx, tx, afterCommit, { booking, startsAt, rules, overrideReason });
    return readBooking(ctx, tx, booking.id);
  });
  return move.catch((error: unknown) => {
    throw isTakenError(error) ? new ServiceError('CONFLICT', TAKEN) : error;
  });
}

/** Where a booking could go: the next time, not before its own, at which all its machines are free for as long. */
export async function offerMove(ctx: ServiceContext, input: { id: string }): Promise<FreeSlot | null> {
  authorize(ctx, 'booking:create');
  const [rules, row] = await Promise.all([
    readPolicy(ctx.db, null),
    ctx.db.booking.findUnique({
      where: { id: input.id },
      select: { startsAt: true, endsAt: true, blocks: { select: { machineId: true } } },
    }),
  ]);
  if (!row) throw new ServiceError('NOT_FOUND', 'There is no such booking.');
  const durationMs = row.endsAt.getTime() - row.startsAt.getTime();
  const machineIds = row.blocks.map((it) => it.machineId);
  return searchNextFree(ctx, { machineIds, durationMs, from: row.startsAt, without: input.id }, rules);
}

type Move = {
  booking: LockedBooking;
  startsAt: Date;
  rules: Policy;
  /** The maintenance it makes way for. */
  windowId?: string;
  overrideReason?: string | null;
};

/**
 * Within a transaction that holds the booking's row. Its length was allowed when it was booked. Throws CONFLICT when it
 * is not free there.
 */
export async function writeMove(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  move: Move,
): Promise<void> {
  const { booking, rules, startsAt, overrideReason = null } = move;
  const verdict = checkCancel(booking, ctx.now());
  if (!verdict.ok)
    throw verdict.reason === 'begun'
      ? new ServiceError('PRECONDITION_FAILED', 'This booking has begun. What has begun stays where it is.')
      : toServiceError(verdict);
  const machineIds = await readMachineIds(tx, [booking.id]);
  const endsAt = new Date(startsAt.getTime() + booking.endsAt.getTime() - booking.startsAt.getTime());
  const { id: bookingId, personId } = booking;
  const wish = {
    personId,
    machineIds,
    startsAt,
    endsAt,
    bookingId,
    isMoved: true,
    kept: LENGTH,
    overrideReason,
  };
  const to = await decideTime(ctx, tx, wish, rules).catch((error: unknown) => {
    throw isTakenError(error) ? new ServiceError('CONFLICT', TAKEN) : error;
  });
  // Another month has a budget of its own; who makes way for maintenance is not asked for it.
  if (!to.simulated && !overrideReason && !move.windowId)
    await guardBudgets(ctx, tx, {
      bookingId,
      teamId: booking.teamId,
      projectId: booking.projectId,
      machineIds,
      startsAt: to.startsAt,
      endsAt: to.endsAt,
    });
  await tx.booking.update({
    where: { id: bookingId },
    data: {
      startsAt: to.startsAt,
      endsAt: to.endsAt,
      remindedAt: null,
      ...(overrideReason && { overrideReason }),
      revision: { increment: 1 },
    },
    select: { id: true },
  });
  await writeBlocks(tx, bookingId, to, { holds: booking.status === 'confirmed' });
  await emitAudit(ctx, tx, {
    action: 'booking.move',
    objectType: 'booking',
    objectId: bookingId,
    objectName: booking.purpose,
    before: { from: booking.startsAt, until: booking.endsAt },
    after: { from: to.startsAt, until: to.endsAt, ...(overrideReason && { override: overrideReason }) },
  });
  await leaveWord(ctx, tx, afterCommit, move, to);
  await holdWaiting(ctx, tx, afterCommit, machineIds);
  afterCommit(() => ctx.bus.emit('booking.changed', { bookingId, revision: booking.revision + 1 }));
}

const LENGTH: ReadonlySet<RuleKind> = new Set(['longest', 'shortest', 'machines']);

/** The asking is answered; who did not move it themself is told where it is now, and for what. */
export async function leaveWord(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { booking, rules, windowId: forWindowId }: Move,
  to: Pick<FreeSlot, 'startsAt' | 'endsAt'>,
): Promise<void> {
  const now = ctx.now();
  const asked = await tx.bookingNotice.updateManyAndReturn({
    where: { bookingId: booking.id, kind: 'asked', seenAt: null },
    data: { seenAt: now },
    select: { windowId: true },
  });
  if (ctx.actor.kind !== 'user' || ctx.actor.id === booking.personId) return;
  const windowId = forWindowId ?? asked.find((it) => it.windowId !== null)?.windowId ?? null;
  const window = windowId ? await tx.maintenanceWindow.findUnique({ where: { id: windowId } }) : null;
  const range = (it: FreeSlot): string => formatDatedRange(it.startsAt, it.endsAt, rules.timeZone);
  const why = window ? ` for maintenance${window.note ? `: ${window.note}` : ''}` : '';
  const text = `moved from ${range(booking)} to ${range(to)} ${zoneName(rules.timeZone, to.endsAt)}${why}`;
  await tx.bookingNotice.create({
    data: { bookingId: booking.id, kind: 'moved', text, windowId, byId: ctx.actor.id, createdAt: now },
  });
  await notify(ctx, tx, afterCommit, [
    {
      personId: booking.personId,
      kind: 'booking.changed',
      title: `“${booking.purpose}” was moved`,
      text: `${ctx.actor.name} ${text}.`,
      link: `/bookings/${booking.id}`,
      dedupeKey: `booking.changed ${booking.id} ${booking.revision + 1}`,
    },
  ]);
}
