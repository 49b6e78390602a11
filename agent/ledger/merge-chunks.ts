import { LONGEST_DROP_MS } from '@/shared/schemas/reading.ts';
import type { SpooledChunk } from './gather-chunks.ts';

/** The portal takes a little more; an hour of chunks makes one. */
const LONGEST_RUN_MS = LONGEST_DROP_MS - 2 * 60_000;

/**
 * Chunks (in order) with their readings dropped: neighbours become one that keeps the counters at its edges, so that
 * it costs resolution and no energy. Runs end where a chunk is missing, a silence lies between, or the source changes.
 */
export function mergeChunks(chunks: readonly SpooledChunk[]): SpooledChunk[] {
  const runs: SpooledChunk[] = [];
  for (const it of chunks) {
    const last = runs.at(-1);
    const bare = withoutReadings(it);
    if (last && continues(last, bare)) runs[runs.length - 1] = joined(last, bare);
    else runs.push(bare);
  }
  return runs;
}

export const withoutReadings = ({ bootId, chunk }: SpooledChunk): SpooledChunk => ({
  bootId,
  chunk: {
    ...chunk,
    readings: null,
    droppedReadings: chunk.droppedReadings + (chunk.readings?.agesMs.length ?? 0),
  },
});

function continues(a: SpooledChunk, b: SpooledChunk): boolean {
  const lengthMs = b.chunk.toAt.getTime() - a.chunk.fromAt.getTime();
  return (
    a.bootId === b.bootId &&
    b.chunk.fromSeq === a.chunk.seq + 1 &&
    b.chunk.fromAt.getTime() === a.chunk.toAt.getTime() &&
    b.chunk.powerSource === a.chunk.powerSource &&
    lengthMs <= LONGEST_RUN_MS
  );
}

const joined = (a: SpooledChunk, b: SpooledChunk): SpooledChunk => ({
  bootId: a.bootId,
  chunk: {
    ...b.chunk,
    fromSeq: a.chunk.fromSeq,
    fromAt: a.chunk.fromAt,
    fromJoules: a.chunk.fromJoules,
    fromCoveredMs: a.chunk.fromCoveredMs,
    droppedReadings: a.chunk.droppedReadings + b.chunk.droppedReadings,
  },
});
