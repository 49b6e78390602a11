import { formatTime, isOfTwelve } from '@/shared/domain/format.ts';
import { toLocal } from '@/shared/domain/zoned-time.ts';
import type { Gap, TimeSeries, TimeWindow } from './time-data.ts';

const formatters = new Map<string, Intl.DateTimeFormat>();
function formatter(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${timeZone} ${JSON.stringify(options)}`;
  const known = formatters.get(key) ?? new Intl.DateTimeFormat('en-GB', { ...options, timeZone });
  formatters.set(key, known);
  return known;
}

/** The clock in the lab's zone; with seconds for the readout of a crosshair. */
const clock = formatTime;
const HOUR_MS = 3_600_000;
/** A moment of a curve, as closely as its length needs: seconds of hours, the day of days, the year of months. */
export function moment(atMs: number, timeZone: string, lengthMs: number): string {
  if (lengthMs <= 18 * HOUR_MS) return clock(atMs, timeZone, lengthMs <= 6 * HOUR_MS);
  return formatter(timeZone, {
    ...(lengthMs > 300 * 24 * HOUR_MS ? { year: 'numeric' } : { weekday: 'short' }),
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hour12: isOfTwelve(),
  }).format(atMs);
}
const day = (atMs: number, timeZone: string): string =>
  formatter(timeZone, { weekday: 'short', day: 'numeric' }).format(atMs);

const MINUTE = 60;
const HOUR = 3600;
/** How far apart ticks of time may be. */
export const TICK_SECONDS = [1, MINUTE]
  .flatMap((unit) => [1, 2, 5, 10, 15, 30].map((it) => it * unit))
  .concat([1, 2, 3, 6, 12, 24, 48, 168, 336, 720, 1440, 2160, 4320, 8760].map((it) => it * HOUR));

/** What stands under the tick: seconds when ticks are that close, the day at midnight of a long window. */
export function tickLabel(atMs: number, tickMs: number, timeZone: string): string {
  if (tickMs >= 14 * 24 * HOUR_MS)
    return formatter(timeZone, { day: 'numeric', month: 'short', year: '2-digit' }).format(atMs);
  if (tickMs >= 86_400_000) return day(atMs, timeZone);
  const time = clock(atMs, timeZone, tickMs < 60_000);
  return toLocal(atMs, timeZone).time === '00:00' ? day(atMs, timeZone) : time;
}

export function gapLength(ms: number): string {
  if (ms < 90_000) return `${Math.round(ms / 1000)} s`;
  const minutes = Math.round(ms / 60_000);
  const hours = Math.round(minutes / 60);
  return minutes < 90 ? `${minutes} min` : hours < 72 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

/** "Concorde: no readings, 7 min"; with one series the name goes without saying. */
export function gapLabel(gap: Gap, seriesCount: number): string {
  const who =
    seriesCount === 1 ? '' : gap.labels.length === seriesCount ? 'All: ' : `${gap.labels.join(', ')}: `;
  const text = `${who}${gap.why ?? 'no readings'}, ${gapLength(gap.toMs - gap.fromMs)}`;
  return who ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

/** In a sentence no seconds. */
const tellMoment = (atMs: number, timeZone: string, lengthMs: number): string =>
  lengthMs <= 18 * HOUR_MS ? clock(atMs, timeZone) : moment(atMs, timeZone, lengthMs);

/** One sentence of what is to be seen, for those who don't see it. */
export function describeChart(
  title: string,
  unit: string,
  series: readonly TimeSeries[],
  gaps: readonly Gap[],
  window: TimeWindow,
  timeZone: string,
  format: (value: number) => string,
): string {
  const lengthMs = window.toMs - window.fromMs;
  const from = tellMoment(window.fromMs, timeZone, lengthMs);
  const to = tellMoment(window.toMs, timeZone, lengthMs);
  const parts = series.map((it) => {
    const values = it.points.flatMap((point) => (point.value === null ? [] : [point.value]));
    const name = it.simulated ? `${it.label} (simulated)` : it.label;
    if (values.length === 0) return `${name} without readings`;
    const low = values.reduce((a, b) => Math.min(a, b));
    const high = values.reduce((a, b) => Math.max(a, b));
    return `${name} between ${format(low)} and ${format(high)}`;
  });
  const holes = gaps
    .slice(0, 3)
    .map((it) => `${gapLabel(it, series.length)} from ${tellMoment(it.fromMs, timeZone, lengthMs)}`);
  return [
    `${title} in ${unit} from ${from} to ${to}: ${parts.join('; ')}.`,
    ...holes.map((it) => `${it}.`),
  ].join(' ');
}
