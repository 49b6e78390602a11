import { KEEPING } from '@/shared/schemas/keeping.ts';
import type { ServiceContext } from '../../context.ts';
import { COUNTERS } from './internal.ts';
import { Prisma } from '@/prisma/generated/client.ts';
import { DAY_MS, listDays } from './partitions.ts';

/** By the lab's rule: seconds and minutes from before these moments go. Hours are kept for ever. */
export async function readKept(ctx: ServiceContext): Promise<{ secondsDays: number; minutesSince: Date }> {
  const lab = await ctx.db.lab.findUnique({
    where: { id: 'lab' },
    select: { secondsKeptDays: true, minutesKeptDays: true },
  });
  const minutesDays = lab?.minutesKeptDays ?? KEEPING.minutes.usual;
  return {
    secondsDays: lab?.secondsKeptDays ?? KEEPING.seconds.usual,
    minutesSince: new Date(ctx.now().getTime() - minutesDays * DAY_MS),
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
