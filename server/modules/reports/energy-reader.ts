import { type CounterPoint, energyBetween, type EnergyWindow } from '@/shared/domain/energy.ts';
import type { Span } from '@/shared/domain/usage.ts';

/** Energy of one machine over any span; spans that touch add up. */
export type EnergyReader = (span: Span) => EnergyWindow;

/**
 * Sorts a machine's counter points once. Each read then gives `energyBetween` only the points around its span: a
 * report asks for thousands of spans. Counters are made to rise here, over all points, so that the slices agree.
 */
export function energyReader(points: readonly CounterPoint[]): EnergyReader {
  const boots = [...Map.groupBy(points, (it) => it.bootId).values()].map(rise);
  return ({ from, to }) =>
    energyBetween(
      boots.flatMap((boot) => around(boot, from, to)),
      from,
      to,
    );
}

function rise(boot: readonly CounterPoint[]): CounterPoint[] {
  const risen: CounterPoint[] = [];
  for (const point of boot.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
    if (point.energyJoules === null) continue;
    const last = risen.at(-1);
    if (last?.at.getTime() === point.at.getTime()) risen.pop();
    risen.push({
      ...point,
      energyJoules: Math.max(point.energyJoules, last?.energyJoules ?? 0),
      coveredMs: Math.max(point.coveredMs ?? 0, last?.coveredMs ?? 0),
    });
  }
  return risen;
}

/** From the last point at or before `from` to the first at or after `to`. */
function around(boot: readonly CounterPoint[], from: Date, to: Date): readonly CounterPoint[] {
  const after = boot.findIndex((it) => it.at > from);
  if (after === -1) return [];
  const end = boot.findIndex((it, index) => index >= after && it.at >= to);
  return boot.slice(Math.max(0, after - 1), end === -1 ? undefined : end + 1);
}
