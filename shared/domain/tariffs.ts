import { electricityCost, type ElectricityTariff, machineTimeCost } from './energy-figures.ts';
import { overlapMs, type Span } from './usage.ts';

export type PricedTariff = ElectricityTariff & {
  validFrom: Date;
  currency: string;
  machineHourPrice: number;
};
export type PricedSpan<T extends PricedTariff = PricedTariff> = Span & { tariff: T };

/** Money of one currency; currencies are never added up. `electricity: null` is "not measured". */
export type Cost = { currency: string; machineTime: number; electricity: number | null };

/**
 * Cuts a window where tariffs change, so that each part is priced by the tariff of its own time. A tariff holds from
 * `validFrom` until the next one; of two from the same moment the later in the list holds. The first one also covers
 * what came before it.
 */
export function splitByTariff<T extends { validFrom: Date }>(
  tariffs: readonly T[],
  { from, to }: Span,
): (Span & { tariff: T })[] {
  const sorted = tariffs.toSorted((a, b) => a.validFrom.getTime() - b.validFrom.getTime());
  return sorted.flatMap((tariff, index) => {
    const start = index === 0 ? from : new Date(Math.max(from.getTime(), tariff.validFrom.getTime()));
    const next = sorted[index + 1];
    const end = next === undefined ? to : new Date(Math.min(to.getTime(), next.validFrom.getTime()));
    return end.getTime() > start.getTime() ? [{ from: start, to: end, tariff }] : [];
  });
}

/** What so many machines cost over a span, a currency each, in the order of the tariffs. */
export function costOfTime(prices: readonly PricedSpan[], span: Span, machines: number): Cost[] {
  const costs: Cost[] = [];
  for (const price of prices) {
    const machineMs = overlapMs(price, span) * machines;
    if (machineMs === 0) continue;
    const { currency, machineHourPrice } = price.tariff;
    addCost(costs, {
      currency,
      machineTime: machineTimeCost(machineMs, machineHourPrice),
      electricity: null,
    });
  }
  return costs;
}

/** Of measured joules that were drawn under this tariff. */
export const costOfEnergy = (tariff: PricedTariff, joules: number | null): Cost[] =>
  joules === null
    ? []
    : [{ currency: tariff.currency, machineTime: 0, electricity: electricityCost(joules, tariff) }];

/** Σ by currency; electricity is unknown only where no part of it was measured. */
export function addCosts(parts: readonly Cost[]): Cost[] {
  if (parts.length < 2) return [...parts];
  const sums: Cost[] = [];
  for (const part of parts) addCost(sums, part);
  return sums;
}

/** Adds one to sums of a currency each, in place: a report adds tens of thousands. */
export function addCost(sums: Cost[], { currency, machineTime, electricity }: Cost): void {
  for (const own of sums) {
    if (own.currency !== currency) continue;
    own.machineTime += machineTime;
    if (electricity !== null) own.electricity = (own.electricity ?? 0) + electricity;
    return;
  }
  sums.push({ currency, machineTime, electricity });
}

/** The part in this currency, and what is left in others. */
export function costIn(costs: readonly Cost[], currency: string): { own: Cost; others: Cost[] } {
  return {
    own: costs.find((it) => it.currency === currency) ?? { currency, machineTime: 0, electricity: null },
    others: costs.filter((it) => it.currency !== currency),
  };
}
