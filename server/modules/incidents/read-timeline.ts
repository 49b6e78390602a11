import { SESSION_STATE_LABEL } from '@/shared/domain/session-states.ts';
import type { IncidentDetail, TimelineEntry } from '@/shared/schemas/incident.ts';
import type { SessionState } from '@/shared/schemas/session.ts';
import type { ServiceContext } from '../../context.ts';
import type { IncidentFull } from './internal.ts';

/** Around the first sign and the end of it. */
const AROUND_MS = 5 * 60_000;
const MOST_ENTRIES = 60;

type Row = {
  at: Date;
  kind: TimelineEntry['kind'];
  machineName: string | null;
  text: string;
  isFault: boolean;
};

/** What happened around an incident, from the rows that tell of it, oldest first. */
export async function readTimeline(
  ctx: ServiceContext,
  row: IncidentFull,
  { endedAt, evidence }: Pick<IncidentDetail, 'endedAt' | 'evidence'>,
): Promise<TimelineEntry[]> {
  const { session } = row;
  const from = new Date(row.startedAt.getTime() - AROUND_MS);
  const to = new Date((endedAt ?? row.noticedAt).getTime() + AROUND_MS);
  const machineIds = session.ranks.map((it) => it.machineId);
  const rows = await ctx.db.$queryRaw<Row[]>`
    WITH seen AS (
      SELECT at, 'session' AS kind, NULL AS "machineName", state::text AS text, state = 'failed' AS "isFault"
      FROM "SessionStateChange" WHERE "sessionId" = ${session.id}
      UNION ALL
      SELECT r."changedAt", 'rank', m.name, concat('Rank ', r.rank, ' ended',
        CASE WHEN r."exitSignal" IS NOT NULL THEN concat(' by ', r."exitSignal")
          WHEN r."exitCode" <> 0 THEN concat(' with code ', r."exitCode") END), r."exitCause" IS DISTINCT FROM 'asked'
      FROM "SessionRank" r JOIN "Machine" m ON m.id = r."machineId"
      WHERE r."sessionId" = ${session.id} AND r.state = 'exited'
      UNION ALL
      SELECT b."firstSeenAt", 'agent', m.name, 'The agent was started', false
      FROM "Boot" b JOIN "Machine" m ON m.key = b."machineKey" WHERE m.id = ANY(${machineIds})
      UNION ALL
      SELECT a."connectedAt", 'agent', m.name, 'The agent connected', false
      FROM "Agent" a JOIN "Machine" m ON m.id = a."machineId" WHERE m.id = ANY(${machineIds})
      UNION ALL
      SELECT a."lastSeenAt", 'agent', m.name, 'Last word of the agent', true
      FROM "Agent" a JOIN "Machine" m ON m.id = a."machineId" WHERE m.id = ANY(${machineIds}) AND a.state = 'lost'
      UNION ALL
      SELECT "endedAt", 'answer', NULL, concat('An answer was cut after ', "completionTokens", ' tokens'), true
      FROM "Generation" WHERE "sessionId" = ${session.id} AND state IN ('interrupted', 'error') AND "startedAt" IS NOT NULL
      UNION ALL
      SELECT "firedAt", 'alert', "subjectName", title, true FROM "Alert"
      WHERE "subjectId" = ANY(${[...machineIds, session.id]})
      UNION ALL
      SELECT e.at, 'agent', m.name, CASE e.kind
        WHEN 'slept' THEN concat('Had slept for ', round((e.detail->>'ms')::numeric / 1000), ' s')
        WHEN 'disconnected' THEN 'The connection to the agent ended' ELSE 'Its network addresses changed' END, true
      FROM "AgentEvent" e JOIN "Machine" m ON m.id = e."machineId"
      WHERE e."machineId" = ANY(${machineIds}) AND e.kind IN ('slept', 'disconnected', 'network_changed')
      UNION ALL
      SELECT "quarantinedAt", 'agent', name, concat('Kept out until it is restarted: ', "quarantineDetail"), true
      FROM "Machine" WHERE id = ANY(${machineIds}) AND "quarantinedAt" IS NOT NULL
      UNION ALL
      SELECT c.at, 'cable', NULL, concat('The cable between ', a.name, ' and ', b.name,
        CASE WHEN c.after IS NULL THEN ' went away' WHEN c.before IS NULL THEN ' came up' ELSE ' changed' END), c.after IS NULL
      FROM "CableChange" c JOIN "Machine" a ON a.id = c."aMachineId" JOIN "Machine" b ON b.id = c."bMachineId"
      WHERE c."aMachineId" = ANY(${machineIds}) AND c."bMachineId" = ANY(${machineIds})
    )
    SELECT * FROM seen WHERE at >= ${from} AND at <= ${to} ORDER BY at DESC LIMIT ${MOST_ENTRIES}::int`;
  const entries: TimelineEntry[] = rows.map((it) =>
    it.kind === 'session' ? { ...it, text: `Session: ${SESSION_STATE_LABEL[it.text as SessionState]}` } : it,
  );
  for (const it of evidence.filter((line) => line.decides && line.stream !== 'agent'))
    entries.push({ at: it.at, kind: 'log', machineName: it.machineName, text: it.text, isFault: true });
  if (row.closedAt)
    entries.push({
      at: row.closedAt,
      kind: 'person',
      machineName: null,
      text: `Closed by ${row.closedBy?.name ?? 'somebody who has left'}`,
      isFault: false,
    });
  return entries.toSorted((a, b) => a.at.getTime() - b.at.getTime());
}
