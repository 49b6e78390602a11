import { randomUUID } from 'node:crypto';
import { type LateEnergy, MAX_GAP_MS } from '@/shared/domain/energy-counter.ts';
import type { PowerSource } from '@/shared/schemas/machine.ts';
import { LONGEST_DROP_MS, type ReadingChunk, type ReadingColumns } from '@/shared/schemas/reading.ts';
import { clampMs } from '../bounded.ts';

/** One look at the meters, with the counters after it. */
export type TakenReading = {
  /** Portal time. */
  at: Date;
  /** On the continuous clock. */
  monotonicMs: number;
  powerWatts: number | null;
  powerSource: PowerSource | null;
  energyJoules: number | null;
  coveredMs: number | null;
  cpuRatio: number | null;
  gpuRatio: number | null;
  memoryUsedBytes: number | null;
  memoryTotalBytes: number | null;
  temperatureCelsius: number | null;
  networkRxBytes: number | null;
  networkTxBytes: number | null;
  /** What its counter brought of earlier time. */
  late?: LateEnergy | null;
};
export type SpooledChunk = { bootId: string; chunk: ReadingChunk };

type Open = { from: TakenReading; taken: TakenReading[]; before: TakenReading | null };

const CHUNK_MS = 15_000;
const SHORTEST_CHUNK_MS = 1000;
const LONGEST_CHUNK_MS = 60_000;
const MAX_READINGS = 120;
/** The portal's clock was set, or is heard for the first time: times before and after are not of one series. */
const STEP_MS = 2000;

/**
 * Gathers readings into chunks, each beginning where the one before it ended. A silence in which the counters stood
 * still is left between two chunks. When the clock steps, a series of its own begins, as after a restart.
 */
export function createGatherer({ bootId, onChunk }: { bootId: string; onChunk(it: SpooledChunk): void }) {
  let series = bootId;
  let seq = 0;
  let chunkMs = CHUNK_MS;
  let open: Open | null = null;

  const close = (): TakenReading | null => {
    const last = open?.taken.at(-1) ?? open?.from ?? null;
    if (open && open.taken.length > 0) {
      seq += 1;
      onChunk({ bootId: series, chunk: toChunk(open, seq) });
    }
    open = null;
    return last;
  };
  const begin = (reading: TakenReading): Open => ({ from: reading, taken: [reading], before: null });

  return {
    add(reading: TakenReading): void {
      const late = lateChunk(reading);
      if (late) onChunk({ bootId: randomUUID(), chunk: late });
      const last = open?.taken.at(-1) ?? open?.from;
      if (!open || !last) {
        open = begin(reading);
        return;
      }
      const stepMs = reading.monotonicMs - last.monotonicMs;
      const clockStepMs = reading.at.getTime() - last.at.getTime() - stepMs;
      if (stepMs > MAX_GAP_MS) {
        close();
        if (Math.abs(clockStepMs) > STEP_MS) [series, seq] = [randomUUID(), 0];
        open = begin(reading);
        return;
      }
      if (Math.abs(clockStepMs) > STEP_MS) {
        close();
        [series, seq] = [randomUUID(), 0];
        const from = { ...last, at: new Date(reading.at.getTime() - stepMs) };
        open = { from, taken: [], before: from };
      } else if (isOtherSource(open, reading)) {
        const from = close()!;
        open = { from, taken: [], before: from };
      }
      open.taken.push(reading);
      if (reading.at.getTime() - open.from.at.getTime() < chunkMs && open.taken.length < MAX_READINGS) return;
      const from = close()!;
      open = { from, taken: [], before: from };
    },
    setChunkMs: (ms: number): void => void (chunkMs = clampMs(ms, SHORTEST_CHUNK_MS, LONGEST_CHUNK_MS)),
    /** What has been gathered so far becomes a chunk; called at the end. */
    flush(): void {
      const from = close();
      if (from) open = { from, taken: [], before: from };
    },
  };
}

