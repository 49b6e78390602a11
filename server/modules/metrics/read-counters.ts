import type { CounterPoint } from '@/shared/domain/energy.ts';
import { cutForRollUps, type MsSpan } from '@/shared/domain/energy-pieces.ts';
import type { ServiceContext } from '../../context.ts';
import { looseMs } from './roll-up.ts';
import { type EnergyPiece, sumEnergy } from './sum-energy.ts';

type Between = { key: string; machineId: string; from: Date; to: Date };

/**
 * Energy counters of which any window between these cuts can be computed: one point a cut, and one a power source
 * between two cuts. Windows computed from the same points add up exactly.
 */
export async function readCounters(
  ctx: ServiceContext,
  wanted: readonly { machineId: string; cuts: readonly Date[] }[],
): Promise<Map<string, CounterPoint[]>> {
  const between = wanted.flatMap(toBetween);
  const pieces = { hours: [], minutes: [], rests: [] } as Record<
    'hours' | 'minutes' | 'rests',
    EnergyPiece[]
  >;
  for (const { key, machineId, ...span } of between) {
    const cut = cutForRollUps(span, looseMs(ctx.now()));
    const of = (it: MsSpan): EnergyPiece => ({ ...it, key, machineId });
    if (cut.hours) pieces.hours.push(of(cut.hours));
    pieces.minutes.push(...cut.minutes.map(of));
    pieces.rests.push(...cut.rests.map(of));
  }
  const sums = await sumEnergy(ctx, pieces);
  const points = new Map(wanted.map((it): [string, CounterPoint[]] => [it.machineId, []]));
  for (const { key, machineId, from, to } of between) {
    const own = points.get(machineId)!;
    const sum = sums.get(key) ?? { joules: null, coveredMs: 0, sources: [] };
    const start = own.at(-1) ?? { bootId: 'all', at: from, energyJoules: 0, coveredMs: 0, powerSource: null };
    if (own.length === 0) own.push(start);
    const sources = sum.sources.length === 0 ? [null] : sum.sources;
    for (const [index, powerSource] of sources.entries()) {
      const share = (index + 1) / sources.length;
      own.push({
        ...start,
        at: new Date(from.getTime() + (to.getTime() - from.getTime()) * share),
        energyJoules: start.energyJoules! + (sum.joules ?? 0) * share,
        coveredMs: start.coveredMs! + sum.coveredMs * share,
        powerSource,
      });
    }
  }
  return points;
}

function toBetween({ machineId, cuts }: { machineId: string; cuts: readonly Date[] }): Between[] {
  const sorted = [...new Set(cuts.map((it) => it.getTime()))].toSorted((a, b) => a - b);
  return sorted.slice(1).map((toMs, index) => ({
    key: `${machineId} ${index}`,
    machineId,
    from: new Date(sorted[index]!),
    to: new Date(toMs),
  }));
}
