import type { Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { type Statement, wideClient } from '../../db.ts';
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
  const { sums } = await readColumns<{ sums: Row }>(wideClient(ctx.db), SUM_TOKENS, [
    days.map((it) => it.from.toISOString()),
    last.to.toISOString(),
    holdsNow,
  ]);
  for (const [at, sessionId] of sums.sessionId.entries()) {
    const [promptTokens, completionTokens] = [sums.promptTokens[at]!, sums.completionTokens[at]!];
    const [requests, personId, day] = [sums.requests[at]!, sums.personId[at]!, sums.day[at]!];
    const own = usage.bySession.get(sessionId);
    if (!own) usage.bySession.set(sessionId, { promptTokens, completionTokens, requests });
    else {
      own.promptTokens += promptTokens;
      own.completionTokens += completionTokens;
      own.requests += requests;
    }
    const kind = sums.simulated[at] ? 'simulated' : 'real';
    if (personId !== null) usage.people[kind].add(personId);
    usage.byDay[kind][day]! += completionTokens;
  }
  return usage;
}

// What has ended is in an index with all that is summed; what is open is few.
const SUM_TOKENS: Statement = {
  name: 'reports.sum-tokens',
  text: `SELECT ${inColumns(
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
  )} AS sums`,
};
