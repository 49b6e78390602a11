import type { Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { wideClient } from '../../db.ts';
import { inColumns, readColumns } from './read-columns.ts';

export type Tokens = { promptTokens: number; completionTokens: number; requests: number };
export type TokenUsage = {
  bySession: ReadonlyMap<string, Tokens>;
  /** Completion tokens by the report's days, of real and of simulated sessions. */
  byDay: { real: number[]; simulated: number[] };
  /** Who asked, of real and of simulated sessions. */
  people: { real: Set<string>; simulated: Set<string> };
};

type Row = Tokens & { sessionId: string; personId: string | null; simulated: boolean; day: number };

/** Tokens of answers that ended in each day, and of those still being written if the last day holds this moment. */
export async function loadTokens(
  ctx: ServiceContext,
  days: readonly Span[],
  holdsNow: boolean,
): Promise<TokenUsage> {
  const usage = {
    bySession: new Map<string, Tokens>(),
    byDay: { real: days.map(() => 0), simulated: days.map(() => 0) },
    people: { real: new Set<string>(), simulated: new Set<string>() },
  };
  const last = days.at(-1);
  if (!last) return usage;
  const rows = await readColumns<Row>(wideClient(ctx.db), SUM_TOKENS, [
    days.map((it) => it.from.toISOString()),
    last.to.toISOString(),
    holdsNow,
  ]);
  for (const row of rows) {
    const before = usage.bySession.get(row.sessionId);
    usage.bySession.set(row.sessionId, {
      promptTokens: (before?.promptTokens ?? 0) + row.promptTokens,
      completionTokens: (before?.completionTokens ?? 0) + row.completionTokens,
      requests: (before?.requests ?? 0) + row.requests,
    });
    const kind = row.simulated ? 'simulated' : 'real';
    if (row.personId !== null) usage.people[kind].add(row.personId);
    usage.byDay[kind][row.day] = (usage.byDay[kind][row.day] ?? 0) + row.completionTokens;
  }
  return usage;
}

// What has ended is in an index with all that is summed; what is open is few.
const SUM_TOKENS = inColumns(
  'reports.sum-tokens',
  ['sessionId', 'personId', 'simulated', 'day', 'promptTokens', 'completionTokens', 'requests'],
  `
    SELECT "sessionId", t."requestedById" AS "personId", s.simulated, t.day::int, t."promptTokens", t."completionTokens",
      t.requests::int
    FROM (
      SELECT "sessionId", "requestedById",
        coalesce(width_bucket("endedAt", $1::timestamptz[]), cardinality($1::timestamptz[])) - 1 AS day,
        coalesce(sum("promptTokens"), 0)::float8 AS "promptTokens", sum("completionTokens")::float8 AS "completionTokens",
        count(*) AS requests
      FROM (
        SELECT "sessionId", "requestedById", "promptTokens", "completionTokens", "endedAt" FROM "Generation"
        WHERE "endedAt" >= ($1::timestamptz[])[1] AND "endedAt" < $2::timestamptz
        UNION ALL
        SELECT "sessionId", "requestedById", "promptTokens", "completionTokens", NULL FROM "Generation"
        WHERE state IN ('queued', 'dispatched', 'running') AND "endedAt" IS NULL AND $3::bool
      ) answers GROUP BY 1, 2, 3
    ) t JOIN "Session" s ON s.id = t."sessionId"`,
);
