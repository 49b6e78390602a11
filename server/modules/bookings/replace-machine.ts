import { bookingPhase } from '@/shared/domain/booking-rules.ts';
import type { Booking, Replacement } from '@/shared/schemas/booking.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { lockMachines } from '../inventory/index.ts';
import { notify } from '../notifications/index.ts';
import { decideTime, isTaken } from './decide-time.ts';
import { getBooking } from './get-booking.ts';
import { holdWaiting } from './hold-waiting.ts';
import { type LockedBooking, lockToChange, readMachineIds } from './internal.ts';
import { readPolicyOf } from './read-policy.ts';
import { isTakenError } from './tell-taken.ts';

type Candidate = Replacement & { catalogId: string | null };

/**
 * Machines that could take the place of one that went away, free until the booking's end: of the same model first,
 * then others of at least its memory; none whose memory is unknown, unless the models are the same.
 */
export async function offerReplacements(
  ctx: ServiceContext,
  input: { id: string; machineId: string; limit: number },
): Promise<Replacement[]> {
  authorize(ctx, 'booking:create');
  const booking = await ctx.db.booking.findUnique({ where: { id: input.id } });
  if (!booking) throw new ServiceError('NOT_FOUND', 'There is no such booking.');
  const policy = await readPolicyOf(ctx.db, booking);
  const now = ctx.now();
  const startsAt = booking.startsAt > now ? booking.startsAt : now;
  if (booking.endsAt <= startsAt) return [];
  const offers: Replacement[] = [];
  for (const candidate of await readCandidates(ctx, input)) {
    const { id: bookingId, personId, endsAt } = booking;
    const wish = { personId, machineIds: [candidate.id], startsAt, endsAt, bookingId };
    if (await isTaken(ctx, ctx.db, wish, policy, [candidate])) continue;
    const { catalogId: _catalogId, ...offer } = candidate;
    offers.push(offer);
    if (offers.length === input.limit) break;
  }
  return offers;
}

const readCandidates = (ctx: ServiceContext, { id, machineId }: { id: string; machineId: string }) =>
  ctx.db.$queryRaw<Candidate[]>`
    WITH facts AS (
      SELECT m.id, m.name, m."catalogId", m.simulated, m.status, m."cordonedAt", a.state,
        coalesce((r.facts->>'memoryBytes')::float8, m."memoryBytes"::float8) AS "memoryBytes"
      FROM "Machine" m LEFT JOIN "MachineReport" r ON r."machineId" = m.id
      LEFT JOIN "Agent" a ON a."machineId" = m.id
    )
    SELECT c.id, c.name, c."catalogId", c."memoryBytes",
      coalesce(c."catalogId" = gone."catalogId", false) AS "isSameModel"
    FROM facts c, facts gone
    WHERE gone.id = ${machineId} AND c.id <> gone.id AND c.simulated = gone.simulated AND c.status = 'active' AND c."cordonedAt" IS NULL
      AND c.state IN ('online', 'suspect', 'asleep')
      AND (coalesce(c."catalogId" = gone."catalogId", false) OR c."memoryBytes" >= gone."memoryBytes")
      AND NOT EXISTS (SELECT FROM "MachineBlock" k WHERE k."bookingId" = ${id} AND k."machineId" = c.id)
    ORDER BY "isSameModel" DESC, c."memoryBytes", c.name LIMIT 100`;

/**
 * Gives a booking another machine in the place of one: at once where it runs, for the whole time where it has not
 * begun. What ran on the old set has ended with it; what is started next has the new one.
 */
