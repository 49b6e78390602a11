import { dayKey, formatDatedRange, formatDay, formatDays, formatMonth } from './format.ts';
import { monthOf, monthWindow, shiftMonth } from './month.ts';
import type { Span } from './usage.ts';
import { addDays, fromLocal, isDay, mondayOf, startOfDay, toLocal } from './zoned-time.ts';

/** Stretches of the lab's own calendar that a report is made of. */
export const PERIODS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type Period = (typeof PERIODS)[number];

const DAY_MS = 86_400_000;
const MONTHS = { month: 1, quarter: 3, year: 12 } as const;
const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / DAY_MS;

/** The day, week (from Monday), month, quarter or year that holds a moment, `by` later. */
export function periodWindow(period: Period, at: Date, timeZone: string, by = 0): Span {
  const day = dayKey(at, timeZone);
  if (period === 'day' || period === 'week') {
    const length = period === 'day' ? 1 : 7;
    const first = addDays(period === 'day' ? day : mondayOf(day), by * length);
    return { from: startOfDay(first, timeZone), to: startOfDay(addDays(first, length), timeZone) };
  }
  const months = MONTHS[period];
  const { year, month } = monthOf(at, timeZone);
  const first = shiftMonth({ year, month: month - ((month - 1) % months) }, by * months);
  return {
    from: monthWindow(first, timeZone).from,
    to: monthWindow(shiftMonth(first, months - 1), timeZone).to,
  };
}

/** The last so many months of local days, today among them. */
export function lastMonths(months: number, now: Date, timeZone: string): Span {
  const today = dayKey(now, timeZone);
  const { year, month } = shiftMonth(monthOf(now, timeZone), -months);
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const day = Math.min(Number(today.slice(8)), length);
  const first = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return { from: startOfDay(addDays(first, 1), timeZone), to: startOfDay(addDays(today, 1), timeZone) };
}

/** Which period a span is, from its first moment to its last; null for any other stretch of time. */
export function periodOf(span: Span, timeZone: string): Period | null {
  const isSame = (period: Period): boolean => {
    const { from, to } = periodWindow(period, span.from, timeZone);
    return from.getTime() === span.from.getTime() && to.getTime() === span.to.getTime();
  };
  return PERIODS.find(isSame) ?? null;
}

/** From the first of two local days to the end of the other one; null when they are none. */
export const daysSpan = (first: string, last: string, timeZone: string): Span | null =>
  isDay(first) && isDay(last) && first <= last
    ? { from: startOfDay(first, timeZone), to: startOfDay(addDays(last, 1), timeZone) }
    : null;

/** The first and the last local day of a span. */
export const daysOf = ({ from, to }: Span, timeZone: string): { first: string; last: string } => ({
  first: dayKey(from, timeZone),
  last: dayKey(to.getTime() - 1, timeZone),
});

/** The stretch as long as this one before or after it: periods by the calendar, whole days by days, else by time. */
export function shiftSpan(span: Span, by: number, timeZone: string): Span {
  const period = periodOf(span, timeZone);
  if (period) return periodWindow(period, span.from, timeZone, by);
  const { first, last } = daysOf(span, timeZone);
  const days = daysSpan(first, last, timeZone);
  if (days?.from.getTime() === span.from.getTime() && days.to.getTime() === span.to.getTime()) {
    const length = by * (dayNumber(last) - dayNumber(first) + 1);
    return daysSpan(addDays(first, length), addDays(last, length), timeZone)!;
  }
  const lengthMs = by * (span.to.getTime() - span.from.getTime());
  return { from: new Date(span.from.getTime() + lengthMs), to: new Date(span.to.getTime() + lengthMs) };
}

/** What a span is compared with: the one before, up to the same local day and time where this one is not over. */
export function spanBefore(span: Span, now: Date, timeZone: string): Span {
  const before = shiftSpan(span, -1, timeZone);
  if (now <= span.from || now >= span.to) return before;
  const { day, time } = toLocal(now, timeZone);
  const passed = dayNumber(day) - dayNumber(dayKey(span.from, timeZone));
  const to = fromLocal(addDays(dayKey(before.from, timeZone), passed), time, timeZone);
  return { from: before.from, to: to && to > before.from && to < before.to ? to : before.to };
}

/** `Wed 18 Nov 2026`, `November 2026`, `October to December 2026`, `2026`, `16 to 22 Nov 2026`, `Wed 18 Nov, 14:00 to 16:00`. */
export function spanTitle(span: Span, timeZone: string): string {
  const { first, last } = daysOf(span, timeZone);
  switch (periodOf(span, timeZone)) {
    case 'day':
      // Of a year that is not this one: then the year is told.
      return formatDay(span.from, timeZone, 0);
    case 'month':
      return formatMonth(first);
    case 'quarter':
      return `${formatMonth(first).split(' ')[0]} to ${formatMonth(last)}`;
    case 'year':
      return first.slice(0, 4);
    default: {
      const isDays = daysSpan(first, last, timeZone)?.from.getTime() === span.from.getTime();
      return isDays && toLocal(span.to, timeZone).time === '00:00'
        ? formatDays(span.from, span.to.getTime() - 1, timeZone)
        : formatDatedRange(span.from, span.to, timeZone);
    }
  }
}
