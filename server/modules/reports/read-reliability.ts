import {
  type Failure,
  MOST_FAILURES,
  type Reliability,
  type ReliabilityInput,
} from '@/shared/schemas/reliability.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { type Statement, wideClient } from '../../db.ts';
import { passed } from './report-frame.ts';

/** How often sessions came up and stayed up in `[from, to)`, and what ended those that did not. */
export async function readReliability(ctx: ServiceContext, input: ReliabilityInput): Promise<Reliability> {
  authorize(ctx, 'report:read');
  const client = wideClient(ctx.db);
  const { from, to } = passed(input, ctx.now());
  const values = [from.toISOString(), to.toISOString(), input.simulated];
  const [rows, machines, causes, failures] = await Promise.all([
    client.query<Reliability['rows'][number]>(BY_MODEL, values),
    client.query<Reliability['machines'][number]>(BY_MACHINE, values),
    client.query<Reliability['causes'][number]>(BY_CAUSE, values),
    client.query<Failure>(NEWEST, [...values, MOST_FAILURES]),
  ]);
  return { rows, machines, causes, failures };
}

const FAILED_WITHIN = `(s.state = 'failed' AND s."endedAt" >= $1::timestamptz AND s."endedAt" < $2::timestamptz)`;
const BEGUN_WITHIN = `(s."createdAt" >= $1::timestamptz AND s."createdAt" < $2::timestamptz)`;
const TOUCHES = `s.simulated = $3::bool AND s."createdAt" < $2::timestamptz
  AND (s."endedAt" IS NULL OR s."endedAt" >= $1::timestamptz)`;

const BY_MODEL: Statement = {
  name: 'reports.reliability-by-model',
  text: `
    SELECT s."modelTitle", s.backend, r.machines, (count(*) FILTER (WHERE ${BEGUN_WITHIN}))::int AS begun,
      (count(*) FILTER (WHERE ${BEGUN_WITHIN} AND s."readyAt" IS NOT NULL))::int AS "becameReady",
      (count(*) FILTER (WHERE ${FAILED_WITHIN}))::int AS failed,
      coalesce(sum(greatest(0, extract(epoch FROM least(coalesce(s."endedAt", $2::timestamptz), $2::timestamptz)
        - greatest(s."readyAt", $1::timestamptz)) * 1000)) FILTER (WHERE s."readyAt" IS NOT NULL), 0)::float8 AS "servedMs",
      percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM s."readyAt" - s."createdAt") * 1000)
        FILTER (WHERE ${BEGUN_WITHIN} AND s."readyAt" IS NOT NULL) AS "medianToReadyMs"
    FROM "Session" s
    CROSS JOIN LATERAL (SELECT count(*)::int AS machines FROM "SessionRank" WHERE "sessionId" = s.id) r
    WHERE ${TOUCHES} GROUP BY 1, 2, 3 ORDER BY failed DESC, begun DESC, 1, 2, 3`,
};

const BY_MACHINE: Statement = {
  name: 'reports.reliability-by-machine',
  text: `
    SELECT m.id AS "machineId", m.name AS "machineName", count(*)::int AS sessions,
      (count(*) FILTER (WHERE ${FAILED_WITHIN}))::int AS failed
    FROM "Session" s JOIN "SessionRank" r ON r."sessionId" = s.id JOIN "Machine" m ON m.id = r."machineId"
    WHERE ${TOUCHES} GROUP BY 1, 2 ORDER BY failed DESC, sessions DESC, 2`,
};

const BY_CAUSE: Statement = {
  name: 'reports.reliability-by-cause',
  text: `
    SELECT s."endReason" AS reason, count(*)::int AS failed FROM "Session" s
    WHERE s.simulated = $3::bool AND ${FAILED_WITHIN} AND s."endReason" IS NOT NULL
    GROUP BY 1 ORDER BY failed DESC, 1`,
};

const NEWEST: Statement = {
  name: 'reports.newest-failures',
  text: `
    SELECT s.id AS "sessionId", (SELECT i.id FROM "Incident" i WHERE i."sessionId" = s.id) AS "incidentId", s."modelTitle", s."endReason" AS reason, s."endMessage" AS message,
      s."readyAt" IS NOT NULL AS "wasReady", s."endedAt" AS at,
      ARRAY(SELECT m.name FROM "SessionRank" r JOIN "Machine" m ON m.id = r."machineId" WHERE r."sessionId" = s.id
        ORDER BY r.rank) AS machines
    FROM "Session" s WHERE s.simulated = $3::bool AND ${FAILED_WITHIN}
    ORDER BY s."endedAt" DESC, s.id LIMIT $4::int`,
};
