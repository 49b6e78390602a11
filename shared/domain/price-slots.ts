import type { PricedSpan, PricedTariff } from './tariffs.ts';
import { clip, localDays, type Span } from './usage.ts';
import { addDays, startOfDay, toLocal, weekdayOf } from './zoned-time.ts';

/** A price of electricity at some hours of some weekdays, minutes of the day; past midnight where it ends before it begins. */
export type PriceBand = {
  /** 0 is Sunday. */
  weekdays: readonly number[];
  fromMinute: number;
  toMinute: number;
  pricePerKwh: number;
};
export type BandedTariff = PricedTariff & { bands: readonly PriceBand[] };

const clockTime = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
/** "22:00 to 06:00" */
export const bandHours = ({ fromMinute, toMinute }: Pick<PriceBand, 'fromMinute' | 'toMinute'>): string =>
  `${clockTime(fromMinute)} to ${clockTime(toMinute)}`;

const DAY_MINUTES = 1440;
const MINUTE_MS = 60_000;
/** Bands begin and end on it, and so do changes of the clocks. */
export const BAND_STEP_MINUTES = 15;

/** What a kWh costs at a time of the lab's clock; a band belongs to the day it begins on. */
export function priceAt(tariff: BandedTariff, weekday: number, minute: number): number {
  const before = (weekday + 6) % 7;
  const band = tariff.bands.find(({ weekdays, fromMinute, toMinute }) =>
    fromMinute < toMinute
      ? weekdays.includes(weekday) && fromMinute <= minute && minute < toMinute
      : (weekdays.includes(weekday) && minute >= fromMinute) ||
        (weekdays.includes(before) && minute < toMinute),
  );
  return band?.pricePerKwh ?? tariff.electricityPricePerKwh;
}

/**
 * Cuts each tariff's time where its price of a kWh changes by the lab's clock. Each slot's tariff is the same version
 * with the price of that slot. An hour that the clocks repeat has its price twice, one they skip has none.
 */
export function priceSlots<T extends BandedTariff>(
  prices: readonly PricedSpan<T>[],
  timeZone: string,
): PricedSpan<T>[] {
  return prices.flatMap((price) => {
    const { tariff } = price;
    if (tariff.bands.length === 0) return [price];
    const byPrice = new Map<number, T>();
    const slots: PricedSpan<T>[] = [];
    for (const { day } of localDays(price, timeZone))
      for (const { minute, ...span } of daySteps(tariff, day, timeZone)) {
        const own = clip(span, price);
        if (!own) continue;
        const pricePerKwh = priceAt(tariff, weekdayOf(day), minute);
        const last = slots.at(-1);
        if (last?.tariff.electricityPricePerKwh === pricePerKwh) {
          last.to = own.to;
          continue;
        }
        const slotTariff = byPrice.get(pricePerKwh) ?? { ...tariff, electricityPricePerKwh: pricePerKwh };
        byPrice.set(pricePerKwh, slotTariff);
        slots.push({ ...own, tariff: slotTariff });
      }
    return slots;
  });
}

/** The day's stretches in which no band begins or ends, each with the clock's minute at its start. */
function daySteps(tariff: BandedTariff, day: string, timeZone: string): (Span & { minute: number })[] {
  const [from, to] = [startOfDay(day, timeZone), startOfDay(addDays(day, 1), timeZone)];
  const at = (minute: number): Date => new Date(from.getTime() + minute * MINUTE_MS);
  const length = (to.getTime() - from.getTime()) / MINUTE_MS;
  if (length === DAY_MINUTES) {
    const edges = [0, DAY_MINUTES, ...tariff.bands.flatMap((it) => [it.fromMinute, it.toMinute])];
    const minutes = [...new Set(edges)].toSorted((a, b) => a - b);
    return minutes.slice(0, -1).map((minute, index) => ({
      from: at(minute),
      to: at(minutes[index + 1]!),
      minute,
    }));
  }
  // The clocks change on it: each quarter of an hour is asked for what its clock says.
  return Array.from({ length: Math.ceil(length / BAND_STEP_MINUTES) }, (_, step) => {
    const start = at(step * BAND_STEP_MINUTES);
    const [hours, minutes] = toLocal(start, timeZone).time.split(':').map(Number);
    const end = at((step + 1) * BAND_STEP_MINUTES);
    return { from: start, to: end < to ? end : to, minute: hours! * 60 + minutes! };
  });
}