export async function replaceMachine(
  ctx: ServiceContext,
  input: { id: string; revision: number; machineId: string; withMachineId: string },
): Promise<Booking> {
  const { machineId, withMachineId } = input;
  const replace = withTransaction(ctx, async (tx, afterCommit) => {
    const booking = await lockToChange(ctx, tx, input);
    const now = ctx.now();
    const phase = bookingPhase(booking, now);
    if (phase !== 'running' && phase !== 'upcoming')
      throw new ServiceError('PRECONDITION_FAILED', 'This booking is over. There is nothing to replace.');
    const had = await readMachineIds(tx, [booking.id]);
    if (!had.includes(machineId))
      throw new ServiceError('CONFLICT', 'This machine is not part of the booking any more. Reload it.');
    const locked = await lockMachines(tx, [...had, withMachineId]);
    const startsAt = booking.startsAt > now ? booking.startsAt : now;
    await writePlace(ctx, tx, { booking, machineId, withMachineId, startsAt });
    await holdWaiting(ctx, tx, afterCommit, [machineId]);
    const nameOf = (id: string): string | null => locked.find((it) => it.id === id)?.name ?? null;
    await emitAudit(ctx, tx, {
      action: 'booking.replace',
      objectType: 'booking',
      objectId: booking.id,
      objectName: booking.purpose,
      before: { machine: nameOf(machineId) },
      after: { machine: nameOf(withMachineId) },
    });
    if (ctx.actor.kind !== 'user' || ctx.actor.id !== booking.personId)
      await notify(ctx, tx, afterCommit, [
        {
          personId: booking.personId,
          kind: 'booking.changed',
          title: `“${booking.purpose}” has another machine`,
          text: `${ctx.actor.name} gave it ${nameOf(withMachineId)} in the place of ${nameOf(machineId)}.`,
          link: `/bookings/${booking.id}`,
          dedupeKey: `booking.changed ${booking.id} ${booking.revision + 1}`,
        },
      ]);
    afterCommit(() =>
      ctx.bus.emit('booking.changed', { bookingId: booking.id, revision: booking.revision + 1 }),
    );
  });
  await replace.catch((error: unknown) => {
    throw isTakenError(error)
      ? new ServiceError('CONFLICT', 'Somebody took that machine meanwhile. Choose another.')
      : error;
  });
  return getBooking(ctx, input);
}

type Place = { booking: LockedBooking; machineId: string; withMachineId: string; startsAt: Date };

async function writePlace(
  ctx: ServiceContext,
  tx: Transaction,
  { booking, machineId, withMachineId, startsAt }: Place,
): Promise<void> {
  const { id: bookingId, personId, endsAt } = booking;
  const policy = await readPolicyOf(tx, booking);
  const hasBegun = startsAt > booking.startsAt;
  // Only the machine is another: how long and how far ahead was allowed when it was booked.
  const wish = {
    personId,
    machineIds: [withMachineId],
    startsAt,
    endsAt,
    bookingId,
    hasBegun,
    kept: AS_BOOKED,
  };
  const time = await decideTime(ctx, tx, wish, policy);
  if (time.simulated !== booking.simulated)
    throw new ServiceError('VALIDATION', 'A booking holds either real or simulated machines.');
  const block = await tx.machineBlock.findUniqueOrThrow({
    where: { bookingId_machineId: { bookingId, machineId } },
  });
  await tx.machineBlock.delete({ where: { id: block.id } });
  const until = time.blockEnds.get(withMachineId)!;
  await tx.machineBlock.create({
    data: { bookingId, machineId: withMachineId, kind: 'booking', startsAt, endsAt: until },
  });
  const { missingMachineIds } = await tx.booking.findUniqueOrThrow({ where: { id: bookingId } });
  const missing = missingMachineIds.filter((it) => it !== machineId);
  await tx.booking.update({
    where: { id: bookingId },
    data: {
      missingMachineIds: missing,
      ...(missing.length === 0 && { degradedSince: null }),
      revision: { increment: 1 },
    },
    select: { id: true },
  });
}

const AS_BOOKED = new Set([
  'longest',
  'shortest',
  'notice',
  'horizon',
  'opening',
  'machines',
  'person_hours',
  'team_hours',
  'approval',
] as const);
