import { formatDay } from '@/shared/domain/format.ts';
import { addDays, isDay, mondayOf, weekdayOf } from '@/shared/domain/zoned-time.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DAY_MS = 86_400_000;

/** A local day (`2026-11-19`) in the page's words: `Thu 19 Nov`, with its year when that is another. */
export const dayWords = (day: string, today: string): string =>
  isDay(day) ? formatDay(`${day}T12:00:00Z`, 'UTC', `${today}T12:00:00Z`) : day;

/**
 * What is typed for a day, as the page writes days and as people do: `Thu 19 Nov`, `19 Nov 2027`, `19.11.`, `19/11`,
 * `2026-11-19`, `Thu`, `today`, `tomorrow`. Without a year the nearest is meant. Null: no day, or not one that there is.
 */
export function readDay(text: string, today: string): string | null {
  const words = text
    .trim()
    .toLowerCase()
    .replaceAll(/[,\s]+/g, ' ');
  if (words === 'today') return today;
  if (words === 'tomorrow') return addDays(today, 1);
  if (isDay(words)) return words;
  const weekday = WEEKDAYS.findIndex((it) => words.startsWith(it));
  if (weekday >= 0 && /^[a-z]+$/.test(words)) return addDays(today, (weekday - weekdayOf(today) + 7) % 7);
  const rest = words.replace(/^[a-z]{3,9} (?=\d)/, '');
  if (rest !== words && weekday < 0) return null;
  const found = byName(rest) ?? byNumber(rest);
  if (!found) return null;
  const day = found.year === null ? nearest(found, today) : toDay(found.year, found);
  // `Fri 19 Nov` where that is a Thursday is one of two days: nobody guesses which.
  return day !== null && (weekday < 0 || weekdayOf(day) === weekday) ? day : null;
}

type Found = { date: number; month: number; year: number | null };

function byName(words: string): Found | null {
  const match = /^(\d{1,2})\.? ([a-z]{3,9})\.?(?: (\d{4}))?$/.exec(words);
  const month = match ? MONTHS.indexOf(match[2]!.slice(0, 3)) : -1;
  return match && month >= 0 ? { date: Number(match[1]), month, year: yearOf(match[3]) } : null;
}

function byNumber(words: string): Found | null {
  const match = /^(\d{1,2})[./] ?(\d{1,2})[./]? ?(\d{4})?$/.exec(words);
  if (!match || Number(match[2]) > 12) return null;
  return { date: Number(match[1]), month: Number(match[2]) - 1, year: yearOf(match[3]) };
}

const yearOf = (text: string | undefined): number | null => (text ? Number(text) : null);

function toDay(year: number, { date, month }: Found): string | null {
  const two = (it: number): string => String(it).padStart(2, '0');
  const day = `${year}-${two(month + 1)}-${two(date)}`;
  return isDay(day) ? day : null;
}

function nearest(found: Found, today: string): string | null {
  const year = Number(today.slice(0, 4));
  const days = [year, year - 1, year + 1].flatMap((it) => toDay(it, found) ?? []);
  const awayMs = (day: string): number => Math.abs(Date.parse(day) - Date.parse(today));
  return days.toSorted((a, b) => awayMs(a) - awayMs(b) || (a < b ? 1 : -1))[0] ?? null;
}

/** The six weeks, Monday first, that a month is shown in. */
export function monthGrid(day: string): string[][] {
  const start = mondayOf(`${day.slice(0, 8)}01`);
  return Array.from({ length: 6 }, (_week, week) =>
    Array.from({ length: 7 }, (_day, at) => addDays(start, week * 7 + at)),
  );
}

/** The same day of another month, or its last. */
export function addMonths(day: string, months: number): string {
  const at = new Date(`${day.slice(0, 8)}01T00:00:00Z`);
  at.setUTCMonth(at.getUTCMonth() + months);
  const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
  return new Date(at.getTime() + (Math.min(Number(day.slice(8)), last) - 1) * DAY_MS)
    .toISOString()
    .slice(0, 10);
}
