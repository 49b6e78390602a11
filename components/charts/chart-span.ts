/*
 * Which time the curves of a page show. *Live* is the last while, up to now; else it stands still between two moments.
 * Zooming and moving give another one; near now it is live again.
 */
export type ChartSpan = { fromMs: number; toMs: number; isLive: boolean };
/** The earliest moment one may go back to, and now. */
export type SpanBounds = { fromMs: number; toMs: number };

const SHORTEST_MS = 30_000;
const HOUR_MS = 3_600_000;
export const LONGEST_MS = 3 * 366 * 24 * HOUR_MS;
export const OLDEST_MS = 10 * 365 * 24 * HOUR_MS;
/** So near to now, as a share of the length, it follows it. */
const NEAR_NOW = 0.02;

export const liveSpan = (lengthMs: number, nowMs: number): ChartSpan => ({
  fromMs: nowMs - lengthMs,
  toMs: nowMs,
  isLive: true,
});

/** `factor` below 1 shows less time, more closely; what lies at `anchorMs` stays where it is. */
export function zoomSpan(span: ChartSpan, factor: number, anchorMs: number, bounds: SpanBounds): ChartSpan {
  const lengthMs = span.toMs - span.fromMs;
  const nextMs = Math.max(SHORTEST_MS, Math.min(lengthMs * factor, LONGEST_MS, bounds.toMs - bounds.fromMs));
  // What is live stays so: its end is what one looks at.
  const anchor = span.isLive ? span.toMs : Math.max(span.fromMs, Math.min(anchorMs, span.toMs));
  const share = (anchor - span.fromMs) / lengthMs;
  return within(anchor - share * nextMs, nextMs, bounds, span.isLive);
}

/** Later by `byMs`; earlier where it is negative. */
export const panSpan = (span: ChartSpan, byMs: number, bounds: SpanBounds): ChartSpan =>
  within(span.fromMs + byMs, span.toMs - span.fromMs, bounds, byMs >= 0 && span.isLive);

function within(fromMs: number, lengthMs: number, bounds: SpanBounds, keepsLive: boolean): ChartSpan {
  if (keepsLive || fromMs + lengthMs >= bounds.toMs - (keepsLive ? 0 : 1))
    return { fromMs: bounds.toMs - lengthMs, toMs: bounds.toMs, isLive: true };
  const from = Math.max(bounds.fromMs, fromMs);
  return { fromMs: from, toMs: from + lengthMs, isLive: false };
}

/** A drag that ends near now has found it. */
export const snapToNow = (span: ChartSpan, nowMs: number): ChartSpan =>
  nowMs - span.toMs <= NEAR_NOW * (span.toMs - span.fromMs) ? liveSpan(span.toMs - span.fromMs, nowMs) : span;

/** What is asked of the portal: more than is shown, so that a small move needs nothing new, cut at whole steps. */
export function askedWindow({ fromMs, toMs }: ChartSpan): { fromMs: number; toMs: number } {
  const stepMs = 2 ** Math.ceil(Math.log2(toMs - fromMs)) / 4;
  return {
    fromMs: Math.floor(fromMs / stepMs) * stepMs - stepMs,
    toMs: Math.ceil(toMs / stepMs) * stepMs + stepMs,
  };
}

/** Buckets over that window, so that what travels is no more than two points a pixel of what is shown. */
export function pointsFor(
  shown: ChartSpan,
  asked: { fromMs: number; toMs: number },
  widthPx: number,
): number {
  const perShown = Math.min(800, Math.max(100, Math.ceil(widthPx / 100) * 100)) * 0.8;
  const points = (perShown * (asked.toMs - asked.fromMs)) / (shown.toMs - shown.fromMs);
  return Math.min(2000, Math.ceil(points / 50) * 50);
}

type Query = { get(name: string): string | null };
const LENGTH = /^(\d{1,6})(s|min|h|d)$/;
const UNIT_MS = { s: 1000, min: 60_000, h: HOUR_MS, d: 24 * HOUR_MS };

/** `last=6h` or `from=…&to=…` of an address; null where it says neither, or nothing one could show. */
export function readSpan(query: Query, bounds: SpanBounds): ChartSpan | null {
  const [, count, unit] = LENGTH.exec(query.get('last') ?? '') ?? [];
  if (count && unit) {
    const lengthMs = Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
    return lengthMs >= SHORTEST_MS && lengthMs <= LONGEST_MS ? liveSpan(lengthMs, bounds.toMs) : null;
  }
  const [fromMs, toMs] = [Date.parse(query.get('from') ?? ''), Date.parse(query.get('to') ?? '')];
  if (!(toMs - fromMs >= SHORTEST_MS && toMs - fromMs <= LONGEST_MS && fromMs < bounds.toMs)) return null;
  return panSpan({ fromMs, toMs, isLive: false }, 0, bounds);
}

/** What an address says of it, in whole seconds. */
export function writeSpan(query: URLSearchParams, span: ChartSpan | null): URLSearchParams {
  const next = new URLSearchParams(query);
  for (const name of ['last', 'from', 'to']) next.delete(name);
  if (span?.isLive) next.set('last', lengthText(span.toMs - span.fromMs));
  else if (span) {
    next.set('from', secondOf(span.fromMs));
    next.set('to', secondOf(span.toMs));
  }
  return next;
}

function lengthText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  for (const [unit, unitMs] of Object.entries(UNIT_MS).toReversed())
    if ((seconds * 1000) % unitMs === 0) return `${(seconds * 1000) / unitMs}${unit}`;
  return `${seconds}s`;
}
const secondOf = (ms: number): string =>
  new Date(Math.round(ms / 1000) * 1000).toISOString().replace('.000', '');
