import { dayKey } from './format.ts';
import { startOfDay } from './zoned-time.ts';

/** A calendar month of the lab, `month` from 1. */
export type Month = { year: number; month: number };
export type MonthWindow = { from: Date; to: Date };

/** Midnight of a month's first day; month 13 is the next January. */
const monthStart = (year: number, month: number, timeZone: string): Date =>
  startOfDay(new Date(Date.UTC(year, month - 1, 1)).toISOString().slice(0, 10), timeZone);

export const monthWindow = ({ year, month }: Month, timeZone: string): MonthWindow => ({
  from: monthStart(year, month, timeZone),
  to: monthStart(year, month + 1, timeZone),
});

export function monthOf(at: Date, timeZone: string): Month {
  const [year, month] = dayKey(at, timeZone).split('-').map(Number);
  return { year: year!, month: month! };
}

export function shiftMonth({ year, month }: Month, by: number): Month {
  const at = new Date(Date.UTC(year, month - 1 + by, 1));
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1 };
}

/** The month a window is, or null when it is some other stretch of time. */
export function exactMonth(window: MonthWindow, timeZone: string): Month | null {
  const month = monthOf(window.from, timeZone);
  const whole = monthWindow(month, timeZone);
  const isWhole =
    whole.from.getTime() === window.from.getTime() && whole.to.getTime() === window.to.getTime();
  return isWhole ? month : null;
}
