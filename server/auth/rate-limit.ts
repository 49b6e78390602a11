import { randomUUID } from 'node:crypto';
import type { Database } from '../db.ts';

export type Limit = { max: number; windowMs: number };
export type Verdict = { allowed: boolean; retryAfterMs: number };

/**
 * Counts one use of `key` in its fixed window, in one statement, so that parallel requests and other portals
 * count together. `retryAfterMs` is the rest of the window.
 */
export async function takeUse(
  db: Database,
  key: string,
  { max, windowMs }: Limit,
  now = Date.now(),
): Promise<Verdict> {
  const [row] = await db.$queryRaw<{ count: number; lastRequest: bigint }[]>`
    INSERT INTO "RateLimit" AS r (id, key, count, "lastRequest") VALUES (${randomUUID()}, ${key}, 1, ${now})
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN r."lastRequest" <= ${now - windowMs} THEN 1 ELSE r.count + 1 END,
      "lastRequest" = CASE WHEN r."lastRequest" <= ${now - windowMs} THEN ${now} ELSE r."lastRequest" END
    RETURNING r.count, r."lastRequest"`;
  const startedAt = Number(row?.lastRequest ?? now);
  return { allowed: (row?.count ?? 1) <= max, retryAfterMs: Math.max(0, startedAt + windowMs - now) };
}

/** Takes one use back: only what failed should count against a sign-in. */
export async function giveBackUse(db: Database, key: string): Promise<void> {
  await db.rateLimit.updateMany({ where: { key, count: { gt: 0 } }, data: { count: { decrement: 1 } } });
}

/** Rows whose window is surely over. */
export async function forgetOldUses(db: Database, olderThanMs: number, now = Date.now()): Promise<void> {
  await db.rateLimit.deleteMany({ where: { lastRequest: { lt: now - olderThanMs } } });
}
