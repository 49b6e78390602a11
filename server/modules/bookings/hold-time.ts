import { type Policy, rulesFor } from '@/shared/domain/booking-policy.ts';
import { checkBookingTimes } from '@/shared/domain/booking-rules.ts';
import type { Hold, HoldTimeInput } from '@/shared/schemas/finder.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { lockMachines } from '../inventory/index.ts';
import { decideTime, type TimeDecision, type TimeWish } from './decide-time.ts';
import { toServiceError } from './internal.ts';
import { getHold } from './list-holds.ts';
import { requireNotPaused } from '../notices/index.ts';
import { readPolicy } from './read-policy.ts';
import { isTakenError, toConflict } from './tell-taken.ts';

/**
 * Keeps machines for a person while they choose, for as long as the rules say. A person chooses one time: what they
 * held before is let go of in the same transaction, and stays theirs where the new one is refused.
 */
export async function holdTime(ctx: ServiceContext, input: HoldTimeInput): Promise<Hold> {
  authorize(ctx, 'booking:create');
  await requireNotPaused(ctx);
  const user = requireUser(ctx);
  const policy = await readPolicy(ctx.db, user.id);
  const { startsAt, endsAt } = input;
  const machineIds = [...new Set(input.machineIds)].toSorted();
  const wish: TimeWish = { personId: user.id, machineIds, startsAt, endsAt, bookingId: '' };
  const times = checkBookingTimes(input, ctx.now());
  if (!times.ok) throw toServiceError(times);
  try {
    const holdId = await withTransaction(ctx, async (tx, afterCommit) => {
      const gone = await letGoOfChosen(tx, user.id, machineIds);
      const time = await decideTime(ctx, tx, wish, policy);
      const id = await writeHold(ctx, tx, {
        personId: user.id,
        time,
        forMs: holdMs(policy, time.machines),
      });
      for (const holdId of [...gone, id]) afterCommit(() => ctx.bus.emit('hold.changed', { holdId }));
      return id;
    });
    return await getHold(ctx, holdId);
  } catch (error) {
    throw isTakenError(error) ? await toConflict(ctx, wish, policy) : error;
  }
}

/** The shortest that one of the machines' rules says. */
const holdMs = (policy: Policy, machines: TimeDecision['machines']): number =>
  Math.min(...rulesFor(policy, 'hold', machines).map((it) => it.value.minutes)) * 60_000;

/** One person's choosing is decided one after the other: of two at once, the later replaces the earlier. */
async function letGoOfChosen(tx: Transaction, personId: string, machineIds: string[]): Promise<string[]> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('hold ' || ${personId}, 0))`;
  const held = await tx.bookingHold.findMany({
    where: { personId, wait: null },
    select: { id: true, blocks: { select: { machineId: true } } },
  });
  if (held.length === 0) return [];
  // Blocks come after machines in the order of locks.
  await lockMachines(tx, [...machineIds, ...held.flatMap((it) => it.blocks.map((block) => block.machineId))]);
  const ids = held.map((it) => it.id);
  await tx.bookingHold.deleteMany({ where: { id: { in: ids } } });
  return ids;
}

type NewHold = { personId: string; time: TimeDecision; forMs: number };

/** Within a transaction that has decided on the time. */
export async function writeHold(
  ctx: ServiceContext,
  tx: Transaction,
  { personId, time, forMs }: NewHold,
): Promise<string> {
  const { startsAt, endsAt } = time;
  const createdAt = ctx.now();
  const expiresAt = new Date(createdAt.getTime() + forMs);
  const { id } = await tx.bookingHold.create({
    data: { personId, startsAt, endsAt, expiresAt, createdAt },
    select: { id: true },
  });
  await tx.machineBlock.createMany({
    data: time.machines.map(({ id: machineId }) => ({
      machineId,
      holdId: id,
      kind: 'hold' as const,
      startsAt,
      endsAt: time.blockEnds.get(machineId)!,
      expiresAt,
    })),
  });
  return id;
}
