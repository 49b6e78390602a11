import { Prisma } from '@/prisma/generated/client.ts';
import { type Keeping, KEEPING } from '@/shared/schemas/keeping.ts';
import type { ServiceContext } from '../../context.ts';
import { COUNTERS } from './internal.ts';
import { DAY_MS, droppedBeforeMs, listDays } from './partitions.ts';

/** By the lab's rule: chunks and minutes from before these moments go. Hours are kept for ever. */
export async function readKept(ctx: ServiceContext): Promise<{ chunksSince: Date; minutesSince: Date }> {
  const lab = await ctx.db.lab.findUnique({
    where: { id: 'lab' },
    select: { secondsKeptDays: true, minutesKeptDays: true },
  });
  return keptSince(ctx, {
    secondsDays: lab?.secondsKeptDays ?? KEEPING.seconds.usual,
    minutesDays: lab?.minutesKeptDays ?? KEEPING.minutes.usual,
  });
}

/** The same if it were this rule. */
export function keptSince(
  ctx: Pick<ServiceContext, 'now'>,
  { secondsDays, minutesDays }: Pick<Keeping, 'secondsDays' | 'minutesDays'>,
): { chunksSince: Date; minutesSince: Date } {
  const nowMs = ctx.now().getTime();
  return {
    chunksSince: new Date(droppedBeforeMs(nowMs, secondsDays)),
    minutesSince: new Date(nowMs - minutesDays * DAY_MS),
  };
}

/** The day of the oldest seconds and the oldest minute there are; null: none. For verbs that have asked for the right. */
export async function readOldest(
  ctx: ServiceContext,
): Promise<{ seconds: Date | null; minutes: Date | null }> {
  const [days, [minute]] = await Promise.all([
    listDays(ctx),
    // A look-up a machine in the key's index.
    ctx.db.$queryRaw<{ at: Date | null }[]>`
      SELECT min(r.at) AS at FROM ${Prisma.raw(COUNTERS)} m CROSS JOIN LATERAL (
        SELECT at FROM "ReadingMinute" WHERE "machineKey" = m.key ORDER BY at LIMIT 1
      ) r`,
  ]);
  const [first] = days;
  return { seconds: first === undefined ? null : new Date(first), minutes: minute?.at ?? null };
}
