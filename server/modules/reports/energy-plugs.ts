import { fitPsu, pairWatts } from '@/shared/domain/psu-fit.ts';
import type { Span } from '@/shared/domain/usage.ts';
import { learnRatio, type WallAgainstChip } from '@/shared/domain/wall-meter.ts';
import { MOST_PLUG_POINTS, type Plug } from '@/shared/schemas/energy-report.ts';
import type { ServiceContext } from '../../context.ts';
import { readWallAgainstChip } from '../metrics/index.ts';

/** Wall meters of real or of simulated machines beside the machines' own sensors, over the hours of a time. */
export async function readPlugs(ctx: ServiceContext, window: Span, simulated: boolean): Promise<Plug[]> {
  const meters = await ctx.db.wallMeter.findMany({
    where: {
      links: {
        some: {
          machine: { simulated },
          startsAt: { lt: window.to },
          OR: [{ endsAt: null }, { endsAt: { gt: window.from } }],
        },
      },
    },
    select: {
      id: true,
      name: true,
      links: {
        where: { startsAt: { lt: window.to }, OR: [{ endsAt: null }, { endsAt: { gt: window.from } }] },
        select: { machine: { select: { name: true } } },
        orderBy: { startsAt: 'asc' },
      },
    },
    orderBy: { name: 'asc' },
  });
  if (meters.length === 0) return [];
  const pairs = await readWallAgainstChip(ctx, window);
  return meters.map(({ id, name, links }) => {
    const own = pairs.get(id) ?? [];
    const watts = own.map(pairWatts);
    return {
      meterId: id,
      name,
      machines: [...new Set(links.map((it) => it.machine.name))],
      hours: own.length,
      wallJoules: sumOf(own, 'wallJoules'),
      chipJoules: sumOf(own, 'chipJoules'),
      ratio: learnRatio(own)?.eta ?? null,
      fit: fitPsu(watts),
      points: evenly(watts),
    };
  });
}

const sumOf = (pairs: readonly WallAgainstChip[], key: 'wallJoules' | 'chipJoules'): number =>
  pairs.reduce((sum, it) => sum + it[key], 0);

function evenly<T>(all: readonly T[]): T[] {
  const step = Math.max(1, all.length / MOST_PLUG_POINTS);
  return Array.from(
    { length: Math.min(all.length, MOST_PLUG_POINTS) },
    (_, index) => all[Math.floor(index * step)]!,
  );
}
