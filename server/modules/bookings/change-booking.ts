import { formatDatedRange, listNames, zoneName } from '@/shared/domain/format.ts';
import { bookingPhase } from '@/shared/domain/booking-rules.ts';
import type { Policy } from '@/shared/domain/booking-policy.ts';
import { forTeam } from '@/shared/domain/policy-rules.ts';
import type { Booking, ChangeBookingInput } from '@/shared/schemas/booking.ts';
import type { RuleKind } from '@/shared/schemas/booking-rule.ts';
import { type AfterCommit, may, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { notify } from '../notifications/index.ts';
import { leaveWord } from './move-booking.ts';
import { type LockedMachine, lockMachines } from '../inventory/index.ts';
import { decideTime, type TimeDecision, type TimeWish, writeBlocks } from './decide-time.ts';
import { guardBudgets } from './guard-budgets.ts';
import { holdWaiting } from './hold-waiting.ts';
import { type LockedBooking, lockToChange, readMachineIds } from './internal.ts';
import { readBooking } from './read-bookings.ts';
import { readPolicy, requireOwnTeam } from './read-policy.ts';
import { requireProject } from './require-project.ts';
import { isTakenError, toConflict } from './tell-taken.ts';

/**
 * Changes a booking: before its start its times, machines and purpose, while it runs its end (from now on) and its
 * purpose. What is left out stays. Decided exactly as a new booking is, its own time not in its way; refused with
 * CONFLICT and `BookingConflict` when something else is. A request stays one, under the rule that asks for it as it is
 * now; more than was agreed to is only theirs to give who could agree to it.
 */
export async function changeBooking(ctx: ServiceContext, input: ChangeBookingInput): Promise<Booking> {
  let asked: { wish: TimeWish; policy: Policy } | null = null;
  const change = withTransaction(ctx, async (tx, afterCommit) => {
    const booking = await lockToChange(ctx, tx, input);
    const teamId = input.teamId ?? booking.teamId;
    const isOtherTeam = teamId !== booking.teamId;
    const rules = await readPolicy(tx, booking.personId);
    if (isOtherTeam) requireOwnTeam(rules, teamId!);
    const policy = forTeam(rules, teamId);
    const machineIds = await readMachineIds(tx, [booking.id]);
    const wish = toWish(ctx, booking, machineIds, input);
    const { projectId = null } = input;
    await requireProject(ctx, tx, { projectId, personId: booking.personId });
    asked = { wish, policy };
    // Those it has and those it wants, in one order.
    const machines = await lockMachines(tx, [...new Set([...machineIds, ...wish.machineIds])]);
    const had = machines.filter((it) => machineIds.includes(it.id));
    const time = await decideTime(ctx, tx, wish, policy);
    const isAgreed = booking.status === 'pending' || isWithin(wish, booking, machineIds);
    if (time.approval && !isAgreed && !may(ctx, 'booking:approve'))
      throw new ServiceError(
        'PRECONDITION_FAILED',
        `${time.approval.text} Ask for it as a booking of its own.`,
      );
    const isOtherProject = input.projectId !== undefined && input.projectId !== booking.projectId;
    // Who needs less is let off; who needs more, or for something else, has to have it.
    const isOtherPayer = isOtherProject || isOtherTeam;
    if (!time.simulated && !input.overrideReason && (isOtherPayer || !isWithin(wish, booking, machineIds)))
      await guardBudgets(ctx, tx, {
        bookingId: booking.id,
        teamId,
        projectId: isOtherProject ? input.projectId! : booking.projectId,
        machineIds: wish.machineIds,
        startsAt: time.startsAt,
        endsAt: time.endsAt,
      });
    await writeChange(ctx, tx, afterCommit, { booking, had, time, input, policy });
    return readBooking(ctx, tx, booking.id);
  });
  return change.catch(async (error: unknown) => {
    if (!asked || !isTakenError(error)) throw error;
    throw await toConflict(ctx, asked.wish, asked.policy);
  });
}

function toWish(
  ctx: ServiceContext,
  booking: LockedBooking,
  machineIds: string[],
  input: ChangeBookingInput,
): TimeWish {
  const now = ctx.now();
  const phase = bookingPhase(booking, now);
  const hasBegun = phase === 'running';
  const startsAt = input.startsAt ?? booking.startsAt;
  const wanted = [...new Set(input.machineIds ?? machineIds)].toSorted();
  const isMoved = startsAt.getTime() !== booking.startsAt.getTime();
  if (!hasBegun && phase !== 'upcoming' && phase !== 'asked')
    throw new ServiceError('PRECONDITION_FAILED', 'This booking is over. There is nothing to change.');
  if (hasBegun && (isMoved || wanted.join() !== machineIds.join()))
    throw new ServiceError(
      'PRECONDITION_FAILED',
      'This booking has begun: its start and machines stay. Change its end, or end it.',
    );
  const endsAt = input.endsAt ?? booking.endsAt;
  if (hasBegun && endsAt <= now)
    throw new ServiceError('VALIDATION', 'This end is over already. End the booking to give it back now.');
  const { id: bookingId, personId } = booking;
  return {
    personId,
    machineIds: wanted,
    startsAt,
    endsAt,
    bookingId,
    hasBegun,
    isMoved,
    overrideReason: input.overrideReason ?? null,
    ...(hasBegun && { kept: BEGUN }),
  };
}

/** Nothing of it is more than what was agreed to: another purpose, fewer machines, a shorter time. */
export const isWithin = (
  wish: Pick<TimeWish, 'startsAt' | 'endsAt' | 'machineIds'>,
  had: Pick<LockedBooking, 'startsAt' | 'endsAt'>,
  machineIds: readonly string[],
): boolean =>
  wish.startsAt >= had.startsAt &&
  wish.endsAt <= had.endsAt &&
  wish.machineIds.every((it) => machineIds.includes(it));

/** What has begun was made in time and where it may be: only its length is asked anew. */
export const BEGUN: ReadonlySet<RuleKind> = new Set(['notice', 'horizon', 'machines']);

type Change = {
  booking: LockedBooking;
  had: LockedMachine[];
  time: TimeDecision;
  input: ChangeBookingInput;
  policy: Policy;
};

async function writeChange(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { booking, had, time, input, policy }: Change,
): Promise<void> {
  const { id: bookingId } = booking;
  const isMoved = time.startsAt.getTime() !== booking.startsAt.getTime();
  const purpose = input.purpose ?? booking.purpose;
  await tx.booking.update({
    where: { id: bookingId },
    data: {
      startsAt: time.startsAt,
      endsAt: time.endsAt,
      purpose,
      simulated: time.simulated,
      ...(booking.status === 'pending' && time.approval && { approvalRule: time.approval.text }),
      ...(input.overrideReason && { overrideReason: input.overrideReason }),
      // A later end is warned of anew, another start reminded of.
      warnedMinutes: null,
      ...(isMoved && { remindedAt: null }),
      ...(input.projectId !== undefined && { projectId: input.projectId }),
      ...(input.teamId !== undefined && { teamId: input.teamId }),
      revision: { increment: 1 },
    },
    select: { id: true },
  });
  await writeBlocks(tx, bookingId, time, {
    holds: booking.status === 'confirmed',
    keepsJoined: booking.startsAt <= ctx.now(),
  });
  const payers = await readPayers(tx, booking, input);
  const namesOf = (machines: readonly { name: string }[]) => machines.map((it) => it.name).toSorted();
  await emitAudit(ctx, tx, {
    action: 'booking.change',
    objectType: 'booking',
    objectId: bookingId,
    objectName: purpose,
    before: {
      from: booking.startsAt,
      until: booking.endsAt,
      machines: namesOf(had),
      purpose: booking.purpose,
      ...payers.before,
    },
    after: {
      from: time.startsAt,
      until: time.endsAt,
      machines: namesOf(time.machines),
      purpose,
      ...payers.after,
      ...(input.overrideReason && { override: input.overrideReason }),
    },
  });
  if (isMoved)
    await leaveWord(ctx, tx, afterCommit, { booking, startsAt: time.startsAt, rules: policy }, time);
  else await tellChanged(ctx, tx, afterCommit, { booking, time, policy });
  await holdWaiting(
    ctx,
    tx,
    afterCommit,
    had.map((it) => it.id),
  );
  afterCommit(() => ctx.bus.emit('booking.changed', { bookingId, revision: booking.revision + 1 }));
}

/** By name, the project and the team that it was charged to, of those that changed. */
async function readPayers(tx: Transaction, booking: LockedBooking, input: ChangeBookingInput) {
  const namesOf = (ids: readonly (string | null)[]) => ({
    where: { id: { in: ids.filter((it) => it !== null) } },
    select: { id: true, name: true },
  });
  const before: { project?: string | null; team?: string | null } = {};
  const after: typeof before = {};
  const nameIn = (rows: { id: string; name: string }[], id: string | null): string | null =>
    rows.find((it) => it.id === id)?.name ?? null;
  const { projectId = booking.projectId, teamId = booking.teamId } = input;
  if (projectId !== booking.projectId) {
    const rows = await tx.project.findMany(namesOf([projectId, booking.projectId]));
    [before.project, after.project] = [nameIn(rows, booking.projectId), nameIn(rows, projectId)];
  }
  if (teamId !== booking.teamId) {
    const rows = await tx.team.findMany(namesOf([teamId, booking.teamId]));
    [before.team, after.team] = [nameIn(rows, booking.teamId), nameIn(rows, teamId)];
  }
  return { before, after };
}

/** Who did not change it themself is told what it is now. */
async function tellChanged(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { booking, time, policy }: Pick<Change, 'booking' | 'time' | 'policy'>,
): Promise<void> {
  const { id, personId, purpose, revision } = booking;
  if (ctx.actor.kind !== 'user' || ctx.actor.id === personId) return;
  const { timeZone } = policy;
  const range = `${formatDatedRange(time.startsAt, time.endsAt, timeZone)} ${zoneName(timeZone, time.endsAt)}`;
  await notify(ctx, tx, afterCommit, [
    {
      personId,
      kind: 'booking.changed',
      title: `“${purpose}” was changed`,
      text: `${ctx.actor.name} changed it: ${listNames(time.machines.map((it) => it.name).toSorted())}, ${range}.`,
      link: `/bookings/${id}`,
      dedupeKey: `booking.changed ${id} ${revision + 1}`,
    },
  ]);
}
