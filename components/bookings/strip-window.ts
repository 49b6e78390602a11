import { heldUntilMs, type TimelineBar } from './timeline-bars.ts';
import { barStyle } from './timeline-window.ts';
import type { BookingView, ExtensionView } from './types.ts';

const HOUR_MS = 3_600_000;

export type StripWindow = { fromMs: number; toMs: number };

/** Whole hours around a booking: some before it, and after it as far as it may run on, or as its neighbours are seen. */
export function stripWindow(booking: BookingView, extension: ExtensionView | null): StripWindow {
  const startMs = Date.parse(booking.startsAt);
  const endMs = Math.max(heldUntilMs(booking), Date.parse(booking.endsAt));
  const lengthMs = endMs - startMs;
  const aroundMs = Math.min(Math.max(lengthMs * 0.5, 2 * HOUR_MS), 12 * HOUR_MS);
  const runsOnMs = extension?.until ? Date.parse(extension.until) : endMs;
  const lastMs = Math.min(
    Math.max(runsOnMs + HOUR_MS, endMs + aroundMs),
    endMs + Math.min(lengthMs + 24 * HOUR_MS, 120 * HOUR_MS),
  );
  return {
    fromMs: Math.floor((startMs - Math.min(aroundMs, 3 * HOUR_MS)) / HOUR_MS) * HOUR_MS,
    toMs: Math.ceil(lastMs / HOUR_MS) * HOUR_MS,
  };
}

/** Where to write the hour: as many as are read without crowding. */
export function stripHours({ fromMs, toMs }: StripWindow): number[] {
  const hours = (toMs - fromMs) / HOUR_MS;
  const step = [1, 2, 3, 6, 12, 24, 48, 168].find((it) => hours / it <= 8) ?? 336;
  const marks: number[] = [];
  for (let atMs = fromMs + step * HOUR_MS; atMs < toMs; atMs += step * HOUR_MS) marks.push(atMs);
  return marks;
}

/** Where a bar stands: all machines share one plane, so that it brings its row along. */
export const stripBarStyle = (
  bar: Pick<TimelineBar, 'row' | 'rows' | 'fromMs' | 'toMs'>,
  window: StripWindow,
) => ({ ...barStyle(bar, window), '--row': bar.row });
