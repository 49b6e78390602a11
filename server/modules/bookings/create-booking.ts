import { blockEnd, checkBookedMachines, checkBookingTimes } from '@/shared/domain/booking-rules.ts';
import type { Booking, BookingConflict, CreateBookingInput } from '@/shared/schemas/booking.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { isExclusionViolation } from '../../prisma-errors.ts';
import { emitAudit } from '../audit/index.ts';
import { lockMachines } from '../inventory/index.ts';
import { requireQualified } from '../qualifications/index.ts';
import { searchNextFree } from './find-next-free.ts';
import { getBooking } from './get-booking.ts';
import { type LabRules, readLabRules, readTakeableFrom, toServiceError } from './internal.ts';
import { conflictMessage, readConflicts } from './read-conflicts.ts';

type Wanted = { machineIds: string[]; startsAt: Date; endsAt: Date; blockEndsAt: Date };
type Outcome = 'booked' | 'repeated' | 'taken';

/**
 * Books machines for a time. The machines' rows are locked in id order first, so that rivals queue instead of
 * deadlocking; the exclusion constraint stands behind it for every other way to write. Refused with CONFLICT and
 * `BookingConflict` as details when a machine is taken. A second create with the same id gives the first booking.
 */
export async function createBooking(ctx: ServiceContext, input: CreateBookingInput): Promise<Booking> {
  authorize(ctx, 'booking:create');
  const user = requireUser(ctx);
  const rules = await readLabRules(ctx.db);
  const machineIds = [...new Set(input.machineIds)].toSorted();
  const times = checkBookingTimes(input, rules, ctx.now());
  const { startsAt, endsAt } = times.ok ? times : input;
  const wanted = { machineIds, startsAt, endsAt, blockEndsAt: blockEnd(endsAt, rules.turnaroundMinutes) };
  // Most refusals are seen here already, without a transaction and without holding anybody up.
  const seen = await look(ctx.db, input.id, user.id, wanted);
  if (seen === 'repeated') return getBooking(ctx, input);
  if (!times.ok) throw toServiceError(times);
  if (seen === 'taken') throw await toConflict(ctx, wanted, rules);
  const outcome = await book(ctx, input, wanted, user, rules).catch((error: unknown): Outcome => {
    if (isExclusionViolation(error)) return 'taken';
    throw error;
  });
  if (outcome === 'taken') throw await toConflict(ctx, wanted, rules);
  return getBooking(ctx, input);
}

type Person = { id: string; teamId: string | null };

function book(
  ctx: ServiceContext,
  input: CreateBookingInput,
  wanted: Wanted,
  user: Person,
  rules: LabRules,
): Promise<Outcome> {
  return withTransaction<Outcome>(ctx, async (tx, afterCommit) => {
    const machines = await lockMachines(tx, wanted.machineIds);
    const seen = await look(tx, input.id, user.id, wanted);
    if (seen !== 'free') return seen;
    const verdict = checkBookedMachines(wanted.machineIds, machines);
    if (!verdict.ok) throw toServiceError(verdict);
    const { machineIds } = wanted;
    await requireQualified(ctx, tx, { personId: user.id, machineIds, timeZone: rules.timeZone });
    // Only now: while it waited for its machines they were still somebody else's.
    const takeableFrom = await readTakeableFrom(ctx, tx, wanted.machineIds, wanted.startsAt, rules);
    const times = checkBookingTimes(input, rules, takeableFrom);
    if (!times.ok) throw toServiceError(times);
    const { startsAt, endsAt } = times;
    const blocks = wanted.machineIds.map((machineId) => ({
      machineId,
      kind: 'booking' as const,
      startsAt,
      endsAt: wanted.blockEndsAt,
    }));
    await tx.booking.create({
      data: {
        id: input.id,
        personId: user.id,
        teamId: user.teamId,
        purpose: input.purpose,
        startsAt,
        endsAt,
        simulated: verdict.simulated,
        createdAt: ctx.now(),
        blocks: { createMany: { data: blocks } },
      },
      select: { id: true },
    });
    await emitAudit(ctx, tx, {
      action: 'booking.create',
      objectType: 'booking',
      objectId: input.id,
      objectName: input.purpose,
      after: {
        machines: machines.map((it) => it.name).toSorted(),
        startsAt,
        endsAt,
        simulated: verdict.simulated,
      },
    });
    afterCommit(() => ctx.bus.emit('booking.changed', { bookingId: input.id, revision: 1 }));
    return 'booked';
  });
}

/** One look at what decides: is this id booked already, and does anybody hold a machine in that time? */
async function look(
  tx: Transaction,
  id: string,
  personId: string,
  wanted: Wanted,
): Promise<Outcome | 'free'> {
  const { machineIds, startsAt, blockEndsAt } = wanted;
  const [row] = await tx.$queryRaw<{ ownerId: string | null; isTaken: boolean }[]>`
    SELECT (SELECT "personId" FROM "Booking" WHERE id = ${id}) AS "ownerId", EXISTS (
      SELECT FROM "MachineBlock" WHERE "machineId" = ANY(${machineIds}) AND holds
        AND "startsAt" < ${blockEndsAt} AND "endsAt" > ${startsAt}
    ) AS "isTaken"`;
  if (row?.ownerId === personId) return 'repeated';
  if (row?.ownerId) throw new ServiceError('CONFLICT', 'That booking id is taken. Make a new one.');
  return row?.isTaken ? 'taken' : 'free';
}

/** After the locks are gone, so that nobody queues behind the search for the next free time. */
async function toConflict(ctx: ServiceContext, wanted: Wanted, rules: LabRules): Promise<ServiceError> {
  const { machineIds, startsAt, endsAt, blockEndsAt } = wanted;
  const durationMs = endsAt.getTime() - startsAt.getTime();
  const [conflicts, nextFree] = await Promise.all([
    readConflicts(ctx.db, machineIds, startsAt, blockEndsAt),
    searchNextFree(ctx, { machineIds, durationMs, from: startsAt }, rules),
  ]);
  const details: BookingConflict = { conflicts, nextFree };
  return new ServiceError('CONFLICT', conflictMessage(conflicts, rules.timeZone, ctx.now()), { details });
}
