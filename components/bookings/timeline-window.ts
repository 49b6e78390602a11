import type { CSSProperties } from 'react';
import { dayKey } from '@/shared/domain/format.ts';
import { addDays, mondayOf, startOfDay, zoneOffsetMs } from '@/shared/domain/zoned-time.ts';

export const TIMELINE_VIEWS = ['week', 'day', '2weeks', '4weeks', 'month', 'agenda'] as const;
export type TimelineView = (typeof TIMELINE_VIEWS)[number];
export type TimelineDay = { key: string; fromMs: number; toMs: number };
/** A stretch of whole local days; the days of a clock change are an hour shorter or longer. */
export type TimelineWindow = {
  view: TimelineView;
  /** The day that was asked for, or today. */
  day: string;
  days: TimelineDay[];
  fromMs: number;
  toMs: number;
};

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DAYS: Record<Exclude<TimelineView, 'month'>, number> = {
  week: 7,
  day: 1,
  '2weeks': 14,
  '4weeks': 28,
  agenda: 14,
};

/** The window of an address: `view` and `day` (`2026-11-18`); without a day the one of now. */
export function timelineWindow(
  params: { view: string | null; day: string | null },
  timeZone: string,
  nowMs: number,
): TimelineWindow {
  const view = TIMELINE_VIEWS.find((it) => it === params.view) ?? 'week';
  const today = dayKey(nowMs, timeZone);
  const chosen = isDay(params.day) ? params.day : null;
  const day = chosen ?? today;
  const keys =
    view === 'month'
      ? monthKeys(day)
      : Array.from({ length: DAYS[view] }, (_, at) => addDays(chosen ?? firstDay(view, today), at));
  const days = keys.map((key): TimelineDay => ({
    key,
    fromMs: startOfDay(key, timeZone).getTime(),
    toMs: startOfDay(addDays(key, 1), timeZone).getTime(),
  }));
  return { view, day, days, fromMs: days[0]!.fromMs, toMs: days.at(-1)!.toMs };
}

/**
 * Where a view begins that nobody chose a day for: weeks on Monday, so that a week looks the same all along. One week
 * on its last two days would be nearly all past: there it begins today. A chosen day is always the first one.
 */
function firstDay(view: TimelineView, today: string): string {
  if (view === 'day' || view === 'agenda') return today;
  const monday = mondayOf(today);
  return view === 'week' && today >= addDays(monday, 5) ? today : monday;
}

/** Whole weeks around a day's month. */
function monthKeys(day: string): string[] {
  const first = `${day.slice(0, 7)}-01`;
  const last = addDays(firstOfMonth(first, 1), -1);
  const keys: string[] = [];
  for (let key = mondayOf(first); key <= last || keys.length % 7 > 0; key = addDays(key, 1)) keys.push(key);
  return keys;
}

function firstOfMonth(day: string, months: number): string {
  const at = new Date(`${day.slice(0, 7)}-01T00:00:00Z`);
  at.setUTCMonth(at.getUTCMonth() + months);
  return at.toISOString().slice(0, 10);
}

/** A day with weeks before and after it within the years that there are for the portal. */
const isDay = (day: string | null): day is string =>
  day !== null &&
  /^\d{4}-\d\d-\d\d$/.test(day) &&
  day > '1971' &&
  day < '9998' &&
  !Number.isNaN(Date.parse(`${day}T00:00:00Z`));

/** The same view, one window earlier (−1) or later (1). */
export function stepDay({ view, day, days }: TimelineWindow, direction: -1 | 1): string {
  if (view === 'month') return firstOfMonth(day, direction);
  const length = view === 'agenda' ? 7 : days.length;
  return addDays(days[0]!.key, direction * length);
}

/** What is asked of the portal: a week at a time, so that no answer is cut short and the next window knows half of it. */
export function windowParts({ days }: TimelineWindow): { from: string; to: string }[] {
  const parts: { from: string; to: string }[] = [];
  for (let first = 0; first < days.length; first += 7) {
    const last = days[Math.min(first + 6, days.length - 1)]!;
    parts.push({
      from: new Date(days[first]!.fromMs).toISOString(),
      to: new Date(last.toMs).toISOString(),
    });
  }
  return parts;
}

/** By what a bar moves and grows, and how long an empty cell is. */
export type TimelineSteps = { snapMs: number; cellMs: number };
const STEPS: Partial<Record<TimelineView, TimelineSteps>> = {
  day: { snapMs: 15 * MINUTE_MS, cellMs: HOUR_MS },
  week: { snapMs: 30 * MINUTE_MS, cellMs: 2 * HOUR_MS },
  '2weeks': { snapMs: HOUR_MS, cellMs: 4 * HOUR_MS },
  '4weeks': { snapMs: 6 * HOUR_MS, cellMs: 12 * HOUR_MS },
};
export const stepsOf = (view: TimelineView): TimelineSteps => STEPS[view] ?? STEPS.week!;

/** The nearest (or last) time of the wall clock that is a whole step: `04:30` by 30 min, also after a clock change. */
export function snapTime(atMs: number, stepMs: number, timeZone: string, how: 'round' | 'floor'): number {
  const offsetMs = zoneOffsetMs(atMs, timeZone);
  const snappedMs = Math[how]((atMs + offsetMs) / stepMs) * stepMs - offsetMs;
  return snappedMs + offsetMs - zoneOffsetMs(snappedMs, timeZone);
}

/** The next step of the wall clock before or after a time. */
export function stepTime(atMs: number, stepMs: number, timeZone: string, direction: -1 | 1): number {
  const floorMs = snapTime(atMs, stepMs, timeZone, 'floor');
  if (direction === -1 && floorMs < atMs) return floorMs;
  return snapTime(floorMs + direction * stepMs, stepMs, timeZone, 'round');
}

/** Where an instant lies in the window, 0 to 1 inside it. */
export const positionOf = (atMs: number, { fromMs, toMs }: { fromMs: number; toMs: number }): number =>
  (atMs - fromMs) / (toMs - fromMs);

type Bar = { rows?: number; fromMs: number; toMs: number };

/** Where a bar's link stands, said outright: of hundreds that come with a turn of the wheel each is worked out. */
export const hitStyle = ({ rows = 1, fromMs, toMs }: Bar, window: { fromMs: number; toMs: number }) =>
  ({
    left: `${positionOf(fromMs, window) * 100}%`,
    width: `calc(${(positionOf(toMs, window) - positionOf(fromMs, window)) * 100}% - 1px)`,
    ...(rows > 1 && { '--rows': rows }),
  }) as CSSProperties;

/** How long the bar in its link is: shorter than the link where that is as wide as a finger needs. */
export const lengthStyle = ({ fromMs, toMs }: Bar, pxPerMs: number): CSSProperties => ({
  width: Math.round((toMs - fromMs) * pxPerMs - 1),
});

/** Where a bar stands, as the properties that timeline.css reads: its rows, and its edges from 0 to 1. */
export const barStyle = ({ rows = 1, fromMs, toMs }: Bar, window: { fromMs: number; toMs: number }) =>
  ({
    '--rows': rows,
    '--from': positionOf(fromMs, window),
    '--to': positionOf(toMs, window),
  }) as CSSProperties;

/** Hours of a day that is not 24 hours long, else null. */
export function oddHours({ fromMs, toMs }: TimelineDay): number | null {
  const hours = Math.round((toMs - fromMs) / HOUR_MS);
  return hours === 24 ? null : hours;
}
