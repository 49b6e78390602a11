import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/trpc/root.ts';
import { formatMoney } from '@/shared/domain/format.ts';
import { bandHours } from '@/shared/domain/price-slots.ts';

export type PricesView = inferRouterOutputs<AppRouter>['costs']['prices'];
export type TariffView = PricesView['tariffs'][number];
export type HostedPriceView = inferRouterOutputs<AppRouter>['costs']['hostedPrices']['prices'][number];
type Band = TariffView['bands'][number];

export const DAY_SETS = [
  { value: '0123456', label: 'every day' },
  { value: '12345', label: 'Monday to Friday' },
  { value: '06', label: 'Saturday and Sunday' },
  { value: '6', label: 'Saturday' },
  { value: '0', label: 'Sunday' },
] as const;
const NAMES = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

export const daySetOf = (weekdays: readonly number[]): string => weekdays.toSorted((a, b) => a - b).join('');
const dayWords = (weekdays: readonly number[]): string =>
  DAY_SETS.find((it) => it.value === daySetOf(weekdays))?.label ?? weekdays.map((it) => NAMES[it]).join(', ');

export const timeOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** "€0.21 from 22:00 to 06:00, every day" */
export const bandWords = (band: Band, currency: string): string =>
  `${formatMoney(band.pricePerKwh, currency)} from ${bandHours(band)}, ${dayWords(band.weekdays)}`;

/** `08:00` and `24:00` as minutes, quarters of an hour alone; undefined where it is none. */
export function minuteOf(text: string): number | undefined {
  const [, hours, minutes] = /^(\d{1,2})(?::([0-5]\d))?$/.exec(text.trim()) ?? [];
  const minute = hours === undefined ? undefined : Number(hours) * 60 + Number(minutes ?? 0);
  return minute !== undefined && minute <= 1440 && minute % 15 === 0 ? minute : undefined;
}

/** `0,27`: undefined where it is no price; null where it is empty. */
export function priceOf(text: string): number | null | undefined {
  const tidy = text.trim().replace(',', '.');
  if (tidy === '') return null;
  return /^\d{1,6}(\.\d{1,6})?$/.test(tidy) ? Number(tidy) : undefined;
}
