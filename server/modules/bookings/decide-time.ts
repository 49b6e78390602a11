import { Prisma } from '@/prisma/generated/client.ts';
import {
  checkPolicy,
  type Policy,
  type PolicyMachine,
  turnaroundMs,
} from '@/shared/domain/booking-policy.ts';
import { checkBookedMachines, checkBookingTimes } from '@/shared/domain/booking-rules.ts';
import type { RuleKind } from '@/shared/schemas/booking-rule.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { readSql, type Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { type LockedMachine, lockMachines } from '../inventory/index.ts';
import { requireQualified } from '../qualifications/index.ts';
import { takeableFrom, takenUntil, toServiceError } from './internal.ts';
import { cutTurnarounds, readNextStarts } from './override.ts';
import { longestTurnaroundMs } from './read-policy.ts';
import { lockQuotas, readPolicyFacts } from './read-policy-facts.ts';

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
  /** Why an admin sets rules, approval and turnaround aside for it; what others have booked stays theirs. */
  overrideReason?: string | null;
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
 * Decides, within a transaction that has locked the bookings it is about: locks the machines in id order and what
 * quotas are counted under, forgets the holds on them that are over, and asks everything that can
 * refuse. Throws `TimeTaken`, or what refuses by its name.
 */
export async function decideTime(
  ctx: ServiceContext,
  tx: Transaction,
  wish: TimeWish,
  policy: Policy,
): Promise<TimeDecision> {
  const machineIds = [...wish.machineIds];
  if (wish.overrideReason) authorize(ctx, 'booking:override');
  const machines = await lockMachines(tx, machineIds);
  // First, as who comes too late holds up all who queue behind them.
  const seen = await look(ctx, tx, wish, policy, machines, { isLocked: true });
  if (seen.taken) throw new TimeTaken();
  if (seen.hasLapsed)
    await tx.machineBlock.deleteMany({
      where: { machineId: { in: machineIds }, expiresAt: { lte: ctx.now() } },
    });
  if (!wish.overrideReason) await lockQuotas(tx, policy, machineIds);
  const verdict = checkBookedMachines(machineIds, machines);
  if (!verdict.ok) throw toServiceError(verdict);
  // Only now: while it waited for its machines they were still somebody else's.
  const from = wish.hasBegun ? wish.startsAt : takeableFrom(seen.until, ctx.now());
  const times = checkBookingTimes(wish, from);
  if (!times.ok) throw toServiceError(times);
  const { startsAt } = times;
  // By so little that only the constraint looks again.
  const lateMs = wish.keepsLength ? startsAt.getTime() - wish.startsAt.getTime() : 0;
  const endsAt = new Date(times.endsAt.getTime() + lateMs);
  const { simulated } = verdict;
  if (wish.overrideReason) {
    await cutTurnarounds(tx, { ...wish, startsAt });
    const nextStarts = await readNextStarts(ctx, tx, wish);
    const blockEnds = blockEndsOf(policy, machines, endsAt, nextStarts);
    return { machines, startsAt, endsAt, simulated, blockEnds, approval: null };
  }
  const approval = await requireAllowed(
    ctx,
    tx,
    { ...wish, startsAt, endsAt },
    { policy, machines, simulated, wantsQualified: seen.wantsQualified },
  );
  const blockEnds = blockEndsOf(policy, machines, endsAt);
  return { machines, startsAt, endsAt, simulated, blockEnds, approval };
}

/** Turnaround included, as far as the next that is taken where somebody overrides. */
const blockEndsOf = (
  policy: Policy,
  machines: readonly LockedMachine[],
  endsAt: Date,
  nextStarts?: ReadonlyMap<string, Date>,
): Map<string, Date> =>
  new Map(
    machines.map((it) => {
      const end = new Date(endsAt.getTime() + turnaroundMs(policy, it));
      const next = nextStarts?.get(it.id);
      return [it.id, next && next < end ? next : end];
    }),
  );

type Told = {
  policy: Policy;
  machines: readonly PolicyMachine[];
  simulated: boolean;
  /** False where it is known that none of them wants a qualification. */
  wantsQualified?: boolean;
};

/** Throws what refuses: a qualification that is missing, or a rule; else which rule wants somebody's yes. */
export async function requireAllowed(
  ctx: ServiceContext,
  tx: Transaction,
  wish: TimeWish,
  { policy, machines, simulated, wantsQualified = true }: Told,
): Promise<TimeDecision['approval']> {
  const { personId, machineIds, kept } = wish;
  // Whoever books or moves it for somebody has decided that it is theirs.
  if (wantsQualified && ctx.actor.kind === 'user' && ctx.actor.id === personId)
    await requireQualified(ctx, tx, { personId, machineIds, timeZone: policy.timeZone });
  const facts = await readPolicyFacts(ctx, tx, policy, { ...wish, machines, simulated });
  const allowed = checkPolicy(policy, { ...wish, machines }, ctx.now(), kept, facts);
  if (allowed.ok) return allowed.approval;
  const details = { reason: 'rule', rule: allowed.rule, ruleId: allowed.ruleId };
  throw new ServiceError('PRECONDITION_FAILED', allowed.message, { details });
}

