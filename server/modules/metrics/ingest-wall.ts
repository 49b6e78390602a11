import type { WallPiece } from '@/shared/domain/wall-meter.ts';
import type { ReadingChunk } from '@/shared/schemas/reading.ts';
import { LONGEST_CHUNK_MS } from '@/shared/schemas/reading.ts';
import type { ServiceContext } from '../../context.ts';
import { closedBeforeMs } from './partitions.ts';
import { recordDrops } from './record-drops.ts';
import { storeChunks } from './store-chunks.ts';

/** Pieces of at most an hour; `watts` is the reading at the end of one. */
export type WallReading = WallPiece & { watts: number | null };

/**
 * Stores what a wall meter measured, each piece once. A short piece with its watts makes a point of a curve; others
 * are energy and time alone.
 */
export async function ingestWall(
  ctx: ServiceContext,
  meterKey: number,
  pieces: readonly WallReading[],
): Promise<void> {
  const closedMs = closedBeforeMs(ctx.now().getTime());
  // It has no boots: one that no machine's can be stands for all of its time.
  const key = { machineKey: meterKey, bootKey: -meterKey };
  const chunks = pieces.map(toChunk);
  const isWhole = (it: ReadingChunk): boolean => it.readings !== null && it.fromAt.getTime() >= closedMs;
  await storeChunks(
    ctx,
    chunks.filter(isWhole).map((chunk) => ({ ...key, chunk })),
  );
  await recordDrops(
    ctx,
    key,
    chunks.filter((it) => !isWhole(it)),
    closedMs,
  );
}

/** Counted by the second, so that the same piece is the same chunk however often it comes. */
const seqOf = (ms: number): number => Math.max(1, Math.floor(ms / 1000));

function toChunk({ fromMs, toMs, joules, coveredMs, watts }: WallReading): ReadingChunk {
  const hasPoint = watts !== null && toMs - fromMs <= LONGEST_CHUNK_MS;
  return {
    seq: seqOf(toMs),
    fromSeq: Math.min(seqOf(toMs), seqOf(fromMs) + 1),
    fromAt: new Date(fromMs),
    toAt: new Date(toMs),
    fromJoules: 0,
    toJoules: joules,
    fromCoveredMs: 0,
    toCoveredMs: coveredMs,
    powerSource: 'plug_meter',
    memoryTotalBytes: null,
    readings: hasPoint ? { ...NO_COLUMNS, agesMs: [0], powerWatts: [watts] } : null,
    droppedReadings: 0,
  };
}

const NO_COLUMNS = {
  cpuRatio: null,
  gpuRatio: null,
  memoryUsedBytes: null,
  temperatureCelsius: null,
  rxBytesPerSecond: null,
  txBytesPerSecond: null,
};
