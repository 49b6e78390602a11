import { Prisma } from '@/prisma/generated/client.ts';
import type { ServiceContext } from '../../context.ts';
import { wideTransaction } from '../../db.ts';
import { COUNTERS } from './internal.ts';
import { readKept } from './kept.ts';
import { DAY_MS, DAYS_LOCK, ensureDays, forgetDays, listDays, partitionOf } from './partitions.ts';

/** A reader may hold a day open; then it goes at the next run, and nobody waits for the lock. */
const LOCK_WAIT_MS = 2000;

/**
 * Drops days of chunks that are older than the lab keeps them, unless minutes are due in them or something that is still
 * open began before their end (`openSince`); makes the days to come; deletes minutes and drops that are too old.
 */
export async function pruneReadings(
  ctx: ServiceContext,
  { openSince = null }: { openSince?: Date | null } = {},
): Promise<{ droppedDays: number }> {
  const nowMs = ctx.now().getTime();
  const kept = await readKept(ctx);
  const horizonMs = Math.min(kept.chunksSince.getTime(), openSince?.getTime() ?? Infinity);
  const days = (await listDays(ctx)).filter((dayMs) => dayMs + DAY_MS <= horizonMs);
  let droppedDays = 0;
  for (const dayMs of days) if (await dropDay(ctx, dayMs)) droppedDays += 1;
  forgetDays(ctx);
  await ensureDays(ctx, [nowMs - DAY_MS, nowMs, nowMs + DAY_MS, nowMs + 2 * DAY_MS]);
  await deleteOld(ctx, kept.minutesSince);
  return { droppedDays };
}

async function dropDay(ctx: ServiceContext, dayMs: number): Promise<boolean> {
  const run = (text: string, values: unknown[] = []) => ({ statement: { name: '', text }, values });
  const steps = {
    patience: run(`SET LOCAL lock_timeout = ${LOCK_WAIT_MS}`),
    alone: run('SELECT pg_advisory_xact_lock($1)', [DAYS_LOCK]),
    lock: run(`LOCK TABLE "${partitionOf(dayMs)}" IN ACCESS EXCLUSIVE MODE`),
    // A chunk belongs to the day it ends in, and may have begun in minutes of the day before.
    isDue: run('SELECT FROM "ReadingDue" WHERE at < $1 LIMIT 1', [new Date(dayMs + DAY_MS).toISOString()]),
    drop: run(`DROP TABLE "${partitionOf(dayMs)}"`),
  };
  try {
    return await wideTransaction(ctx.db, async (client) => {
      const query = ({ statement, values }: ReturnType<typeof run>) => client.query(statement, values);
      await query(steps.patience);
      await query(steps.alone);
      await query(steps.lock);
      if ((await query(steps.isDue)).length > 0) return false;
      await query(steps.drop);
      return true;
    });
  } catch (error) {
    ctx.logger.warn({ day: partitionOf(dayMs), err: error }, 'a day of readings could not be dropped yet');
    return false;
  }
}

/** By machine, so that the key's index finds them. */
async function deleteOld(ctx: ServiceContext, before: Date): Promise<void> {
  await ctx.db.$executeRaw`
    DELETE FROM "ReadingMinute" r USING ${Prisma.raw(COUNTERS)} m
    WHERE r."machineKey" = m.key AND r.at < ${before}`;
  await ctx.db.$executeRaw`
    DELETE FROM "ReadingDrop" r USING ${Prisma.raw(COUNTERS)} m
    WHERE r."machineKey" = m.key AND r."toAt" < ${before}`;
}
