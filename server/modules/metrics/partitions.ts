import { KEEPING } from '@/shared/schemas/keeping.ts';
import type { ServiceContext } from '../../context.ts';
import { wideTransaction } from '../../db.ts';
import { singleton } from '../../singleton.ts';

export const DAY_MS = 24 * 3_600_000;
/** Chunks are kept this long at the least; the agents keep at most seven days. */
const KEPT_DAYS = KEEPING.seconds.least;
/** Two portals' clocks, and a chunk on its way: the day is closed to new chunks a little before it may go. */
const CLOSED_EARLY_MS = 3_600_000;

export const dayStartMs = (atMs: number): number => Math.floor(atMs / DAY_MS) * DAY_MS;
/** Days before this may be dropped. */
export const droppedBeforeMs = (nowMs: number, keptDays: number = KEPT_DAYS): number =>
  dayStartMs(nowMs - keptDays * DAY_MS);
/** Chunks that begin before this find no day any more. */
export const closedBeforeMs = (nowMs: number): number => droppedBeforeMs(nowMs + CLOSED_EARLY_MS);

export const partitionOf = (dayMs: number): string =>
  `ReadingChunk_${new Date(dayMs).toISOString().slice(0, 10).replaceAll('-', '')}`;

const existing = singleton('reading-days', () => new WeakMap<object, Set<number>>());

/** Makes the partitions of these days where they are missing; once known they cost nothing. */
export async function ensureDays(ctx: ServiceContext, momentsMs: readonly number[]): Promise<void> {
  const known = existing.get(ctx.db) ?? new Set<number>();
  existing.set(ctx.db, known);
  const missing = [...new Set(momentsMs.map(dayStartMs))].filter((it) => !known.has(it));
  if (missing.length === 0) return;
  await wideTransaction(ctx.db, async (client) => {
    // Portals that make the same day at once would fail on each other.
    await client.query({ name: 'metrics.lock-days', text: 'SELECT pg_advisory_xact_lock($1)' }, [DAYS_LOCK]);
    for (const dayMs of missing) {
      const [from, to] = [dayMs, dayMs + DAY_MS].map((it) => new Date(it).toISOString());
      await client.query(
        {
          name: '',
          text: `CREATE TABLE IF NOT EXISTS "${partitionOf(dayMs)}" PARTITION OF "ReadingChunk" FOR VALUES FROM ('${from}') TO ('${to}')`,
        },
        [],
      );
    }
  });
  for (const dayMs of missing) known.add(dayMs);
}

export const DAYS_LOCK = 4_711_040;

/** Another portal may have dropped them. */
export const forgetDays = (ctx: ServiceContext): void => void existing.delete(ctx.db);

const PARTITION = /^ReadingChunk_(\d{4})(\d{2})(\d{2})$/;

/** Days that there are chunks' partitions of, in their order, each by its beginning. */
export async function listDays(ctx: ServiceContext): Promise<number[]> {
  const rows = await ctx.db.$queryRaw<{ name: string }[]>`
    SELECT c.relname::text AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = '"ReadingChunk"'::regclass ORDER BY 1`;
  return rows.flatMap(({ name }) => {
    const [, year, month, day] = PARTITION.exec(name) ?? [];
    return year === undefined ? [] : [Date.UTC(Number(year), Number(month) - 1, Number(day))];
  });
}
