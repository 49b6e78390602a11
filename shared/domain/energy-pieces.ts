import type { Span } from './usage.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

/** Epoch milliseconds, half-open. */
export type MsSpan = { fromMs: number; toMs: number };
export type EnergyPieces = {
  /** Whole hours, to be read from hour rows. */
  hours: MsSpan | null;
  /** Whole minutes beside them, from minute rows. */
  minutes: MsSpan[];
  /** From the chunks: less than a minute at the ends, each within one minute, and all that is not rolled up yet. */
  rests: MsSpan[];
};

/**
 * Cuts a span where roll-ups can be read: spans that touch give pieces that touch, so what is read of them adds up.
 * From `looseMs` on minutes and hours may not be rolled up yet: all of that is a rest.
 */
export function cutForRollUps({ from, to }: Span, looseMs: number): EnergyPieces {
  const fromMs = from.getTime();
  const toMs = Math.max(fromMs, to.getTime());
  const firmMs = Math.min(toMs, Math.max(fromMs, Math.floor(looseMs / MINUTE_MS) * MINUTE_MS));
  const [beforeMinutes, minutes, afterMinutes] = around({ fromMs, toMs: firmMs }, MINUTE_MS);
  const firmHoursMs = Math.floor(looseMs / HOUR_MS) * HOUR_MS;
  const [beforeHours, hours, afterHours] = minutes
    ? around({ ...minutes, toMs: Math.min(minutes.toMs, Math.max(minutes.fromMs, firmHoursMs)) }, HOUR_MS)
    : [];
  const afterFirmHours =
    minutes && minutes.toMs > firmHoursMs
      ? { fromMs: Math.max(minutes.fromMs, firmHoursMs), toMs: minutes.toMs }
      : null;
  return {
    hours: hours ?? null,
    minutes: joined([beforeHours, afterHours, afterFirmHours]),
    rests: [...byMinute(beforeMinutes), ...byMinute(afterMinutes), ...joined([{ fromMs: firmMs, toMs }])],
  };
}

type Part = MsSpan | null | undefined;

/** What lies before, within and after the whole steps of a span. */
function around({ fromMs, toMs }: MsSpan, stepMs: number): [Part, Part, Part] {
  const firstMs = Math.ceil(fromMs / stepMs) * stepMs;
  const lastMs = Math.floor(toMs / stepMs) * stepMs;
  if (lastMs <= firstMs) return [{ fromMs, toMs }, null, null];
  return [
    { fromMs, toMs: firstMs },
    { fromMs: firstMs, toMs: lastMs },
    { fromMs: lastMs, toMs },
  ];
}

/** Parts under two minutes, cut at the minute's edge: a minute's chunks may be gone while the next one's are there. */
function byMinute(part: Part): MsSpan[] {
  if (!part) return [];
  const edgeMs = (Math.floor(part.fromMs / MINUTE_MS) + 1) * MINUTE_MS;
  if (part.toMs <= edgeMs) return joined([part]);
  return [
    { fromMs: part.fromMs, toMs: edgeMs },
    { fromMs: edgeMs, toMs: part.toMs },
  ];
}

function joined(parts: readonly Part[]): MsSpan[] {
  const spans: MsSpan[] = [];
  for (const part of parts) {
    if (!part || part.toMs <= part.fromMs) continue;
    const last = spans.at(-1);
    if (last?.toMs === part.fromMs) last.toMs = part.toMs;
    else spans.push({ ...part });
  }
  return spans;
}
