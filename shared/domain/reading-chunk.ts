import type { MsSpan } from './energy-pieces.ts';

/** The counters at a chunk's edges, and what its energy is shared by; times in epoch milliseconds. */
export type ChunkEnergy = MsSpan & {
  joules: number | null;
  coveredMs: number;
  /** When each reading was taken, and its watts; empty: the readings are gone. */
  readingsMs: readonly number[];
  powerWatts: readonly (number | null)[];
};

/**
 * The part of a chunk's energy and covered time within a span. Energy follows the one-second power, each reading
 * standing for the time since the one before; covered time is spread evenly. Spans that touch add up to the chunk.
 */
export function chunkWithin(chunk: ChunkEnergy, span: MsSpan): { joules: number | null; coveredMs: number } {
  const lengthMs = chunk.toMs - chunk.fromMs;
  if (lengthMs <= 0) {
    const isInside = chunk.toMs >= span.fromMs && chunk.toMs < span.toMs;
    return isInside ? chunk : { joules: null, coveredMs: 0 };
  }
  const shared = overlapMs(chunk, span) / lengthMs;
  if (shared === 0) return { joules: null, coveredMs: 0 };
  const joules = chunk.joules === null ? null : chunk.joules * (powerShare(chunk, span) ?? shared);
  return { joules, coveredMs: chunk.coveredMs * shared };
}

/** `null` when there is no power to share by. */
function powerShare(chunk: ChunkEnergy, span: MsSpan): number | null {
  let total = 0;
  let within = 0;
  let fromMs = chunk.fromMs;
  for (const [index, toMs] of chunk.readingsMs.entries()) {
    const watts = chunk.powerWatts[index] ?? 0;
    total += watts * (toMs - fromMs);
    within += watts * overlapMs({ fromMs, toMs }, span);
    fromMs = toMs;
  }
  return total > 0 ? within / total : null;
}

const overlapMs = (a: MsSpan, b: MsSpan): number =>
  Math.max(0, Math.min(a.toMs, b.toMs) - Math.max(a.fromMs, b.fromMs));

/** Where each reading of a chunk lies; without ages they are spread evenly. */
export function readingTimes({ fromMs, toMs }: MsSpan, readings: number, agesMs: readonly number[] | null) {
  return Array.from({ length: readings }, (_, index) =>
    agesMs === null ? fromMs + ((index + 1) / readings) * (toMs - fromMs) : toMs - (agesMs[index] ?? 0),
  );
}
