import type { Policy } from '@/shared/domain/booking-policy.ts';
import { checkBookingTimes } from '@/shared/domain/booking-rules.ts';
import type { Booking, CreateBookingInput } from '@/shared/schemas/booking.ts';
import {
  type AfterCommit,
  authorize,
  requireUser,
  type ServiceContext,
  withTransaction,
} from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { isServiceError, ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { decideTime, isTaken, type TimeDecision, type TimeWish, writeBlocks } from './decide-time.ts';
import { getBooking } from './get-booking.ts';
import { toServiceError } from './internal.ts';
import { readPolicy } from './read-policy.ts';
import { isTakenError, toConflict } from './tell-taken.ts';

/**
 * Books machines for a time, or asks for them where a rule wants somebody's yes: then it is `pending`. The machines'
 * rows are locked in id order first, so that rivals queue instead of deadlocking; the exclusion constraint stands
 * behind it for every other way to write. Refused with CONFLICT and `BookingConflict` as details when a machine is
 * taken, with PRECONDITION_FAILED and the rule where one refuses. A second create with the same id gives the first
 * booking.
 */
export async function createBooking(ctx: ServiceContext, input: CreateBookingInput): Promise<Booking> {
  authorize(ctx, 'booking:create');
  const user = requireUser(ctx);
  const policy = await readPolicy(ctx.db, user.id);
  const machineIds = [...new Set(input.machineIds)].toSorted();
  const wish: TimeWish = {
    personId: user.id,
    machineIds,
    ...timesFromNow(input, ctx.now()),
    bookingId: input.id,
    holdId: input.holdId ?? null,
  };
  if (await isBooked(ctx, input.id, user.id)) return getBooking(ctx, input);
  const times = checkBookingTimes(input, ctx.now());
  if (!times.ok) throw toServiceError(times);
  // Most refusals are seen here already, without a transaction and without holding anybody up.
  if (await isTaken(ctx, ctx.db, wish, policy, await readMachines(ctx, machineIds)))
    throw await toConflict(ctx, wish, policy);
  try {
    await withTransaction(ctx, (tx, afterCommit) => book(ctx, tx, afterCommit, { input, wish, policy }));
  } catch (error) {
    const wasTaken = isTakenError(error);
    if (!wasTaken && !(isServiceError(error) && error.code === 'CONFLICT')) throw error;
    // Perhaps by the same request, sent twice at once.
    if (await isBooked(ctx, input.id, user.id)) return getBooking(ctx, input);
    throw wasTaken ? await toConflict(ctx, wish, policy) : error;
  }
  return getBooking(ctx, input);
}

/** What was asked for by its length goes along with a start that has passed on its way here. */
function timesFromNow({ startsAt, endsAt, keepsLength = false }: CreateBookingInput, now: Date) {
  const lateMs = keepsLength ? Math.max(0, now.getTime() - startsAt.getTime()) : 0;
  const after = (at: Date): Date => new Date(at.getTime() + lateMs);
  return { startsAt: after(startsAt), endsAt: after(endsAt), keepsLength };
}

const readMachines = (ctx: ServiceContext, machineIds: string[]) =>
  ctx.db.machine.findMany({
    where: { id: { in: machineIds } },
    select: { id: true, name: true, catalogId: true },
  });

async function isBooked(ctx: ServiceContext, id: string, personId: string): Promise<boolean> {
  const row = await ctx.db.booking.findUnique({ where: { id }, select: { personId: true } });
  if (row && row.personId !== personId)
    throw new ServiceError('CONFLICT', 'That booking id is taken. Make a new one.');
  return row !== null;
}

type Asked = { input: CreateBookingInput; wish: TimeWish; policy: Policy };

async function book(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { input, wish, policy }: Asked,
): Promise<void> {
  const time = await decideTime(ctx, tx, wish, policy);
  await writeBooking(ctx, tx, { input, time, policy });
  await emitAudit(ctx, tx, {
    action: time.approval ? 'booking.request' : 'booking.create',
    objectType: 'booking',
    objectId: input.id,
    objectName: input.purpose,
    after: {
      machines: time.machines.map((it) => it.name).toSorted(),
      startsAt: time.startsAt,
      endsAt: time.endsAt,
      simulated: time.simulated,
    },
  });
  afterCommit(() => ctx.bus.emit('booking.changed', { bookingId: input.id, revision: 1 }));
}

async function writeBooking(
  ctx: ServiceContext,
  tx: Transaction,
  { input, time, policy }: { input: CreateBookingInput; time: TimeDecision; policy: Policy },
): Promise<void> {
  const person = policy.person!;
  await tx.booking.create({
    data: {
      id: input.id,
      personId: person.id,
      teamId: person.teamId,
      projectId: input.projectId ?? null,
      purpose: input.purpose,
      startsAt: time.startsAt,
      endsAt: time.endsAt,
      status: time.approval ? 'pending' : 'confirmed',
      approvalRule: time.approval?.text ?? null,
      simulated: time.simulated,
      startModelId: input.startModelId ?? null,
      autoStart: input.autoStart ?? false,
      createdAt: ctx.now(),
    },
    select: { id: true },
  });
  await writeBlocks(tx, input.id, time, { holds: !time.approval, holdId: input.holdId ?? null });
}