/** A chunk's energy has one source; a reading without a meter changes nothing. */
function isOtherSource({ taken }: Open, { powerSource }: TakenReading): boolean {
  const known = taken.find((it) => it.powerSource !== null);
  return powerSource !== null && known !== undefined && known.powerSource !== powerSource;
}

function toChunk({ from, taken, before }: Open, seq: number): ReadingChunk {
  const last = taken.at(-1)!;
  const toMs = last.at.getTime();
  const isMeasured = last.energyJoules !== null;
  return {
    seq,
    fromSeq: seq,
    fromAt: from.at,
    toAt: last.at,
    // Before the first usable reading of a boot there was nothing yet.
    fromJoules: isMeasured ? (from.energyJoules ?? 0) : null,
    toJoules: last.energyJoules,
    fromCoveredMs: isMeasured ? (from.coveredMs ?? 0) : null,
    toCoveredMs: last.coveredMs,
    powerSource: taken.find((it) => it.powerSource !== null)?.powerSource ?? null,
    memoryTotalBytes: last.memoryTotalBytes,
    readings: {
      agesMs: taken.map((it) => toMs - it.at.getTime()),
      powerWatts: column(taken, (it) => it.powerWatts, 2),
      cpuRatio: column(taken, (it) => it.cpuRatio, 3),
      gpuRatio: column(taken, (it) => it.gpuRatio, 3),
      memoryUsedBytes: column(taken, (it) => it.memoryUsedBytes, 0),
      temperatureCelsius: column(taken, (it) => it.temperatureCelsius, 1),
      rxBytesPerSecond: rates(before, taken, (it) => it.networkRxBytes),
      txBytesPerSecond: rates(before, taken, (it) => it.networkTxBytes),
    },
    droppedReadings: 0,
  };
}

/**
 * Energy of time whose chunks are told already, as one without readings: the portal spreads it over that time. It is a
 * series of its own, for the counters of this one don't hold it; longer ago than a chunk may be, it stays missing.
 */
function lateChunk({ late, at, monotonicMs, powerSource, memoryTotalBytes }: TakenReading) {
  if (!late) return null;
  const coveredMs = late.toMonotonicMs - late.fromMonotonicMs;
  if (coveredMs > LONGEST_DROP_MS) return null;
  const toMs = at.getTime() - (monotonicMs - late.toMonotonicMs);
  return {
    seq: 1,
    fromSeq: 1,
    fromAt: new Date(toMs - coveredMs),
    toAt: new Date(toMs),
    fromJoules: 0,
    toJoules: late.joules,
    fromCoveredMs: 0,
    toCoveredMs: coveredMs,
    powerSource,
    memoryTotalBytes,
    readings: null,
    droppedReadings: 0,
  } satisfies ReadingChunk;
}

type Column = ReadingColumns['powerWatts'];

function column(
  taken: readonly TakenReading[],
  pick: (it: TakenReading) => number | null,
  decimals: number,
): Column {
  const scale = 10 ** decimals;
  const values = taken.map((it) => {
    const value = pick(it);
    return value === null ? null : Math.round(value * scale) / scale;
  });
  return values.every((it) => it === null) ? null : values;
}

/** Bytes a second since the reading before; a counter that fell has begun anew. */
function rates(
  before: TakenReading | null,
  taken: readonly TakenReading[],
  pick: (it: TakenReading) => number | null,
): Column {
  const values = taken.map((it, index) => {
    const earlier = index === 0 ? before : taken[index - 1]!;
    const [from, to] = [earlier && pick(earlier), pick(it)];
    const seconds = earlier ? (it.monotonicMs - earlier.monotonicMs) / 1000 : 0;
    return from === null || to === null || to < from || seconds <= 0
      ? null
      : Math.round((to - from) / seconds);
  });
  return values.every((it) => it === null) ? null : values;
}
