import { electricityCost, type ElectricityTariff } from './energy-figures.ts';
import type { MsSpan } from './energy-pieces.ts';
import { firstAfter } from './first-after.ts';
import type { Span } from './usage.ts';

/** Energy of a stretch of time, in joules. */
export type EnergyOf = MsSpan & { joules: number };
type Priced = Span & { tariff: ElectricityTariff & { version: number; currency: string } };

/** What was drawn at one price of a kWh and one PUE: at the meter, with the room, and in money. */
export type PricedEnergy = {
  version: number;
  currency: string;
  pricePerKwh: number;
  pue: number;
  joules: number;
  /** E_facility = E × PUE: here, once. */
  facilityJoules: number;
  cost: number;
};

/**
 * Cost = Σ E_facility(slot) × price(slot). A stretch over two slots is shared by time, its last part takes what is
 * left: Σ joules is what was given. Slots in time order without gaps; what lies outside of all is at the nearest.
 */
export function energyByPrice(steps: readonly EnergyOf[], slots: readonly Priced[]): PricedEnergy[] {
  const sums = new Map<string, PricedEnergy & { tariff: ElectricityTariff }>();
  for (const step of steps)
    for (const { share, tariff } of sharesOf(step, slots)) {
      const { version, currency, electricityPricePerKwh, pue } = tariff;
      const key = `${version} ${currency} ${electricityPricePerKwh} ${pue}`;
      const sum = sums.get(key) ?? {
        version,
        currency,
        pricePerKwh: electricityPricePerKwh,
        pue,
        joules: 0,
        facilityJoules: 0,
        cost: 0,
        tariff,
      };
      sum.joules += share;
      sums.set(key, sum);
    }
  return [...sums.values()].map(({ tariff, ...sum }) => ({
    ...sum,
    facilityJoules: sum.joules * sum.pue,
    cost: electricityCost(sum.joules, tariff),
  }));
}

function sharesOf({ fromMs, toMs, joules }: EnergyOf, slots: readonly Priced[]) {
  const touching: Priced[] = [];
  const first = firstAfter(slots.length, fromMs, (place) => slots[place]!.to.getTime());
  for (let index = first; slots[index] && slots[index]!.from.getTime() < toMs; index += 1)
    touching.push(slots[index]!);
  const nearest = fromMs < (slots[0]?.from.getTime() ?? 0) ? slots.at(0) : slots.at(-1);
  const own = touching.length > 0 ? touching : nearest ? [nearest] : [];
  let left = joules;
  return own.map(({ from, to, tariff }, index) => {
    const ms = Math.min(toMs, to.getTime()) - Math.max(fromMs, from.getTime());
    const share = index === own.length - 1 ? left : (joules * ms) / (toMs - fromMs);
    left -= share;
    return { share, tariff };
  });
}
