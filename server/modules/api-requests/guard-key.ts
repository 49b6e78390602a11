import type { KeyActor } from '../../context.ts';
import type { HotClient, Statement } from '../../db.ts';
import { ServiceError } from '../../errors.ts';

const MOST_WAITING_OF_KEY = 16;
const MOST_WAITING_OF_SESSION = 32;
const MINUTE_MS = 60_000;

/** What a batch asks waits behind everybody and is bounded by its batch: it counts towards no line. */
type Wish = { key: KeyActor; sessionId: string; leastTokens: number; now: Date; isBatch: boolean };
type Counts = {
  waitingOfKey: number;
  waiting: number;
  requests: number;
  oldest: Date | null;
  tokens: number;
  monthTokens: number;
  monthEndsAt: Date;
};

/**
 * Refuses a question over one of its key's limits. Asked under the key's row lock, by whichever portal, so that of many
 * at once only as many get through as there is room for. What is counted are the answers themselves: there is no second
 * tally that could differ from the meter.
 */
export async function guardKey(client: HotClient, wish: Wish): Promise<void> {
  const { key, sessionId, now } = wish;
  const [row] = await client.query<{ isGood: boolean }>(LOCK_KEY, [key.id, now.toISOString()]);
  if (!row?.isGood) throw new ServiceError('UNAUTHORIZED', 'This key is over. Make another in Settings.');
  const [counts] = await client.query<Counts>(COUNT, [
    key.id,
    sessionId,
    now.toISOString(),
    new Date(now.getTime() - MINUTE_MS).toISOString(),
    key.limits.tokensPerMonth !== null,
  ]);
  const refusal = refusalOf(wish, counts!);
  if (refusal) throw refusal;
}

function refusalOf({ key, leastTokens, now, isBatch }: Wish, counts: Counts): ServiceError | null {
  const { requestsPerMinute, tokensPerMinute, tokensPerMonth } = key.limits;
  const untilNextMs = counts.oldest ? counts.oldest.getTime() + MINUTE_MS - now.getTime() : MINUTE_MS;
  if (requestsPerMinute !== null && counts.requests >= requestsPerMinute)
    return over(`The key ${key.name} may ask ${requestsPerMinute} times a minute, and has.`, untilNextMs);
  if (tokensPerMinute !== null && counts.tokens + leastTokens > tokensPerMinute)
    return over(`The key ${key.name} may use ${tokensPerMinute} tokens a minute, and has.`, untilNextMs);
  if (tokensPerMonth !== null && counts.monthTokens + leastTokens > tokensPerMonth)
    return over(
      `The key ${key.name} may use ${tokensPerMonth} tokens a month, and has. Its owner can change that in Settings.`,
      counts.monthEndsAt.getTime() - now.getTime(),
      'insufficient_quota',
    );
  if (isBatch) return null;
  if (counts.waitingOfKey >= MOST_WAITING_OF_KEY)
    return over(
      `The key ${key.name} has ${counts.waitingOfKey} questions waiting. Ask again when one is answered.`,
      5000,
    );
  if (counts.waiting >= MOST_WAITING_OF_SESSION)
    return new ServiceError(
      'UNAVAILABLE',
      `${counts.waiting} questions wait in this session. Ask again in a moment.`,
      {
        details: { retryAfterMs: 10_000 },
      },
    );
  return null;
}

const over = (words: string, retryAfterMs: number, apiCode = 'rate_limit_exceeded'): ServiceError =>
  new ServiceError('LIMIT_EXCEEDED', words, {
    details: { retryAfterMs: Math.max(1000, retryAfterMs), apiCode },
  });

const LOCK_KEY: Statement = {
  name: 'api-requests.lock-key',
  text: `
    SELECT "revokedAt" IS NULL AND "expiresAt" > $2::timestamptz AS "isGood" FROM "ApiKey" WHERE id = $1
    FOR NO KEY UPDATE`,
};

/**
 * An answer counts in the minute when it was asked, is written or ended. Towards the month an open one counts with all
 * that it may still become.
 */
const COUNT: Statement = {
  name: 'api-requests.count-use',
  text: `
    WITH month AS (
      SELECT date_trunc('month', $3::timestamptz, l."timeZone") AS start,
        (date_trunc('month', $3::timestamptz AT TIME ZONE l."timeZone") + interval '1 month') AT TIME ZONE l."timeZone"
          AS "endsAt"
      FROM "Lab" l LIMIT 1
    )
    SELECT w.*, m.*, month."endsAt" AS "monthEndsAt", CASE WHEN $5::boolean THEN (
      SELECT coalesce(sum(coalesce(g."promptTokens", 0) + CASE WHEN g."endedAt" IS NULL THEN g."maxTokens" ELSE g."completionTokens" END), 0)::float8
      FROM "Generation" g WHERE g."apiKeyId" = $1 AND g."createdAt" >= month.start) ELSE 0 END AS "monthTokens"
    FROM month, (
      SELECT count(*)::int AS waiting, (count(*) FILTER (WHERE "apiKeyId" = $1))::int AS "waitingOfKey"
      FROM "Generation" WHERE "sessionId" = $2 AND state = 'queued' AND source <> 'batch'
    ) w, (
      SELECT (count(*) FILTER (WHERE "createdAt" > $4::timestamptz))::int AS requests,
        min("createdAt") FILTER (WHERE "createdAt" > $4::timestamptz) AS oldest,
        coalesce(sum(coalesce("promptTokens", 0) + "completionTokens"), 0)::float8 AS tokens
      FROM "Generation" WHERE "apiKeyId" = $1 AND "createdAt" > $4::timestamptz - interval '2 hours'
        AND ("createdAt" > $4::timestamptz OR "endedAt" IS NULL OR "endedAt" > $4::timestamptz)
    ) m`,
};
