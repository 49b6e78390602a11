import type { CSSProperties } from 'react';
import { dayKey } from '@/shared/domain/format.ts';
import { addDays, mondayOf, startOfDay } from '@/shared/domain/zoned-time.ts';

export type TimelineView = 'week' | 'day' | 'agenda';
export type TimelineDay = { key: string; fromMs: number; toMs: number };
/** A stretch of whole local days; the days of a clock change are an hour shorter or longer. */
export type TimelineWindow = { view: TimelineView; days: TimelineDay[]; fromMs: number; toMs: number };

const AGENDA_DAYS = 14;
const VIEWS: readonly string[] = ['week', 'day', 'agenda'];

/** The window of an address: `view` and `day` (`2026-11-18`); without a day the one of now. */
export function timelineWindow(
  params: { view: string | null; day: string | null },
  timeZone: string,
  nowMs: number,
): TimelineWindow {
  const view = VIEWS.includes(params.view ?? '') ? (params.view as TimelineView) : 'week';
  const day = isDay(params.day) ? params.day : dayKey(nowMs, timeZone);
  const first = view === 'week' ? mondayOf(day) : day;
  const count = view === 'week' ? 7 : view === 'day' ? 1 : AGENDA_DAYS;
  const days = Array.from({ length: count }, (_, index): TimelineDay => {
    const key = addDays(first, index);
    return {
      key,
      fromMs: startOfDay(key, timeZone).getTime(),
      toMs: startOfDay(addDays(key, 1), timeZone).getTime(),
    };
  });
  return { view, days, fromMs: days[0]!.fromMs, toMs: days.at(-1)!.toMs };
}

/** A day with weeks before and after it within the years that there are for the portal. */
const isDay = (day: string | null): day is string =>
  day !== null &&
  /^\d{4}-\d\d-\d\d$/.test(day) &&
  day > '1971' &&
  day < '9999' &&
  !Number.isNaN(Date.parse(`${day}T00:00:00Z`));

/** The same view, one window earlier (−1) or later (1). */
export function stepDay({ view, days }: TimelineWindow, direction: -1 | 1): string {
  const length = view === 'agenda' ? 7 : days.length;
  return addDays(days[0]!.key, direction * length);
}

/** Where an instant lies in the window, 0 to 1 inside it. */
export const positionOf = (atMs: number, { fromMs, toMs }: { fromMs: number; toMs: number }): number =>
  (atMs - fromMs) / (toMs - fromMs);

type Bar = { row: number; rows?: number; fromMs: number; toMs: number };

/** Where a bar stands, as the properties that timeline.css reads: its rows, and its edges from 0 to 1. */
export const barStyle = ({ row, rows = 1, fromMs, toMs }: Bar, window: { fromMs: number; toMs: number }) =>
  ({
    '--row': row,
    '--rows': rows,
    '--from': positionOf(fromMs, window),
    '--to': positionOf(toMs, window),
  }) as CSSProperties;

/** Hours of a day that is not 24 hours long, else null. */
export function oddHours({ fromMs, toMs }: TimelineDay): number | null {
  const hours = Math.round((toMs - fromMs) / 3_600_000);
  return hours === 24 ? null : hours;
}
