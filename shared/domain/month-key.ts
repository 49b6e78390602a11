import { monthOf, monthWindow, type Month, type MonthWindow } from './month.ts';

/** A month as it is written in an address and kept in a row: `2026-10`. */
export const monthKey = ({ year, month }: Month): string => `${year}-${String(month).padStart(2, '0')}`;

export function monthFromKey(key: string): Month {
  const [year, month] = key.split('-').map(Number);
  return { year: year!, month: month! };
}

export const windowOfKey = (key: string, timeZone: string): MonthWindow =>
  monthWindow(monthFromKey(key), timeZone);
export const monthKeyOf = (at: Date, timeZone: string): string => monthKey(monthOf(at, timeZone));
