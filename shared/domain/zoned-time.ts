import { dayKey, type Moment } from './format.ts';
import { setNewest } from './newest.ts';

const DAY_MS = 86_400_000;
const PARTS = {
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const;

type Zone = { format: Intl.DateTimeFormat; offsets: Map<number, number> };
const zones = new Map<string, Zone>();
const MINUTE_MS = 60_000;
/** Since then clocks change on whole minutes alone, everywhere. */
const WHOLE_MINUTES_SINCE_MS = Date.UTC(1973, 0, 1);
/** The days of a few years: reports ask for the same midnights again and again. */
const MOST_KNOWN = 4096;

/** Milliseconds the zone is ahead of UTC at an instant. */
export function zoneOffsetMs(atMs: number, timeZone: string): number {
  const zone = zones.get(timeZone) ?? openZone(timeZone);
  if (!(atMs >= WHOLE_MINUTES_SINCE_MS)) return readOffsetMs(atMs, zone.format);
  const minute = Math.floor(atMs / MINUTE_MS);
  const known = zone.offsets.get(minute);
  if (known !== undefined) return known;
  const offsetMs = readOffsetMs(atMs, zone.format);
  setNewest(zone.offsets, minute, offsetMs, MOST_KNOWN);
  return offsetMs;
}

function openZone(timeZone: string): Zone {
  const format = new Intl.DateTimeFormat('en-GB', { ...PARTS, timeZone, hourCycle: 'h23' });
  const zone = { format, offsets: new Map<number, number>() };
  zones.set(timeZone, zone);
  return zone;
}

function readOffsetMs(atMs: number, format: Intl.DateTimeFormat): number {
  const parts = format.formatToParts(atMs);
  const get = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((it) => it.type === type)?.value);
  const local = Date.UTC(
    get('year'),
    get('month') - 1,
    get('day'),
    get('hour'),
    get('minute'),
    get('second'),
  );
  return local - Math.floor(atMs / 1000) * 1000;
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
/** `00:00` to `23:59`. */
export const isTime = (text: string): boolean => TIME.test(text);
/** `2026-11-24`, a day that there is. */
export const isDay = (text: string): boolean => {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text;
};

export function isTimeZone(name: string): boolean {
  try {
    return Boolean(Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/** A local time as it is meant, and what the clocks make of it. */
export type LocalMoment = { at: Date; clock: 'once' | 'skipped' | 'twice' };

/**
 * The instant of a local day (`2026-11-24`) and time (`09:30`) in the zone, or null when they are no date and time.
 * The one rule for times that the clocks skip or show twice, everywhere (`docs/times.md`): a skipped time is as long
 * after the change as it is after the last minute before it, so 02:30 becomes 03:30; of a time that comes twice the
 * first is meant.
 */
export function readLocal(day: string, time: string, timeZone: string): LocalMoment | null {
  if (!isDay(day) || !isTime(time)) return null;
  const asUtcMs = Date.parse(`${day}T${time}:00Z`);
  const before = asUtcMs - zoneOffsetMs(asUtcMs - DAY_MS, timeZone);
  const after = asUtcMs - zoneOffsetMs(asUtcMs + DAY_MS, timeZone);
  const isBefore = before + zoneOffsetMs(before, timeZone) === asUtcMs;
  const isAfter = after + zoneOffsetMs(after, timeZone) === asUtcMs;
  if (isBefore && isAfter)
    return { at: new Date(Math.min(before, after)), clock: before === after ? 'once' : 'twice' };
  return { at: new Date(isAfter ? after : before), clock: isBefore || isAfter ? 'once' : 'skipped' };
}

export const fromLocal = (day: string, time: string, timeZone: string): Date | null =>
  readLocal(day, time, timeZone)?.at ?? null;

/** The zone's midnight that begins a local day. */
export const startOfDay = (day: string, timeZone: string): Date =>
  fromLocal(day, '00:00', timeZone) ?? new Date(Number.NaN);

/** Local days are counted, not hours: `2026-03-28` and one day are `2026-03-29`, however long the night is. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** 0 Sunday to 6 Saturday. */
export const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay();

/** The Monday of a day's week. */
export const mondayOf = (day: string): string => addDays(day, -((weekdayOf(day) + 6) % 7));

/** `2026-11-24` and `09:30` of an instant, as date and time inputs want them. */
export function toLocal(at: Moment, timeZone: string): { day: string; time: string } {
  const local = new Date(new Date(at).getTime() + zoneOffsetMs(new Date(at).getTime(), timeZone));
  return { day: dayKey(at, timeZone), time: local.toISOString().slice(11, 16) };
}
