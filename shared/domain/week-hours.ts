import { firstAfter } from './first-after.ts';
import { localDays, type Span } from './usage.ts';
import { weekdayOf, zoneOffsetMs } from './zoned-time.ts';

const [HOUR_MS, QUARTER_MS] = [3_600_000, 900_000];
export const WEEK_HOURS = 7 * 24;

/** A stretch of time within one hour of a clock on the lab's wall; `cell` counts them from Monday, 00:00. */
export type WallHour = { fromMs: number; toMs: number; cell: number };

/**
 * A span cut at the full hours of the lab's clock. An hour that the clocks show twice comes twice, a skipped one not at
 * all, and where they change by half an hour, half of one does.
 */
export function wallHours(span: Span, timeZone: string): WallHour[] {
  const hours: WallHour[] = [];
  for (const { day, from, to } of localDays(span, timeZone)) {
    const monday = ((weekdayOf(day) + 6) % 7) * 24;
    const [startMs, endMs] = [from.getTime(), to.getTime()];
    const offsetMs = zoneOffsetMs(startMs, timeZone);
    // Every zone's clocks change on a quarter of an hour.
    const changes = zoneOffsetMs(endMs - 1, timeZone) !== offsetMs;
    const stepMs = changes ? QUARTER_MS : HOUR_MS;
    for (let fromMs = startMs; fromMs < endMs;) {
      const localMs = fromMs + (changes ? zoneOffsetMs(fromMs, timeZone) : offsetMs);
      const toMs = Math.min(fromMs + stepMs - (localMs % stepMs), endMs);
      const cell = monday + new Date(localMs).getUTCHours();
      const last = hours.at(-1);
      if (last?.cell === cell && last.toMs - last.fromMs < HOUR_MS) last.toMs = toMs;
      else hours.push({ fromMs, toMs, cell });
      fromMs = toMs;
    }
  }
  return hours;
}

/** Adds the milliseconds that a span has in each of the hours; they are in rising order and touch. */
export function addToHours(hours: readonly WallHour[], sums: Float64Array, span: Span, weight = 1): void {
  const [fromMs, toMs] = [span.from.getTime(), span.to.getTime()];
  let at = firstAfter(hours.length, fromMs, (place) => hours[place]!.toMs);
  for (let hour = hours[at]; hour && hour.fromMs < toMs; hour = hours[++at])
    sums[hour.cell]! += (Math.min(hour.toMs, toMs) - Math.max(hour.fromMs, fromMs)) * weight;
}
