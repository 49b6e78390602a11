import { markOf } from '@/shared/domain/agent-rivals.ts';
import type { Agent } from '@/prisma/generated/client.ts';
import type { AgentHandshake } from '@/shared/protocol/join.ts';
import { type ServiceContext, withTransaction } from '../../context.ts';
import { announceMachines, lockMachine } from '../inventory/index.ts';
import { noteAttention } from './internal.ts';

/** On the machine's page, until somebody has said which of them it is. */
export const RIVAL_NOTE =
  'Two copies of this machine’s identity have connected. Say on its page which of them it is; until then the first one stays.';
/** A lab has a handful of disks; who comes under ever new names is not kept for ever. */
const MOST_RIVALS = 8;

type Holder = Pick<Agent, 'id' | 'machineId' | 'hardwareId' | 'bootId'>;
export type RivalComer = Pick<AgentHandshake, 'bootId' | 'joinCounter' | 'hardwareId' | 'hostName'>;

/**
 * Remembers that a second program proved this agent's key, and says so on the machine's page once it is certain:
 * `isCertain`, or when it has come for longer than a silent agent counts as connected.
 */
export async function noteRival(
  ctx: ServiceContext,
  holder: Holder,
  comer: RivalComer,
  { address, isCertain }: { address: string | null; isCertain: boolean },
): Promise<void> {
  const now = ctx.now();
  const hardwareId = comer.hardwareId ?? null;
  const mark = markOf({ bootId: comer.bootId, hardwareId }, holder.hardwareId);
  const seen = {
    bootId: comer.bootId,
    hardwareId,
    hostName: comer.hostName ?? null,
    address,
    lastSeenAt: now,
  };
  const isKnown = await withTransaction(ctx, async (tx, afterCommit) => {
    await lockMachine(tx, holder.machineId);
    const key = { agentId_mark: { agentId: holder.id, mark } };
    const before = await tx.agentRival.findUnique({ where: key });
    const { joinCounter } = comer;
    await tx.agentRival.upsert({
      where: key,
      create: { agentId: holder.id, mark, joinCounter, firstSeenAt: now, ...seen },
      update: { joinCounter: Math.max(joinCounter, before?.joinCounter ?? 0), ...seen },
    });
    const older = await tx.agentRival.findMany({
      // A person's word is kept: there are as many of them as persons have said it.
      where: { agentId: holder.id, refusedAt: null },
      orderBy: { lastSeenAt: 'desc' },
      skip: MOST_RIVALS,
      select: { id: true },
    });
    await tx.agentRival.deleteMany({ where: { id: { in: older.map((it) => it.id) } } });
    if (isCertain && !before) await announceMachines(ctx, tx, afterCommit, [holder.machineId]);
    return isCertain || (before !== null && hasStayed(ctx, { ...before, lastSeenAt: now }));
  });
  if (isKnown) await noteAttention(ctx, holder.machineId, RIVAL_NOTE);
}

/** Longer than an agent that went silent counts as connected: the one it stands beside is really there. */
export const hasStayed = (ctx: ServiceContext, rival: { firstSeenAt: Date; lastSeenAt: Date }): boolean =>
  rival.lastSeenAt.getTime() - rival.firstSeenAt.getTime() >= ctx.timings.suspectMs;

/** A person has said no to this one, by the hardware it is on or by its start. */
export async function isRefusedRival(
  ctx: ServiceContext,
  agentId: string,
  comer: Pick<RivalComer, 'bootId' | 'hardwareId'>,
): Promise<boolean> {
  const marks = [comer.bootId, ...(comer.hardwareId === undefined ? [] : [comer.hardwareId])];
  const found = await ctx.db.agentRival.findFirst({
    where: { agentId, mark: { in: marks }, refusedAt: { not: null } },
    select: { id: true },
  });
  return found !== null;
}
