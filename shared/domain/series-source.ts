import type { Span } from './usage.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** So many rows are read within a good part of the time a chart may take. */
const MOST_CHUNKS = 40_000;
const MOST_MINUTES = 250_000;
const CHUNK_MS = 15_000;

export type SeriesSource = { from: 'chunks' | 'minutes' | 'hours'; stepMs: number };

/**
 * Which rows a curve of about `points` buckets is made of, and the width of a bucket: no narrower than the rows, whole
 * rows wide, and never more rows than can be read at once. `chunksSince`: before it only roll-ups are kept,
 * and before `minutesSince` only hours.
 */
export function chooseSeries(input: {
  window: Span;
  points: number;
  machines: number;
  chunksSince: Date;
  minutesSince: Date;
}): SeriesSource {
  const windowMs = input.window.to.getTime() - input.window.from.getTime();
  const wantedMs = windowMs / input.points;
  const rows = (everyMs: number): number => (input.machines * windowMs) / everyMs;
  const whole = (unitMs: number): number => Math.max(1, Math.ceil(wantedMs / unitMs)) * unitMs;
  if (whole(SECOND_MS) < MINUTE_MS && input.window.from >= input.chunksSince && rows(CHUNK_MS) <= MOST_CHUNKS)
    return { from: 'chunks', stepMs: whole(SECOND_MS) };
  const hasMinutes = input.window.from >= input.minutesSince;
  if (whole(MINUTE_MS) < HOUR_MS && hasMinutes && rows(MINUTE_MS) <= MOST_MINUTES)
    return { from: 'minutes', stepMs: whole(MINUTE_MS) };
  return { from: 'hours', stepMs: whole(HOUR_MS) };
}
