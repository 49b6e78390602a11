import { firstAfter } from '../first-after.ts';
import type { PowerRange } from '../power-estimate.ts';
import { addCosts, type Cost, costOfEnergy, type PricedSpan } from '../tariffs.ts';
import type { Demand, Placed } from './replay-demand.ts';

/** What machines of one kind drew here: with a model loaded, and without. */
export type MeasuredWatts = { workWatts: number; idleWatts: number; workMs: number };
export type PlanWatts = {
  idleWatts: number;
  workWatts: number;
  basis: 'measured' | 'estimate';
  /** What it rests on. */
  words: string;
};
export type UnknownWatts = { basis: 'unknown'; words: string };

/**
 * How busy this lab's machines are while a model is loaded, 0 to 1: of what was measured of kinds whose range is known,
 * the part between idle and most. Null where there is none.
 */
export function workLoadOf(kinds: readonly { measured: MeasuredWatts; range: PowerRange }[]): number | null {
  let [above, span] = [0, 0];
  for (const { measured, range } of kinds) {
    above += (measured.workWatts - range.idleWatts) * measured.workMs;
    span += (range.maxWatts - range.idleWatts) * measured.workMs;
  }
  return span > 0 ? Math.min(1, Math.max(0, above / span)) : null;
}

/**
 * Watts of a machine in a plan: as measured here of the same kind; else from its range (entered, or the catalogue's) and
 * how busy this lab's machines are, P = P_idle + load × (P_max − P_idle), an estimate; else unknown.
 */
export function planWatts(
  measured: MeasuredWatts | null,
  range: PowerRange | null,
  load: number | null,
): PlanWatts | UnknownWatts {
  if (measured) {
    const { idleWatts, workWatts } = measured;
    return {
      idleWatts,
      workWatts,
      basis: 'measured',
      words: 'as measured here of the same kind in this time',
    };
  }
  if (!range)
    return {
      basis: 'unknown',
      words: 'Neither measured here nor published. Enter its watts to have it counted.',
    };
  const { idleWatts, maxWatts, basis } = range;
  const from = `${idleWatts} W idle and ${maxWatts} W at most, ${basis === 'entered' ? 'as entered' : 'by the catalogue'}`;
  if (load === null)
    return {
      basis: 'unknown',
      words: `Between ${from}; how busy it would be is not known, as no machine of this lab was measured at work in this time.`,
    };
  return {
    idleWatts,
    workWatts: idleWatts + load * (maxWatts - idleWatts),
    basis: 'estimate',
    words: `from ${from}, and ${Math.round(load * 100)} % of the way between while a model is loaded, as measured of this lab’s machines`,
  };
}

type PlanEnergy = {
  /** Of the machines whose watts are known, within the window; null where none is. */
  joules: number | null;
  /** Places in the set whose watts are not known: they are in no figure here. */
  unknown: number[];
  isEstimate: boolean;
  /** Electricity by the tariff of each hour, a currency an entry. */
  costs: Cost[];
};

/**
 * Energy of a set over the window that `slots` cut by price: each machine idles all the time, and draws what it draws at
 * work for the part of each of its bookings in which a model was loaded (`usedShare`, spread evenly over the booking).
 */
export function planEnergy<D extends Demand & { usedShare: number }>(
  placed: readonly Placed<D>[],
  watts: readonly (PlanWatts | UnknownWatts)[],
  slots: readonly PricedSpan[],
): PlanEnergy {
  const known = watts.map((it) => (it.basis === 'unknown' ? null : it));
  const unknown = known.flatMap((it, at) => (it === null ? [at] : []));
  const edges = slots.map((it) => it.to.getTime());
  const starts = slots.map((it) => it.from.getTime());
  const idleWatts = known.reduce((sum, it) => sum + (it?.idleWatts ?? 0), 0);
  const joules = slots.map((_, at) => (idleWatts * (edges[at]! - starts[at]!)) / 1000);
  for (const { demand, startMs, machines } of placed) {
    if (startMs === null) continue;
    const above = machines.reduce((sum, at) => {
      const it = known[at];
      return it ? sum + it.workWatts - it.idleWatts : sum;
    }, 0);
    const endMs = startMs + demand.lengthMs;
    for (
      let at = firstAfter(edges.length, startMs, (place) => edges[place]!);
      at < edges.length && starts[at]! < endMs;
      at += 1
    ) {
      const ms = Math.min(endMs, edges[at]!) - Math.max(startMs, starts[at]!);
      joules[at]! += (above * demand.usedShare * ms) / 1000;
    }
  }
  const isNone = unknown.length === watts.length;
  return {
    joules: isNone ? null : joules.reduce((sum, it) => sum + it, 0),
    unknown,
    isEstimate: known.some((it) => it?.basis === 'estimate'),
    costs: isNone ? [] : addCosts(slots.flatMap(({ tariff }, at) => costOfEnergy(tariff, joules[at]!))),
  };
}
