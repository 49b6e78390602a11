import { Prisma } from '@/prisma/generated/client.ts';
import {
  blockEnd,
  type BookableMachine,
  checkBookedMachines,
  checkBookingTimes,
} from '@/shared/domain/booking-rules.ts';
import type { Booking, BookingConflict, CreateBookingInput } from '@/shared/schemas/booking.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { isExclusionViolation } from '../../prisma-errors.ts';
import { emitAudit } from '../audit/index.ts';
import { findNextFree } from './find-next-free.ts';
import { type LabRules, readLabRules, timesText, toServiceError } from './internal.ts';
import { readBookings } from './read-bookings.ts';
import { conflictMessage, readConflicts } from './read-conflicts.ts';

type Wanted = { machineIds: string[]; startsAt: Date; endsAt: Date; blockEndsAt: Date };
type Outcome = { kind: 'booked'; booking: Booking } | { kind: 'taken' };

/**
 * Books machines for a time. The machines' rows are locked in id order first, so that rivals queue instead of
 * deadlocking; the exclusion constraint stands behind it for every other way to write. Refused with CONFLICT and
 * `BookingConflict` as details when a machine is taken. A second create with the same id gives the first booking.
 */
export async function createBooking(ctx: ServiceContext, input: CreateBookingInput): Promise<Booking> {
  authorize(ctx, 'booking:create');
  const user = requireUser(ctx);
  const earlier = await findEarlier(ctx, ctx.db, input.id);
  if (earlier) return earlier;

  const rules = await readLabRules(ctx.db);
  const times = checkBookingTimes(input, rules, ctx.now());
  if (!times.ok) throw toServiceError(times);
  const machineIds = [...new Set(input.machineIds)].toSorted();
  const wanted: Wanted = {
    machineIds,
    startsAt: times.startsAt,
    endsAt: times.endsAt,
    blockEndsAt: blockEnd(times.endsAt, rules.turnaroundMinutes),
  };
  const outcome = await withTransaction<Outcome>(ctx, async (tx, afterCommit) => {
    const machines = await lockMachines(tx, machineIds);
    const repeated = await findEarlier(ctx, tx, input.id);
    if (repeated) return { kind: 'booked', booking: repeated };
    const verdict = checkBookedMachines(machineIds, machines);
    if (!verdict.ok) throw toServiceError(verdict);
    if (await isTaken(tx, wanted)) return { kind: 'taken' };
    const booking = await insertBooking(ctx, tx, { input, wanted, user, simulated: verdict.simulated });
    await emitAudit(ctx, tx, {
      action: 'booking.create',
      objectType: 'booking',
      objectId: booking.id,
      objectName: booking.purpose,
      detail: `${booking.machines.map((it) => it.name).join(', ')}; ${timesText(booking)}`,
    });
    afterCommit(() => ctx.bus.emit('booking.changed', { bookingId: booking.id, revision: booking.revision }));
    return { kind: 'booked', booking };
  }).catch((error: unknown): Outcome => {
    if (isExclusionViolation(error)) return { kind: 'taken' };
    throw error;
  });
  if (outcome.kind === 'taken') throw await toConflict(ctx, wanted, rules);
  return outcome.booking;
}

async function findEarlier(ctx: ServiceContext, tx: Transaction, id: string): Promise<Booking | null> {
  const [booking] = await readBookings(ctx, tx, Prisma.sql`b.id = ${id}`);
  if (booking && !booking.mine)
    throw new ServiceError('CONFLICT', 'That booking id is taken. Make a new one.');
  return booking ?? null;
}

// NO KEY UPDATE rather than UPDATE: foreign-key checks of rows that point at a machine don't wait for it.
const lockMachines = (tx: Transaction, machineIds: string[]): Promise<BookableMachine[]> =>
  tx.$queryRaw<BookableMachine[]>`
    SELECT id, name, status::text, simulated FROM "Machine"
    WHERE id = ANY(${machineIds}) ORDER BY id FOR NO KEY UPDATE`;

async function isTaken(tx: Transaction, { machineIds, startsAt, blockEndsAt }: Wanted): Promise<boolean> {
  const block = await tx.bookingMachine.findFirst({
    where: {
      machineId: { in: machineIds },
      status: 'confirmed',
      blockStartsAt: { lt: blockEndsAt },
      blockEndsAt: { gt: startsAt },
    },
    select: { id: true },
  });
  return block !== null;
}

type NewBooking = {
  input: CreateBookingInput;
  wanted: Wanted;
  user: { id: string; teamId: string | null };
  simulated: boolean;
};

async function insertBooking(ctx: ServiceContext, tx: Transaction, it: NewBooking): Promise<Booking> {
  const { machineIds, startsAt, endsAt, blockEndsAt } = it.wanted;
  await tx.booking.create({
    data: {
      id: it.input.id,
      personId: it.user.id,
      teamId: it.user.teamId,
      purpose: it.input.purpose,
      startsAt,
      endsAt,
      simulated: it.simulated,
      createdAt: ctx.now(),
      machines: {
        createMany: {
          data: machineIds.map((machineId) => ({ machineId, blockStartsAt: startsAt, blockEndsAt })),
        },
      },
    },
    select: { id: true },
  });
  const [booking] = await readBookings(ctx, tx, Prisma.sql`b.id = ${it.input.id}`);
  return booking!;
}

/** After the locks are gone, so that nobody queues behind the search for the next free time. */
async function toConflict(ctx: ServiceContext, wanted: Wanted, rules: LabRules): Promise<ServiceError> {
  const { machineIds, startsAt, endsAt, blockEndsAt } = wanted;
  const conflicts = await readConflicts(ctx.db, machineIds, startsAt, blockEndsAt);
  const durationMs = endsAt.getTime() - startsAt.getTime();
  const nextFree = await findNextFree(ctx, { machineIds, durationMs, from: startsAt });
  const details: BookingConflict = { conflicts, nextFree };
  return new ServiceError('CONFLICT', conflictMessage(conflicts, rules.timeZone), { details });
}