/** Does anybody hold one of the machines in that time or in the turnaround after it? Unlocked it is a first look. */
export async function isTaken(...asked: Parameters<typeof look>): Promise<boolean> {
  return (await look(...asked)).taken;
}

type Look = {
  taken: boolean;
  /** Holds that are over still lie on the machines. */
  hasLapsed: boolean;
  /** Whose booking has this id already. */
  ownerId: string | null;
  /** Of machines that are locked: whether any wants a qualification, and until when they were taken last. */
  wantsQualified: boolean;
  until: Date | null;
};

/** All that is asked of a time in one statement; who is locked out waits for each. */
export async function look(
  ctx: ServiceContext,
  tx: Transaction,
  wish: TimeWish,
  policy: Policy,
  machines: readonly { id: string; name: string; catalogId: string | null }[],
  { isLocked }: { isLocked: boolean } = { isLocked: false },
): Promise<Look> {
  const isOverride = Boolean(wish.overrideReason);
  const ends = machines.map((it) => tailOf(wish, turnaroundMs(policy, it)));
  const until = tailOf(wish, longestTurnaroundMs(policy, machines));
  const ids = machines.map((it) => it.id);
  const [row] = await readSql<Look>(
    tx,
    'bookings.look',
    Prisma.sql`
    SELECT EXISTS (
      SELECT FROM "MachineBlock" k JOIN unnest(${ids}::text[], ${ends}::timestamptz[]) w(id, until)
        ON w.id = k."machineId" AND k."startsAt" < w.until
      LEFT JOIN "Booking" b ON ${isOverride} AND b.id = k."bookingId"
      WHERE k."machineId" = ANY(${ids}) AND (k.holds OR (${wish.isMoved ?? false} AND k.waits))
        AND (k."expiresAt" IS NULL OR k."expiresAt" > ${ctx.now()})
        AND k."bookingId" IS DISTINCT FROM ${wish.bookingId} AND k."holdId" IS DISTINCT FROM ${wish.holdId ?? ''}
        AND k."startsAt" < ${until} AND k."endsAt" > ${wish.startsAt}
        AND coalesce(b."endsAt", k."endsAt") > ${wish.startsAt}
    ) AS taken, EXISTS (
      SELECT FROM "MachineBlock" k
      WHERE k."machineId" = ANY(${ids}) AND k."expiresAt" <= ${ctx.now()} AND k.holds
    ) AS "hasLapsed", (SELECT "personId" FROM "Booking" WHERE id = ${wish.bookingId}) AS "ownerId",
      ${isLocked} AND EXISTS (
        SELECT FROM "QualificationNeed" n LEFT JOIN "Machine" m ON m."catalogId" = n."catalogId"
        WHERE n."machineId" = ANY(${ids}) OR m.id = ANY(${ids})
      ) AS "wantsQualified",
      CASE WHEN ${isLocked} THEN ${takenUntil(ids, wish.startsAt)} END AS until`,
  );
  return row!;
}

/** Until when others are in the way of a wish: through the turnaround after it, which an override does without. */
export const tailOf = (wish: Pick<TimeWish, 'endsAt' | 'overrideReason'>, turnaround: number): Date =>
  wish.overrideReason ? wish.endsAt : new Date(wish.endsAt.getTime() + turnaround);

type BlockOptions = { holds: boolean; holdId?: string | null; keepsJoined?: boolean; isNew?: boolean };

/** A booking's blocks as decided, in place of those it had; a request's keep nobody away. */
export async function writeBlocks(
  tx: Transaction,
  bookingId: string,
  { machines, startsAt, blockEnds }: TimeDecision,
  { holds, holdId, keepsJoined, isNew }: BlockOptions,
): Promise<void> {
  const had = isNew
    ? []
    : await tx.$queryRaw<{ machineId: string; startsAt: Date }[]>`
    DELETE FROM "MachineBlock" WHERE "bookingId" = ${bookingId} RETURNING "machineId", "startsAt"`;
  // A machine that took another's place while it ran has been its own only since then.
  const joinedAt = new Map(had.map((it) => [it.machineId, it.startsAt]));
  const fromOf = (machineId: string): Date => {
    const joined = joinedAt.get(machineId);
    return keepsJoined && joined && joined > startsAt ? joined : startsAt;
  };
  if (holdId) await tx.bookingHold.deleteMany({ where: { id: holdId } });
  const ids = machines.map((it) => it.id);
  const starts = ids.map(fromOf);
  const ends = ids.map((it) => blockEnds.get(it)!);
  await tx.$executeRaw`INSERT INTO "MachineBlock" (id, "machineId", "bookingId", kind, "startsAt", "endsAt", holds)
    SELECT gen_random_uuid(), w.id, ${bookingId}, 'booking', w.start, w.end, ${holds}
    FROM unnest(${ids}::text[], ${starts}::timestamptz[], ${ends}::timestamptz[]) w(id, start, "end")`;
}
