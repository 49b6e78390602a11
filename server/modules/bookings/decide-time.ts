import { checkPolicy, type Policy, turnaroundMs } from '@/shared/domain/booking-policy.ts';
import { checkBookedMachines, checkBookingTimes } from '@/shared/domain/booking-rules.ts';
import type { RuleKind } from '@/shared/schemas/booking-rule.ts';
import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { type LockedMachine, lockMachines } from '../inventory/index.ts';
import { requireQualified } from '../qualifications/index.ts';
import { readTakeableFrom, toServiceError } from './internal.ts';
import { longestTurnaroundMs } from './read-policy.ts';

/** Machines for a time, for one person: what every way to book, move, extend, approve or heal asks for. */
export type TimeWish = {
  personId: string;
  machineIds: readonly string[];
  startsAt: Date;
  endsAt: Date;
  /** It was asked for by its length: a start that becomes now takes the end along. */
  keepsLength?: boolean;
  /** What it is written for: its own time, and the hold it was chosen with, are not in the way. */
  bookingId: string;
  holdId?: string | null;
  /** It has begun: its start is past and stays. */
  hasBegun?: boolean;
  /** It leaves its place: maintenance that waits there for somebody else is in the way too. */
  isMoved?: boolean;
  /** Rules it kept when it was booked, of what stays as it is. */
  kept?: ReadonlySet<RuleKind>;
};
export type TimeDecision = {
  machines: LockedMachine[];
  /** A start that has just passed is now. */
  startsAt: Date;
  endsAt: Date;
  simulated: boolean;
  /** Until when each machine is held, its turnaround included. */
  blockEnds: ReadonlyMap<string, Date>;
  /** Somebody has to agree first, by that rule. */
  approval: { ruleId: string | null; text: string } | null;
};

/** Somebody else has one of the machines then; who and until when is read after the locks are gone. */
export class TimeTaken extends Error {}

/**
 * Decides, within a transaction that has locked the bookings it is about: locks the machines in id order, forgets the
 * holds on them that are over, and asks everything that can refuse. Throws `TimeTaken`, or what refuses by its name.
 */
export async function decideTime(
  ctx: ServiceContext,
  tx: Transaction,
  wish: TimeWish,
  policy: Policy,
): Promise<TimeDecision> {
  const machineIds = [...wish.machineIds];
  const machines = await lockMachines(tx, machineIds);
  await tx.machineBlock.deleteMany({
    where: { machineId: { in: machineIds }, expiresAt: { lte: ctx.now() } },
  });
  if (await isTaken(ctx, tx, wish, policy, machines)) throw new TimeTaken();
  const verdict = checkBookedMachines(machineIds, machines);
  if (!verdict.ok) throw toServiceError(verdict);
  // Whoever books or moves it for somebody has decided that it is theirs.
  if (ctx.actor.kind === 'user' && ctx.actor.id === wish.personId)
    await requireQualified(ctx, tx, { personId: wish.personId, machineIds, timeZone: policy.timeZone });
  // Only now: while it waited for its machines they were still somebody else's.
  const from = wish.hasBegun ? wish.startsAt : await readTakeableFrom(ctx, tx, machineIds, wish.startsAt);
  const times = checkBookingTimes(wish, from);
  if (!times.ok) throw toServiceError(times);
  const { startsAt } = times;
  // By so little that only the constraint looks again.
  const lateMs = wish.keepsLength ? startsAt.getTime() - wish.startsAt.getTime() : 0;
  const endsAt = new Date(times.endsAt.getTime() + lateMs);
  const allowed = checkPolicy(policy, { machines, startsAt, endsAt }, ctx.now(), wish.kept);
  if (!allowed.ok) {
    const details = { reason: 'rule', rule: allowed.rule, ruleId: allowed.ruleId };
    throw new ServiceError('PRECONDITION_FAILED', allowed.message, { details });
  }
  const blockEnds = new Map(
    machines.map((it) => [it.id, new Date(endsAt.getTime() + turnaroundMs(policy, it))]),
  );
  return { machines, startsAt, endsAt, simulated: verdict.simulated, blockEnds, approval: allowed.approval };
}

/** Does anybody hold one of the machines in that time or in the turnaround after it? Unlocked it is a first look. */
export async function isTaken(
  ctx: ServiceContext,
  tx: Transaction,
  wish: TimeWish,
  policy: Policy,
  machines: readonly { id: string; name: string; catalogId: string | null }[],
): Promise<boolean> {
  const until = new Date(wish.endsAt.getTime() + longestTurnaroundMs(policy, machines));
  const ends = machines.map((it) => new Date(wish.endsAt.getTime() + turnaroundMs(policy, it)));
  const ids = machines.map((it) => it.id);
  const [row] = await tx.$queryRaw<{ isTaken: boolean }[]>`
    SELECT EXISTS (
      SELECT FROM "MachineBlock" k JOIN unnest(${ids}::text[], ${ends}::timestamptz[]) w(id, until)
        ON w.id = k."machineId" AND k."startsAt" < w.until
      WHERE k."machineId" = ANY(${ids}) AND (k.holds OR (${wish.isMoved ?? false} AND k.waits))
        AND (k."expiresAt" IS NULL OR k."expiresAt" > ${ctx.now()})
        AND k."bookingId" IS DISTINCT FROM ${wish.bookingId} AND k."holdId" IS DISTINCT FROM ${wish.holdId ?? ''}
        AND k."startsAt" < ${until} AND k."endsAt" > ${wish.startsAt}
    ) AS "isTaken"`;
  return row?.isTaken ?? false;
}

/** A booking's blocks as decided, in place of those it had; a request's keep nobody away. */
export async function writeBlocks(
  tx: Transaction,
  bookingId: string,
  { machines, startsAt, blockEnds }: TimeDecision,
  { holds, holdId }: { holds: boolean; holdId?: string | null },
): Promise<void> {
  await tx.machineBlock.deleteMany({ where: { bookingId } });
  if (holdId) await tx.bookingHold.deleteMany({ where: { id: holdId } });
  await tx.machineBlock.createMany({
    data: machines.map(({ id: machineId }) => ({
      machineId,
      bookingId,
      kind: 'booking' as const,
      startsAt,
      endsAt: blockEnds.get(machineId)!,
      holds,
    })),
  });
}
