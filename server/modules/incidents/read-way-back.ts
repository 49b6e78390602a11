import type { WayBack } from '@/shared/schemas/incident.ts';
import type { ServiceContext } from '../../context.ts';
import type { IncidentFull } from './internal.ts';
import { ONE_MATTER_MS } from './read-sights.ts';

type Act = { machineId: string; at: Date; action: string; actorName: string; detail: string | null };
type Used = { machineId: string; at: Date };

const BEFORE_MS = 60_000;
const MOST_ACTS = 200;

/**
 * Of the machines that this failure kept out: since when and why, how each came back, and when it held a model again.
 * What is null has not happened yet.
 */
export async function readWayBack(
  ctx: ServiceContext,
  { session, ...row }: IncidentFull,
): Promise<WayBack[]> {
  const machineIds = session.ranks.map((it) => it.machineId);
  const from = new Date(row.startedAt.getTime() - BEFORE_MS);
  const acts = await ctx.db.$queryRaw<Act[]>`
    SELECT "objectId" AS "machineId", at, action, "actorName", after->>'detail' AS detail FROM "AuditEntry"
    WHERE "objectType" = 'machine' AND "objectId" = ANY(${machineIds}) AND at >= ${from}
      AND action IN ('machine.quarantine', 'machine.end-quarantine', 'machine.lift-quarantine')
    ORDER BY at, id LIMIT ${MOST_ACTS}::int`;
  const until = row.noticedAt.getTime() + ONE_MATTER_MS;
  const found = session.ranks.flatMap(({ machine }) => {
    const own = acts.filter((it) => it.machineId === machine.id);
    const out = own.find((it) => it.action === 'machine.quarantine' && it.at.getTime() <= until);
    if (!out) return [];
    const back = own.find((it) => it.action !== 'machine.quarantine' && it.at >= out.at) ?? null;
    return [{ machine, out, back }];
  });
  const returned = found.flatMap(({ machine, back }) => (back ? [{ id: machine.id, at: back.at }] : []));
  const used = await readUsed(ctx, returned);
  return found.map(({ machine, out, back }) => ({
    machine,
    keptOutAt: out.at,
    why: out.detail,
    backAt: back?.at ?? null,
    givenBackBy: back?.action === 'machine.lift-quarantine' ? back.actorName : null,
    usedAt: used.find((it) => it.machineId === machine.id)?.at ?? null,
  }));
}

async function readUsed(ctx: ServiceContext, back: readonly { id: string; at: Date }[]): Promise<Used[]> {
  if (back.length === 0) return [];
  return ctx.db.$queryRaw<Used[]>`
    SELECT b.id AS "machineId", min(s."readyAt") AS at
    FROM unnest(${back.map((it) => it.id)}::text[], ${back.map((it) => it.at)}::timestamptz[]) AS b(id, since)
    JOIN "SessionRank" r ON r."machineId" = b.id JOIN "Session" s ON s.id = r."sessionId" AND s."readyAt" >= b.since
    GROUP BY b.id`;
}
