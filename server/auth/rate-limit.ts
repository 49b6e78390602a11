import { randomUUID } from 'node:crypto';
import type { Database, Transaction } from '../db.ts';

export type Limit = { max: number; windowMs: number };
/** `retryAfterMs` is the rest of the window. */
export type Uses = { count: number; retryAfterMs: number };

/**
 * Counts one use of `key` in its fixed window, in one statement, so that parallel requests and other portals
 * count together.
 */
export async function takeUse(
  db: Pick<Transaction, '$queryRaw'>,
  key: string,
  { windowMs }: Limit,
  now = Date.now(),
): Promise<Uses> {
  const [row] = await db.$queryRaw<{ count: number; lastRequest: bigint }[]>`
    INSERT INTO "RateLimit" AS r (id, key, count, "lastRequest") VALUES (${randomUUID()}, ${key}, 1, ${now})
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN r."lastRequest" <= ${now - windowMs} THEN 1 ELSE r.count + 1 END,
      "lastRequest" = CASE WHEN r."lastRequest" <= ${now - windowMs} THEN ${now} ELSE r."lastRequest" END
    RETURNING r.count, r."lastRequest"`;
  return usesOf(row, windowMs, now);
}

/** How often `key` was used in its window so far. */
export async function readUses(db: Database, key: string, { windowMs }: Limit, now: number): Promise<Uses> {
  return usesOf(await db.rateLimit.findUnique({ where: { key } }), windowMs, now);
}

function usesOf(
  row: { count: number; lastRequest: bigint } | null | undefined,
  windowMs: number,
  now: number,
): Uses {
  const leftMs = row ? Number(row.lastRequest) + windowMs - now : 0;
  return row && leftMs > 0 ? { count: row.count, retryAfterMs: leftMs } : { count: 0, retryAfterMs: 0 };
}

const LONGEST_WINDOW_MS = 3_600_000;

/** Rows whose window is surely over. */
export async function forgetOldUses(db: Database, now = Date.now()): Promise<void> {
  await db.rateLimit.deleteMany({ where: { lastRequest: { lt: now - LONGEST_WINDOW_MS } } });
}
