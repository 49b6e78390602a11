import { setImmediate as giveWay } from 'node:timers/promises';
import { HOUR_MS } from '@/shared/domain/energy-pieces.ts';
import type { ServiceContext } from '../../context.ts';
import { readHourColumns } from './hour-columns.ts';
import type { AddEnergy, EnergyPiece } from './sum-energy.ts';

/** Years of so many counters are gone through before others have their turn. */
const AT_ONCE = 10;

/** Of spans that begin and end on whole hours, from the hours of their counters. What no row is of is left out. */
export async function sumHours(
  ctx: ServiceContext,
  pieces: readonly EnergyPiece[],
  add: AddEnergy,
): Promise<void> {
  const own = [...Map.groupBy(pieces, (it) => it.machineId)].map(([machineId, all]) => ({
    machineId,
    all,
    fromMs: all.reduce((least, it) => Math.min(least, it.fromMs), Infinity),
    toMs: all.reduce((most, it) => Math.max(most, it.toMs), -Infinity),
  }));
  const columns = await readHourColumns(ctx, own);
  for (const [index, { all }] of own.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) await giveWay();
    const { fromMs, joules, coveredMs, powerSources } = columns[index]!;
    for (const piece of all) {
      let [sum, coveredSum, sources] = [Number.NaN, Number.NaN, 0];
      const last = (piece.toMs - fromMs) / HOUR_MS;
      for (let hour = (piece.fromMs - fromMs) / HOUR_MS; hour < last; hour += 1) {
        const covered = coveredMs[hour]!;
        if (Number.isNaN(covered)) continue;
        coveredSum = Number.isNaN(coveredSum) ? covered : coveredSum + covered;
        sources |= powerSources[hour]!;
        const own = joules[hour]!;
        if (!Number.isNaN(own)) sum = Number.isNaN(sum) ? own : sum + own;
      }
      if (!Number.isNaN(coveredSum)) add(piece.key, Number.isNaN(sum) ? null : sum, coveredSum, sources);
    }
  }
}
