import { Prisma } from '@/prisma/generated/client.ts';
import type { ServiceContext } from '../../context.ts';
import { readSql, type Transaction } from '../../db.ts';
import { wallOfNow } from '../metrics/index.ts';

export type SeenMachine = {
  id: string;
  key: number;
  name: string;
  simulated: boolean;
  catalogId: string | null;
  ownerId: string | null;
  status: 'active' | 'maintenance' | 'loaned';
  isMaintained: boolean;
  hostId: string | null;
  /** The wall meter that speaks for it, as `MeteredMachine` has it. */
  wallId: string | null;
  wallWatts: number | null;
  /** Null: no agent has joined. */
  agentState: 'online' | 'suspect' | 'lost' | 'asleep' | null;
  lastSeenAt: string | null;
  version: string | null;
  reading: { at?: unknown; powerWatts?: unknown; temperatureCelsius?: unknown } | null;
  facts: { thermalPressure?: unknown; diskFreeBytes?: unknown; diskTotalBytes?: unknown };
  /** It has measured power in the last day. */
  hasMeasured: boolean;
};
export type SeenSession = {
  id: string;
  modelTitle: string;
  simulated: boolean;
  startedById: string;
  machines: { id: string; catalogId: string | null }[];
  /** Of the answer that waits longest for its next token; null: none is on its way. */
  lastTokenAt: string | null;
};
export type Seen = { machines: SeenMachine[]; sessions: SeenSession[] };

/** Machines and sessions as they are, in one statement. */
export async function readSeen(ctx: ServiceContext, tx: Transaction): Promise<Seen> {
  const now = ctx.now();
  const [seen] = await readSql<Seen>(
    tx,
    'alerts.seen',
    Prisma.sql`
    SELECT (
      SELECT coalesce(json_agg(m), '[]') FROM (
        SELECT m.id, m.key, m.name, m.simulated, m."catalogId", m."ownerId", m.status, r."hostId", w."wallId", w."wallWatts",
          a.state AS "agentState", a."lastSeenAt", a.version, a.reading,
          jsonb_build_object('thermalPressure', r.facts->'thermalPressure', 'diskFreeBytes', r.facts->'diskFreeBytes',
            'diskTotalBytes', r.facts->'diskTotalBytes') AS facts,
          EXISTS (SELECT FROM "MachineBlock" k WHERE k."machineId" = m.id AND k.kind = 'maintenance' AND k.holds
            AND k."startsAt" <= ${now}::timestamptz AND k."endsAt" > ${now}::timestamptz) AS "isMaintained",
          EXISTS (SELECT FROM "ReadingHour" h WHERE h."machineKey" = m.key AND h."energyJoules" IS NOT NULL
            AND h.at > ${now}::timestamptz - interval '1 day') AS "hasMeasured"
        FROM "Machine" m LEFT JOIN "Agent" a ON a."machineId" = m.id AND a.state <> 'revoked'
          LEFT JOIN "MachineReport" r ON r."machineId" = m.id
          LEFT JOIN LATERAL (${wallOfNow(now)}) w ON true
        WHERE m.status <> 'retired'
      ) m
    ) AS machines, (
      SELECT coalesce(json_agg(s), '[]') FROM (
        SELECT s.id, s."modelTitle", s.simulated, s."startedById", (
          SELECT json_agg(json_build_object('id', m.id, 'catalogId', m."catalogId"))
          FROM "SessionRank" k JOIN "Machine" m ON m.id = k."machineId" WHERE k."sessionId" = s.id
        ) AS machines, (
          SELECT min(d.at) FROM "Generation" g CROSS JOIN LATERAL (
            SELECT at FROM "GenerationDelta" WHERE "generationId" = g.id ORDER BY seq DESC LIMIT 1
          ) d WHERE g."sessionId" = s.id AND g.state = 'running' AND g."stopRequestedAt" IS NULL
        ) AS "lastTokenAt"
        FROM "Session" s WHERE s.state = 'ready'
      ) s
    ) AS sessions`,
  );
  return seen!;
}
