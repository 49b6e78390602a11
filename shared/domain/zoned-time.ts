import { dayKey, type Moment } from './format.ts';

const DAY_MS = 86_400_000;
const PARTS = {
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds the zone is ahead of UTC at an instant. */
export function zoneOffsetMs(atMs: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (!format) {
    formats.set(
      timeZone,
      (format = new Intl.DateTimeFormat('en-GB', { ...PARTS, timeZone, hourCycle: 'h23' })),
    );
  }
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

/**
 * The instant of a local day (`2026-11-24`) and time (`09:30`) in the zone, or null when they are no date and time.
 * A time the clock change skips becomes the one after it; of a time that comes twice the first is meant.
 */
export function fromLocal(day: string, time: string, timeZone: string): Date | null {
  const asUtcMs = Date.parse(`${day}T${time}:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(asUtcMs)) return null;
  const before = asUtcMs - zoneOffsetMs(asUtcMs - DAY_MS, timeZone);
  const after = asUtcMs - zoneOffsetMs(asUtcMs + DAY_MS, timeZone);
  const isBefore = before + zoneOffsetMs(before, timeZone) === asUtcMs;
  const isAfter = after + zoneOffsetMs(after, timeZone) === asUtcMs;
  if (isBefore && isAfter) return new Date(Math.min(before, after));
  return new Date(isAfter ? after : before);
}

/** The zone's midnight that begins a local day. */
export const startOfDay = (day: string, timeZone: string): Date =>
  fromLocal(day, '00:00', timeZone) ?? new Date(Number.NaN);

/** Local days are counted, not hours: `2026-03-28` and one day are `2026-03-29`, however long the night is. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** The Monday of a day's week. */
export function mondayOf(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return addDays(day, -((weekday + 6) % 7));
}

/** `2026-11-24` and `09:30` of an instant, as date and time inputs want them. */
export function toLocal(at: Moment, timeZone: string): { day: string; time: string } {
  const local = new Date(new Date(at).getTime() + zoneOffsetMs(new Date(at).getTime(), timeZone));
  return { day: dayKey(at, timeZone), time: local.toISOString().slice(11, 16) };
}
