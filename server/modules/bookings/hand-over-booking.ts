import { bookingPhase } from '@/shared/domain/booking-rules.ts';
import type { Policy } from '@/shared/domain/booking-policy.ts';
import type { Booking } from '@/shared/schemas/booking.ts';
import type { HandOverInput } from '@/shared/schemas/booking-life.ts';
import type { RuleKind } from '@/shared/schemas/booking-rule.ts';
import { type AfterCommit, authorize, may, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { notify } from '../notifications/index.ts';
import { decideFor, mayBook, type Person, readPerson } from './decide-for.ts';
import { type TimeWish, writeBlocks } from './decide-time.ts';
import { lockBooking, type LockedBooking, readMachineIds, requireRevision } from './internal.ts';
import { readBooking } from './read-bookings.ts';
import { readPolicy, stayingIn } from './read-policy.ts';
import { isTakenError, toConflict } from './tell-taken.ts';

/** The slot stands already: when it was made is nobody's question any more. */
export const STANDS: ReadonlySet<RuleKind> = new Set(['notice', 'horizon', 'same_day']);

/**
 * Gives a booking, running or to come, to somebody else: decided as if they booked it, by their qualifications and
 * rules, and never free in between. Its whole account goes to them and their team; a session on it goes on.
 */
export async function handOverBooking(ctx: ServiceContext, input: HandOverInput): Promise<Booking> {
  let asked: { wish: TimeWish; policy: Policy } | null = null;
  const handOver = withTransaction(ctx, async (tx, afterCommit) => {
    const booking = await lockBooking(ctx, tx, input.id);
    authorize(ctx, 'booking:hand-over-own', { ownerId: booking.personId });
    if (booking.personId !== input.personId) {
      requireHandable(ctx, booking, input.revision);
      const heir = await readPerson(tx, input.personId);
      if (!mayBook(heir))
        throw new ServiceError(
          'PRECONDITION_FAILED',
          `${heir.name} may not book. Hand it to somebody who may.`,
        );
      const policy = stayingIn(await readPolicy(tx, input.personId), booking.teamId);
      const wish = await toWish(ctx, tx, booking, input.personId);
      asked = { wish, policy };
      const time = await decideFor(ctx, tx, heir, { wish, policy });
      if (time.approval && !may(ctx, 'booking:approve'))
        throw new ServiceError('PRECONDITION_FAILED', `${time.approval.text} An admin can hand it over.`);
      await writeBlocks(tx, booking.id, time, { holds: true });
      await writeHeir(ctx, tx, afterCommit, booking, { ...heir, teamId: policy.person?.teamId ?? null });
    }
    return readBooking(ctx, tx, booking.id);
  });
  return handOver.catch(async (error: unknown) => {
    if (!asked || !isTakenError(error)) throw error;
    throw await toConflict(ctx, asked.wish, asked.policy);
  });
}

export function requireHandable(ctx: ServiceContext, booking: LockedBooking, revision: number): void {
  const phase = bookingPhase(booking, ctx.now());
  if (phase === 'asked')
    throw new ServiceError('PRECONDITION_FAILED', 'This booking still waits for somebody to agree.');
  if (phase !== 'upcoming' && phase !== 'running')
    throw new ServiceError('PRECONDITION_FAILED', 'This booking is over. There is nothing to hand over.');
  requireRevision(booking, revision);
}

async function toWish(
  ctx: ServiceContext,
  tx: Transaction,
  { id: bookingId, startsAt, endsAt }: LockedBooking,
  personId: string,
): Promise<TimeWish> {
  const machineIds = await readMachineIds(tx, [bookingId]);
  const hasBegun = startsAt <= ctx.now();
  return { personId, machineIds, startsAt, endsAt, bookingId, hasBegun, kept: STANDS };
}

async function writeHeir(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  booking: LockedBooking,
  heir: Person,
): Promise<void> {
  const { id: bookingId } = booking;
  const before = await tx.booking.findUniqueOrThrow({
    where: { id: bookingId },
    select: { person: { select: { name: true } }, team: { select: { name: true } }, projectId: true },
  });
  const isOfProject =
    before.projectId !== null &&
    (await tx.projectMember.count({ where: { projectId: before.projectId, personId: heir.id } })) > 0;
  const after = await tx.booking.update({
    where: { id: bookingId },
    data: {
      personId: heir.id,
      teamId: heir.teamId,
      // A project that they have no part in doesn't pay for them.
      projectId: isOfProject ? before.projectId : null,
      remindedAt: null,
      warnedMinutes: null,
      revision: { increment: 1 },
    },
    select: { team: { select: { name: true } } },
  });
  await emitAudit(ctx, tx, {
    action: 'booking.hand-over',
    objectType: 'booking',
    objectId: bookingId,
    objectName: booking.purpose,
    before: { person: before.person.name, team: before.team?.name ?? null },
    after: { person: heir.name, team: after.team?.name ?? null },
  });
  const isSelf = (id: string): boolean => ctx.actor.kind === 'user' && ctx.actor.id === id;
  const link = `/bookings/${bookingId}`;
  const dedupeKey = `booking.handed_over ${bookingId} ${booking.revision}`;
  const by = ctx.actor.name;
  await notify(ctx, tx, afterCommit, [
    {
      personId: heir.id,
      kind: 'booking.handed_over',
      title: `“${booking.purpose}” is yours now`,
      text: `${by} handed it to you, with all that it costs.`,
      link,
      dedupeKey,
    },
    ...(isSelf(booking.personId)
      ? []
      : [
          {
            personId: booking.personId,
            kind: 'booking.changed' as const,
            title: `“${booking.purpose}” was handed over`,
            text: `${by} handed it to ${heir.name}, with all that it costs.`,
            link,
            dedupeKey,
          },
        ]),
  ]);
  afterCommit(() => ctx.bus.emit('booking.changed', { bookingId, revision: booking.revision + 1 }));
}
