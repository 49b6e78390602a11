import type { KeyActor } from '../../context.ts';
import type { Asked, Statement } from '../../db.ts';
import { ServiceError } from '../../errors.ts';

const MOST_WAITING_OF_KEY = 16;
const MOST_WAITING_OF_SESSION = 32;
const MINUTE_MS = 60_000;

type Wish = { key: KeyActor; leastTokens: number; now: Date };
/** Which of its limits a question is over, as `verdict` says. */
type Over = 'key' | 'requests' | 'tokens' | 'month' | 'waiting-of-key' | 'waiting';
export type Verdict = {
  over: Over | null;
  waitingOfKey: number;
  waiting: number;
  oldest: Date | null;
  monthEndsAt: Date;
};

/**
 * Held while a question is counted and written, by whichever portal: of many at once only as many get through as there
 * is room for.
 */
export const lockOf = (key: KeyActor): Asked => ({ statement: LOCK_KEY, values: [key.id] });

const LOCK_KEY: Statement = {
  name: 'api-requests.lock-key',
  text: `SELECT FROM "ApiKey" WHERE id = $1 FOR NO KEY UPDATE`,
};

/**
 * Whether a question is over one of its key's limits, as SQL: CTEs in front of the statement that writes it, the last of
 * them `verdict`. It stands under `lockOf`. What is counted are the answers themselves: there is no second tally that
 * could differ from the meter. What a batch asks waits behind everybody and is bounded by its batch: it counts towards
 * no line.
 *
 * An answer counts in the minute when it was asked, is written or ended. Towards the month an open one counts with all
 * that it may still become.
 *
 * Of the statement's own values it reads the session ($2), the key ($5), the source ($6) and now ($10); its own begin at
 * `first`, see `limitValues`.
 */
export function verdictText(first: number): string {
  const [requests, tokens, month, least] = [0, 1, 2, 3].map((it) => `$${first + it}::float8`);
  return `
    month AS (
      SELECT date_trunc('month', $10::timestamptz, l."timeZone") AS start,
        (date_trunc('month', $10::timestamptz AT TIME ZONE l."timeZone") + interval '1 month') AT TIME ZONE l."timeZone"
          AS "endsAt"
      FROM "Lab" l LIMIT 1
    ), used AS (
      SELECT w.*, m.*, month."endsAt" AS "monthEndsAt", CASE WHEN ${month} IS NOT NULL THEN (
        SELECT coalesce(sum(coalesce(g."promptTokens", 0) + CASE WHEN g."endedAt" IS NULL THEN g."maxTokens" ELSE g."completionTokens" END), 0)::float8
        FROM "Generation" g WHERE g."apiKeyId" = $5 AND g."createdAt" >= month.start) ELSE 0 END AS "monthTokens"
      FROM month, (
        SELECT count(*)::int AS waiting, (count(*) FILTER (WHERE "apiKeyId" = $5))::int AS "waitingOfKey"
        FROM "Generation" WHERE "sessionId" = $2 AND state = 'queued' AND source <> 'batch'
      ) w, (
        SELECT (count(*) FILTER (WHERE "createdAt" > ${MINUTE_AGO}))::int AS requests,
          min("createdAt") FILTER (WHERE "createdAt" > ${MINUTE_AGO}) AS oldest,
          coalesce(sum(coalesce("promptTokens", 0) + "completionTokens"), 0)::float8 AS tokens
        FROM "Generation" WHERE "apiKeyId" = $5 AND "createdAt" > ${MINUTE_AGO} - interval '2 hours'
          AND ("createdAt" > ${MINUTE_AGO} OR "endedAt" IS NULL OR "endedAt" > ${MINUTE_AGO})
      ) m
    ), verdict AS (
      SELECT u.*, CASE
          WHEN NOT EXISTS (SELECT FROM "ApiKey" WHERE id = $5 AND "revokedAt" IS NULL AND "expiresAt" > $10::timestamptz)
            THEN 'key'
          WHEN u.requests >= ${requests} THEN 'requests'
          WHEN u.tokens + ${least} > ${tokens} THEN 'tokens'
          WHEN u."monthTokens" + ${least} > ${month} THEN 'month'
          WHEN $6 = 'batch' THEN NULL
          WHEN u."waitingOfKey" >= ${MOST_WAITING_OF_KEY} THEN 'waiting-of-key'
          WHEN u.waiting >= ${MOST_WAITING_OF_SESSION} THEN 'waiting'
        END AS over
      FROM used u
    )`;
}
const MINUTE_AGO = `($10::timestamptz - interval '1 minute')`;
/** How many values `verdictText` has of its own. */
export const LIMIT_VALUES = 4;

/** No limit is null, which nothing is over. */
export const limitValues = ({ key: { limits }, leastTokens }: Wish): unknown[] => [
  limits.requestsPerMinute,
  limits.tokensPerMinute,
  limits.tokensPerMonth,
  leastTokens,
];

/** The verdict in words; null where it is over no limit. */
export function refusalOf(
  { key: { name, limits }, now }: Wish,
  { over, oldest, monthEndsAt, waitingOfKey, waiting }: Verdict,
): ServiceError | null {
  const untilNextMs = oldest ? oldest.getTime() + MINUTE_MS - now.getTime() : MINUTE_MS;
  switch (over) {
    case null:
      return null;
    case 'key':
      return new ServiceError('UNAUTHORIZED', 'This key is over. Make another in Settings.');
    case 'requests':
      return limited(
        `The key ${name} may ask ${limits.requestsPerMinute} times a minute, and has.`,
        untilNextMs,
      );
    case 'tokens':
      return limited(
        `The key ${name} may use ${limits.tokensPerMinute} tokens a minute, and has.`,
        untilNextMs,
      );
    case 'month':
      return limited(
        `The key ${name} may use ${limits.tokensPerMonth} tokens a month, and has. Its owner can change that in Settings.`,
        monthEndsAt.getTime() - now.getTime(),
        'insufficient_quota',
      );
    case 'waiting-of-key':
      return limited(
        `The key ${name} has ${waitingOfKey} questions waiting. Ask again when one is answered.`,
        5000,
      );
    case 'waiting':
      return new ServiceError(
        'UNAVAILABLE',
        `${waiting} questions wait in this session. Ask again in a moment.`,
        { details: { retryAfterMs: 10_000 } },
      );
  }
}

const limited = (words: string, retryAfterMs: number, apiCode = 'rate_limit_exceeded'): ServiceError =>
  new ServiceError('LIMIT_EXCEEDED', words, {
    details: { retryAfterMs: Math.max(1000, retryAfterMs), apiCode },
  });
