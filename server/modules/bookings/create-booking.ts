import type { Policy } from '@/shared/domain/booking-policy.ts';
import { checkBookingTimes } from '@/shared/domain/booking-rules.ts';
import { formatDatedRange, listNames, zoneName } from '@/shared/domain/format.ts';
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
import { requireNotPaused } from '../notices/index.ts';
import { notify, planDeliveries, type RouteOf } from '../notifications/index.ts';
import {
  decideTime,
  isTaken,
  look,
  TimeTaken,
  type TimeDecision,
  type TimeWish,
  writeBlocks,
} from './decide-time.ts';
import { tellAsked } from './answer-request.ts';
import { readEstimate } from './estimate-cost.ts';
import { getBooking } from './get-booking.ts';
import { guardBudgets } from './guard-budgets.ts';
import { toServiceError } from './internal.ts';
import { clearWay, planWay, type Way } from './make-way.ts';
import { oneAfterAnother } from './one-after-another.ts';
import { readForTurnaround, readPolicyOfWish } from './read-policy.ts';
import { requireOwnHold } from './require-own-hold.ts';
import { requireProject } from './require-project.ts';
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
  await requireNotPaused(ctx);
  if (input.overrideReason) authorize(ctx, 'booking:override');
  const user = requireUser(ctx);
  const policy = await readPolicyOfWish(ctx.db, user.id, input.teamId);
  const { holdId } = input;
  const machineIds = [...new Set(input.machineIds)].toSorted();
  const wish: TimeWish = {
    personId: user.id,
    machineIds,
    ...timesFromNow(input, ctx.now()),
    bookingId: input.id,
    holdId: holdId ?? null,
    overrideReason: input.overrideReason ?? null,
  };
  const machines = await readForTurnaround(ctx.db, policy, machineIds);
  const seen = await look(ctx, ctx.db, wish, policy, machines);
  if (isOwn(seen.ownerId, user.id)) return getBooking(ctx, input);
  await requireOwnHold(ctx, holdId, user.id);
  const times = checkBookingTimes(input, ctx.now());
  if (!times.ok) throw toServiceError(times);
  const way = input.makeWay ? await planWay(ctx, wish, policy) : null;
  // Most refusals are seen here already, without a transaction and without holding anybody up.
  if (way === null && seen.taken) throw await toConflict(ctx, wish, policy);
  await requireProject(ctx, ctx.db, { projectId: input.projectId ?? null, personId: user.id });
  try {
    const isBooked = await oneAfterAnother(ctx.db, machineIds, {
      isFree: async () => way !== null || !(await isTaken(ctx, ctx.db, wish, policy, machines)),
      work: async () => {
        const { startsAt, endsAt } = times;
        // Only now: of many who want the same time one has to know. And before others wait for what it holds.
        const [estimate, routeOf] = await Promise.all([
          readEstimate(ctx, { machineIds, startsAt, endsAt }),
          planDeliveries(ctx.db, [{ personId: user.id, kind: 'booking.confirmed' }]),
        ]);
        await withTransaction(ctx, (tx, afterCommit) =>
          book(ctx, tx, afterCommit, { input, wish, policy, way, estimate, routeOf }),
        );
      },
    });
    if (!isBooked) throw new TimeTaken();
  } catch (error) {
    const wasTaken = isTakenError(error);
    if (!wasTaken && !(isServiceError(error) && error.code === 'CONFLICT')) throw error;
    // Perhaps by the same request, sent twice at once.
    const row = await ctx.db.booking.findUnique({ where: { id: input.id }, select: { personId: true } });
    if (isOwn(row?.personId ?? null, user.id)) return getBooking(ctx, input);
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

/** Throws where the id is another person's booking. */
function isOwn(ownerId: string | null, personId: string): boolean {
  if (ownerId !== null && ownerId !== personId)
    throw new ServiceError('CONFLICT', 'That booking id is taken. Make a new one.');
  return ownerId !== null;
}

type Asked = {
  input: CreateBookingInput;
  wish: TimeWish;
  policy: Policy;
  way: Way | null;
  estimate: Awaited<ReturnType<typeof readEstimate>>;
  routeOf: RouteOf;
};

async function book(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { input, wish, policy, way, estimate, routeOf }: Asked,
): Promise<void> {
  if (way) await clearWay(ctx, tx, afterCommit, way, { wish, policy, purpose: input.purpose });
  const time = await decideTime(ctx, tx, wish, policy);
  if (way?.bookingIds.length && time.approval)
    throw new ServiceError(
      'PRECONDITION_FAILED',
      `${time.approval.text} Nobody makes way for what is only asked for.`,
    );
  if (!time.simulated && !input.overrideReason)
    await guardBudgets(ctx, tx, {
      bookingId: input.id,
      teamId: policy.person?.teamId ?? null,
      projectId: input.projectId ?? null,
      machineIds: time.machines.map((it) => it.id),
      startsAt: time.startsAt,
      endsAt: time.endsAt,
    });
  await writeBooking(ctx, tx, { input, time, policy, estimate });
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
      ...(input.overrideReason && { override: input.overrideReason }),
    },
  });
  if (time.approval) {
    const teamId = policy.person?.teamId ?? null;
    const asked = { ...input, teamId, personId: wish.personId, startsAt: time.startsAt };
    await tellAsked(ctx, tx, afterCommit, asked, { timeZone: policy.timeZone, rule: time.approval.text });
  } else await sendConfirmation(ctx, tx, afterCommit, { input, time, policy, routeOf });
  afterCommit(() => ctx.bus.emit('booking.changed', { bookingId: input.id, revision: 1 }));
  const { holdId } = input;
  if (holdId) afterCommit(() => ctx.bus.emit('hold.changed', { holdId }));
}

/** For its person's calendar; the page has told them already. */
async function sendConfirmation(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { input, time, policy, routeOf }: Pick<Asked, 'input' | 'policy' | 'routeOf'> & { time: TimeDecision },
): Promise<void> {
  const { timeZone } = policy;
  const range = formatDatedRange(time.startsAt, time.endsAt, timeZone);
  const names = listNames(time.machines.map((it) => it.name).toSorted());
  await notify(
    ctx,
    tx,
    afterCommit,
    [
      {
        personId: policy.person!.id,
        kind: 'booking.confirmed',
        title: `Booked: “${input.purpose}”`,
        text: `${names}, ${range} ${zoneName(timeZone, time.endsAt)}.`,
        link: `/bookings/${input.id}`,
        dedupeKey: `booking.confirmed ${input.id}`,
      },
    ],
    routeOf,
  );
}

async function writeBooking(
  ctx: ServiceContext,
  tx: Transaction,
  { input, time, policy, estimate }: Omit<Asked, 'wish' | 'way' | 'routeOf'> & { time: TimeDecision },
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
      overrideReason: input.overrideReason ?? null,
      approvalRule: time.approval?.text ?? null,
      simulated: time.simulated,
      startModelId: input.startModelId ?? null,
      autoStart: input.autoStart ?? false,
      ...estimate,
      createdAt: ctx.now(),
    },
    select: { id: true },
  });
  // What was offered is taken, before its hold ends.
  if (input.holdId)
    await tx.bookingWait.updateMany({
      where: { holdId: input.holdId, state: 'offered' },
      data: { state: 'taken', holdId: null },
    });
  await writeBlocks(tx, input.id, time, {
    holds: !time.approval,
    holdId: input.holdId ?? null,
    isNew: true,
  });
}
