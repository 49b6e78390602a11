import { Prisma } from '@/prisma/generated/client.ts';
import type { ServiceContext } from '../../context.ts';
import { wideClient } from '../../db.ts';
import { wallOfNow } from '../metrics/index.ts';

export type MachineRow = {
  id: string;
  key: number;
  name: string;
  simulated: boolean;
  status: string;
  hostId: string | null;
  /** The wall meter that speaks for it, as `MeteredMachine` has it. */
  wallId: string | null;
  wallWatts: number | null;
  isMaintained: boolean;
  agentState: string | null;
  lastSeenAt: string | null;
  reading: Partial<Record<string, unknown>> | null;
  facts: Partial<Record<string, unknown>>;
};
export type SessionRow = {
  id: string;
  model: string;
  simulated: boolean;
  state: string;
  machines: number;
  running: number;
  waiting: number;
  answers: number;
  promptTokens: number;
  completionTokens: number;
};
type Count = { simulated: boolean; count: number };
export type LabRows = {
  machines: MachineRow[];
  sessions: SessionRow[];
  bookings: Count[];
  alerts: (Count & { severity: string })[];
};

/** The lab as it is, in one statement whatever its size; what has ended is in none of it but the counters of what runs. */
export async function readRows(ctx: ServiceContext): Promise<LabRows> {
  const { text, values } = read(ctx.now());
  const [rows] = await wideClient(ctx.db).query<LabRows>({ name: 'exposition.read', text }, values);
  return rows!;
}

const read = (now: Date): Prisma.Sql => Prisma.sql`
    SELECT (
      SELECT coalesce(json_agg(m ORDER BY m.name), '[]') FROM (
        SELECT m.id, m.key, m.name, m.simulated, m.status, r."hostId", w."wallId", w."wallWatts", a.state AS "agentState", a."lastSeenAt", a.reading,
          json_build_object('diskFreeBytes', r.facts->'diskFreeBytes', 'thermalPressure', r.facts->'thermalPressure') AS facts,
          EXISTS (SELECT FROM "MachineBlock" k WHERE k."machineId" = m.id AND k.kind = 'maintenance' AND k.holds
            AND k."startsAt" <= ${now}::timestamptz AND k."endsAt" > ${now}::timestamptz) AS "isMaintained"
        FROM "Machine" m LEFT JOIN "Agent" a ON a."machineId" = m.id AND a.state <> 'revoked'
          LEFT JOIN "MachineReport" r ON r."machineId" = m.id
          LEFT JOIN LATERAL (${wallOfNow(now)}) w ON true
        WHERE m.status <> 'retired'
      ) m
    ) AS machines, (
      SELECT coalesce(json_agg(s ORDER BY s.id), '[]') FROM (
        SELECT s.id, s."modelTitle" AS model, s.simulated, s.state,
          (SELECT count(*)::int FROM "SessionRank" k WHERE k."sessionId" = s.id) AS machines, g.*
        FROM "Session" s CROSS JOIN LATERAL (
          SELECT count(*) FILTER (WHERE state IN ('dispatched', 'running'))::int AS running,
            count(*) FILTER (WHERE state = 'queued')::int AS waiting,
            count(*) FILTER (WHERE "endedAt" IS NOT NULL)::int AS answers,
            coalesce(sum("promptTokens"), 0)::float8 AS "promptTokens",
            coalesce(sum("completionTokens"), 0)::float8 AS "completionTokens"
          FROM "Generation" WHERE "sessionId" = s.id
        ) g
        WHERE s.state NOT IN ('ended', 'failed')
      ) s
    ) AS sessions, (
      SELECT coalesce(json_agg(b), '[]') FROM (
        SELECT simulated, count(*)::int AS count FROM "Booking"
        WHERE status = 'confirmed' AND "startsAt" <= ${now}::timestamptz AND "endsAt" > ${now}::timestamptz GROUP BY simulated
      ) b
    ) AS bookings, (
      SELECT coalesce(json_agg(a), '[]') FROM (
        SELECT simulated, severity, count(*)::int AS count FROM "Alert" WHERE "endedAt" IS NULL GROUP BY simulated, severity
      ) a
    ) AS alerts`;
