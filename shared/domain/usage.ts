import type { TokenPoint } from '../schemas/metric.ts';
import { dayKey } from './format.ts';
import { addDays, startOfDay } from './zoned-time.ts';

/** Half-open: `from` is inside, `to` is not. */
export type Span = { from: Date; to: Date };

export const LONGEST_REPORT_DAYS = 400;

/** How long two spans hold at once, milliseconds. */
export function overlapMs(a: Span, b: Span): number {
  return Math.max(0, Math.min(a.to.getTime(), b.to.getTime()) - Math.max(a.from.getTime(), b.from.getTime()));
}

/** The part of `span` within `window`; `null` when they don't meet. */
export function clip(span: Span, window: Span): Span | null {
  // As numbers: reports compare hundreds of thousands, and of instants each comparison is a call.
  const [fromMs, toMs] = [span.from.getTime(), span.to.getTime()];
  const [startMs, endMs] = [window.from.getTime(), window.to.getTime()];
  if (Math.min(toMs, endMs) <= Math.max(fromMs, startMs)) return null;
  return { from: fromMs > startMs ? span.from : window.from, to: toMs < endMs ? span.to : window.to };
}

/**
 * The window cut at the lab's own midnights. A day has the length it had there: 23 or 25 hours where clocks change,
 * and none where a zone skipped it.
 */
export function localDays({ from, to }: Span, timeZone: string): (Span & { day: string })[] {
  const days: (Span & { day: string })[] = [];
  for (let start = from; start < to; start = days.at(-1)!.to) {
    const day = dayKey(start, timeZone);
    const end = startOfDay(addDays(day, 1), timeZone);
    days.push({ day, from: start, to: end < to ? end : to });
  }
  return days;
}

/**
 * Shares a booking's time among its sessions so that the shares add up to the booking: each session has the time
 * from its start to the next one's start, the first also what came before it. `startsAt` in rising order.
 */
export function shareBooking(booking: Span, startsAt: readonly Date[]): Span[] {
  return startsAt.map((start, index) => {
    const next = startsAt[index + 1];
    return {
      from: index === 0 ? booking.from : within(start, booking),
      to: next ? within(next, booking) : booking.to,
    };
  });
}

const within = (moment: Date, { from, to }: Span): Date =>
  new Date(Math.min(Math.max(moment.getTime(), from.getTime()), to.getTime()));

/** Start of the bucket that holds `moment`; buckets are counted from 1970 on, so they stay put as time moves. */
export const bucketStart = (moment: Date, stepMs: number): Date =>
  new Date(Math.floor(moment.getTime() / stepMs) * stepMs);

type TokenCount = { generationId: string; at: Date; tokens: number };

/** Counts of the buckets of a part of a session: what was counted before it is left out of each. */
export function countsWithin(counts: readonly TokenCount[], window: Span, stepMs: number): TokenCount[] {
  const from = bucketStart(window.from, stepMs);
  const before = new Map<string, number>();
  const within: TokenCount[] = [];
  for (const it of counts) {
    const known = before.get(it.generationId) ?? 0;
    if (it.at < from) before.set(it.generationId, Math.max(known, it.tokens));
    else if (it.at < window.to) within.push({ ...it, tokens: it.tokens - known });
  }
  return within;
}

/**
 * Tokens a second, for every bucket of the window, from each generation's cumulative count at the end of a bucket
 * (rows in time order). Tokens belong to the bucket in which they arrived; the log is complete, so a bucket
 * without a row had none. The first and last bucket are divided by the part of them inside the window.
 */
export function tokenRates(counts: readonly TokenCount[], window: Span, stepMs: number): TokenPoint[] {
  const firstMs = bucketStart(window.from, stepMs).getTime();
  const lastMs = bucketStart(new Date(window.to.getTime() - 1), stepMs).getTime();
  const arrived = new Map<number, number>();
  const before = new Map<string, number>();
  for (const { generationId, at, tokens } of counts) {
    const added = Math.max(0, tokens - (before.get(generationId) ?? 0));
    before.set(generationId, Math.max(tokens, before.get(generationId) ?? 0));
    const bucketMs = Math.min(Math.max(bucketStart(at, stepMs).getTime(), firstMs), lastMs);
    arrived.set(bucketMs, (arrived.get(bucketMs) ?? 0) + added);
  }
  const points: TokenPoint[] = [];
  for (let ms = firstMs; ms <= lastMs; ms += stepMs) {
    const seconds = overlapMs({ from: new Date(ms), to: new Date(ms + stepMs) }, window) / 1000;
    points.push({ at: new Date(ms), tokensPerSecond: seconds > 0 ? (arrived.get(ms) ?? 0) / seconds : 0 });
  }
  return points;
}
