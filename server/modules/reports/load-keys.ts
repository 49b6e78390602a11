import { electricityCost } from '@/shared/domain/energy-figures.ts';
import { type KeyUsageRow, MOST_REPORT_KEYS } from '@/shared/schemas/report.ts';
import type { ServiceContext } from '../../context.ts';
import { wideClient, type Statement } from '../../db.ts';
import type { ReportFrame } from './report-frame.ts';

type Row = {
  keyId: string;
  keyName: string;
  prefix: string;
  personName: string;
  projectName: string | null;
  simulated: boolean;
  price: number;
  requests: number;
  promptTokens: number;
  completionTokens: number;
  measured: number;
  energyJoules: number | null;
};

/**
 * What was asked with keys, from the same answers that the sessions' rows are summed from: a part of those, never more
 * beside them. Each answer's electricity is priced by the tariff of when it ended.
 */
export async function loadKeys(ctx: ServiceContext, frame: ReportFrame): Promise<KeyUsageRow[]> {
  const { window, holdsNow, slots } = frame;
  const rows = await wideClient(ctx.db).query<Row>(SUM_KEYS, [
    window.from.toISOString(),
    window.to.toISOString(),
    holdsNow,
    slots.map((it) => it.from.toISOString()),
  ]);
  const sums = new Map<string, KeyUsageRow>();
  for (const row of rows) addRow(sums, frame, row);
  return [...sums.values()]
    .toSorted((a, b) => b.completionTokens - a.completionTokens || (a.keyId < b.keyId ? -1 : 1))
    .slice(0, MOST_REPORT_KEYS);
}

function addRow(sums: Map<string, KeyUsageRow>, { slots, tariff }: ReportFrame, row: Row): void {
  const { keyId, keyName, prefix, personName, projectName, simulated } = row;
  const id = `${keyId} ${simulated}`;
  const sum = sums.get(id) ?? {
    keyId,
    keyName,
    prefix,
    personName,
    projectName,
    simulated,
    requests: 0,
    requestsMeasured: 0,
    promptTokens: 0,
    completionTokens: 0,
    energyJoules: null,
    electricityCost: null,
  };
  sums.set(id, sum);
  sum.requests += row.requests;
  sum.requestsMeasured += row.measured;
  sum.promptTokens += row.promptTokens;
  sum.completionTokens += row.completionTokens;
  if (row.energyJoules === null) return;
  sum.energyJoules = (sum.energyJoules ?? 0) + row.energyJoules;
  const own = slots[row.price]?.tariff ?? tariff;
  // Money of another currency is not added to the report's, and simulated energy is on no bill.
  if (own.currency !== tariff.currency || simulated) return;
  sum.electricityCost = (sum.electricityCost ?? 0) + electricityCost(row.energyJoules, own)!;
}

/** An answer of a day ago may still be open; none is older. */
const SUM_KEYS: Statement = {
  name: 'reports.sum-keys',
  text: `
    SELECT k.id AS "keyId", k.name AS "keyName", k.prefix, p.name AS "personName", j.name AS "projectName", t.*
    FROM "ApiKey" k JOIN "User" p ON p.id = k."personId" LEFT JOIN "Project" j ON j.id = k."projectId"
    CROSS JOIN LATERAL (
      SELECT s.simulated, greatest(0, coalesce(width_bucket(g."endedAt", $4::timestamptz[]), cardinality($4::timestamptz[])) - 1) AS price,
        count(*)::int AS requests, coalesce(sum(g."promptTokens"), 0)::float8 AS "promptTokens",
        sum(g."completionTokens")::float8 AS "completionTokens", count(g."energyJoules")::int AS measured,
        sum(g."energyJoules" ORDER BY g."createdAt", g.id) AS "energyJoules"
      FROM "Generation" g JOIN "Session" s ON s.id = g."sessionId"
      WHERE g."apiKeyId" = k.id AND g."createdAt" >= $1::timestamptz - interval '1 day' AND g."createdAt" < $2::timestamptz
        AND ((g."endedAt" >= $1::timestamptz AND g."endedAt" < $2::timestamptz) OR (g."endedAt" IS NULL AND $3::bool))
      GROUP BY 1, 2
    ) t`,
};
