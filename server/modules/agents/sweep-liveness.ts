import { Prisma } from '@/prisma/generated/client.ts';
import { SILENT_STATES } from '@/shared/domain/power-policy.ts';
import type { Judgement } from '@/shared/domain/judgement.ts';
import { type AfterCommit, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { announceMachines } from '../inventory/index.ts';
import { keepEvents } from './keep-events.ts';

/**
 * Silent agents become suspect, then lost, by `timings`. Those of a portal that went away are on their way to another
 * one: they are lost only when that portal has been silent for twice `lostMs`. Returns the machines that changed.
 */
export async function sweepLiveness(
  ctx: ServiceContext,
  { mayJudge }: Judgement,
): Promise<{ suspect: string[]; lost: string[] }> {
  if (!mayJudge) {
    // This look is what the judgement rests on: it has to notice a database that is away.
    await ctx.db.$queryRaw`SELECT 1`;
    return { suspect: [], lost: [] };
  }
  const suspect = await withTransaction(ctx, async (tx, afterCommit) => {
    const machineIds = await suspectSilent(ctx, tx);
    await announceMachines(ctx, tx, afterCommit, machineIds);
    return machineIds;
  });
  const lost = await withTransaction(ctx, (tx, afterCommit) => loseSilent(ctx, tx, afterCommit));
  return { suspect: suspect.filter((id) => !lost.includes(id)), lost };
}

/** One that the portal put to sleep is silent, and nobody is told. */
const SILENT_BY_RULE = Prisma.sql`EXISTS (
  SELECT FROM "MachinePower" w WHERE w."machineId" = a."machineId" AND w.state = ANY(${SILENT_STATES}))`;

type Rows = { machineId: string }[];

async function suspectSilent(ctx: ServiceContext, tx: Transaction): Promise<string[]> {
  const silentSince = ago(ctx, ctx.timings.suspectMs);
  const rows = await tx.$queryRaw<Rows>`
    UPDATE "Agent" a SET state = CASE WHEN ${SILENT_BY_RULE} THEN 'asleep' ELSE 'suspect' END::"AgentState"
    WHERE state = 'online' AND ("lastSeenAt" IS NULL OR "lastSeenAt" <= ${silentSince})
    RETURNING "machineId"`;
  return rows.map((it) => it.machineId);
}

async function loseSilent(ctx: ServiceContext, tx: Transaction, afterCommit: AfterCommit): Promise<string[]> {
  const { lostMs, suspectMs } = ctx.timings;
  const rows = await tx.$queryRaw<Rows>`
    UPDATE "Agent" a SET state = 'lost'
    WHERE a.state IN ('online', 'suspect') AND NOT ${SILENT_BY_RULE} AND (a."lastSeenAt" IS NULL OR a."lastSeenAt" <= ${ago(ctx, lostMs)})
      AND NOT EXISTS (
        SELECT FROM "Portal" p WHERE p.id = a."portalId" AND p."lastSeenAt" > ${ago(ctx, 2 * lostMs)}
          AND (p."stoppedAt" IS NOT NULL OR p."lastSeenAt" <= ${ago(ctx, suspectMs)})
      )
    RETURNING a."machineId"`;
  const machineIds = rows.map((it) => it.machineId).toSorted();
  for (const id of machineIds) await keepEvents(tx, id, ctx.now(), [{ kind: 'lost' }]);
  await announceMachines(ctx, tx, afterCommit, machineIds);
  return machineIds;
}

const ago = (ctx: ServiceContext, ms: number): Date => new Date(ctx.now().getTime() - ms);
