import { listNames } from './format.ts';
import { addDays, fromLocal, mondayOf, weekdayOf } from './zoned-time.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** What comes again, by the wall clock of a zone. Days are local ones, `2026-11-24`. */
export type SeriesRule = {
  unit: 'days' | 'weeks' | 'months';
  every: number;
  /** Of weeks: 1 Monday to 7 Sunday; none: the first day's. */
  weekdays?: readonly number[];
  /** Of a month: which one of the first day's weekday (1 to 4, -1 the last); null: the same day of the month. */
  nthWeekday: number | null;
  startsOn: string;
  untilDate: string | null;
  localTime: string;
  durationMinutes: number;
};

const monthOf = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
const dayOf = (day: string): number => Number(day.slice(8));
const toDay = (month: number, day: number): string =>
  new Date(Date.UTC(Math.floor(month / 12), month % 12, day)).toISOString().slice(0, 10);
const lengthOf = (month: number): number => dayOf(toDay(month + 1, 0));

/** The day of a month that the rule means: a month without that day has its last one instead. */
function dayInMonth({ startsOn, nthWeekday }: SeriesRule, month: number): string {
  const last = lengthOf(month);
  if (nthWeekday === null) return toDay(month, Math.min(dayOf(startsOn), last));
  const weekday = weekdayOf(startsOn);
  const first = 1 + ((weekday - weekdayOf(toDay(month, 1)) + 7) % 7);
  if (nthWeekday > 0) return toDay(month, first + (nthWeekday - 1) * 7);
  return toDay(month, first + Math.floor((last - first) / 7) * 7);
}

function everySo(start: string, stepDays: number, first: string, last: string): string[] {
  const goneDays = (Date.parse(first) - Date.parse(start)) / DAY_MS;
  const dates: string[] = [];
  let day = addDays(start, Math.ceil(goneDays / stepDays) * stepDays);
  for (; day <= last; day = addDays(day, stepDays)) dates.push(day);
  return dates;
}

/** Several days a week; weeks are counted from the first day's, Monday to Sunday. */
function weekdayDates(rule: SeriesRule, weekdays: readonly number[], first: string, last: string): string[] {
  const monday = mondayOf(rule.startsOn);
  const offsets = [...new Set(weekdays)].toSorted((a, b) => a - b).map((it) => it - 1);
  return everySo(monday, rule.every * 7, mondayOf(first), last)
    .flatMap((week) => offsets.map((days) => addDays(week, days)))
    .filter((day) => day >= first && day <= last);
}

/** Its dates of `[from, to]`, none before it starts or after its last day. */
export function seriesDates(rule: SeriesRule, from: string, to: string): string[] {
  const first = from > rule.startsOn ? from : rule.startsOn;
  const last = rule.untilDate !== null && rule.untilDate < to ? rule.untilDate : to;
  if (rule.unit === 'weeks' && rule.weekdays?.length) return weekdayDates(rule, rule.weekdays, first, last);
  if (rule.unit !== 'months')
    return everySo(rule.startsOn, rule.every * (rule.unit === 'weeks' ? 7 : 1), first, last);
  const dates: string[] = [];
  const start = monthOf(rule.startsOn);
  const steps = Math.max(0, Math.floor((monthOf(first) - start) / rule.every));
  for (let month = start + steps * rule.every; month <= monthOf(last); month += rule.every) {
    const day = dayInMonth(rule, month);
    if (day >= first && day <= last) dates.push(day);
  }
  return dates;
}

/** As far as a number of times is followed: rules that never come have no last date. */
const MOST_DAYS = 20 * 366;

/** The last day of a series that comes so many times; null when it does not come that often. */
export function lastOfTimes(rule: SeriesRule, times: number): string | null {
  const endless = { ...rule, untilDate: null };
  const spanDays = rule.unit === 'days' ? 1 : rule.unit === 'weeks' ? 7 : 31;
  const days = Math.min(MOST_DAYS, (times + 1) * rule.every * spanDays);
  return seriesDates(endless, rule.startsOn, addDays(rule.startsOn, days))[times - 1] ?? null;
}

/**
 * When a date of it is, by the clock on the wall: over both changes of the clocks 08:00 stays 08:00. A
 * time that is skipped, or comes twice, is the one `fromLocal` means. Its length is elapsed time.
 */
export function seriesTimes(
  rule: Pick<SeriesRule, 'localTime' | 'durationMinutes'>,
  date: string,
  timeZone: string,
): { startsAt: Date; endsAt: Date } {
  const startsAt = fromLocal(date, rule.localTime, timeZone) ?? new Date(Number.NaN);
  return { startsAt, endsAt: new Date(startsAt.getTime() + rule.durationMinutes * MINUTE_MS) };
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const NTH: Record<number, string> = { 1: 'first', 2: 'second', 3: 'third', 4: 'fourth', [-1]: 'last' };

type Told = Pick<SeriesRule, 'unit' | 'every' | 'nthWeekday' | 'startsOn' | 'weekdays'>;
/** `Every 5 weeks, Wednesday`, `Every 3 months, first Tuesday`, `Every month, on the 31st` in words. */
export function describeSeries({ unit, every, nthWeekday, startsOn, weekdays }: Told): string {
  const often = every === 1 ? `Every ${unit.slice(0, -1)}` : `Every ${every} ${unit}`;
  if (unit === 'days') return often;
  const weekday = WEEKDAYS[weekdayOf(startsOn)]!;
  if (unit === 'weeks' && weekdays?.length)
    return `${often}, ${listNames(weekdays.map((it) => WEEKDAYS[it % 7]!))}`;
  if (unit === 'weeks') return `${often}, ${weekday}`;
  if (nthWeekday !== null) return `${often}, ${NTH[nthWeekday] ?? ''} ${weekday}`;
  return `${often}, on day ${dayOf(startsOn)}`;
}

/** Which one of its weekday a day is in its month: 1 to 4, and -1 for one that has no other after it. */
export function nthOf(day: string): number[] {
  const nth = Math.ceil(dayOf(day) / 7);
  const isLast = dayOf(day) + 7 > lengthOf(monthOf(day));
  return [...(nth <= 4 ? [nth] : []), ...(isLast ? [-1] : [])];
}
