import type { Span } from './usage.ts';

const HOUR_MS = 3_600_000;

/**
 * For how long a rented host would have been paid for the use of one machine, in milliseconds: each allocation lasts
 * `minimumHours` at least, and what begins while one is still paid for goes on in it. Formula: EC2 Dedicated Hosts of
 * Macs, by the second after the first 24 hours.
 */
export function hostMs(uses: readonly Span[], minimumHours: number): number {
  let totalMs = 0;
  let [startMs, endMs] = [Number.NaN, Number.NEGATIVE_INFINITY];
  for (const { from, to } of uses.toSorted((a, b) => a.from.getTime() - b.from.getTime())) {
    if (from.getTime() > endMs) {
      if (!Number.isNaN(startMs)) totalMs += endMs - startMs;
      startMs = from.getTime();
      endMs = startMs + minimumHours * HOUR_MS;
    }
    endMs = Math.max(endMs, to.getTime());
  }
  return Number.isNaN(startMs) ? 0 : totalMs + endMs - startMs;
}
