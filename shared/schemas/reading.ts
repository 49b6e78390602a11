import * as z from 'zod';
import {
  ByteCount,
  BytesPerSecond,
  Celsius,
  CoveredMs,
  Joules,
  Moment,
  MOST_WATTS,
  Ratio,
  SequenceNumber,
  Tally,
  WattsOrNone,
} from './bounds.ts';
import { PowerSource } from './machine.ts';

/** A chunk spans at most this, and one whose readings were dropped at most an hour and a chunk. */
export const LONGEST_CHUNK_MS = 2 * 60_000;
export const LONGEST_DROP_MS = 60 * 60_000 + LONGEST_CHUNK_MS;
const MAX_READINGS = 200;
const Column = (value: z.ZodNumber) => z.array(value.nullable()).max(MAX_READINGS).nullable();

/** One-second readings, a column an array: entry i is reading i. A column is `null` where there is no such meter. */
export const ReadingColumns = z
  .object({
    /** How long before the end of the chunk each was taken; falls, the last is 0. */
    agesMs: z.array(z.number().int().min(0).max(LONGEST_CHUNK_MS)).min(1).max(MAX_READINGS),
    powerWatts: z.array(WattsOrNone).max(MAX_READINGS).nullable(),
    cpuRatio: Column(Ratio),
    gpuRatio: Column(Ratio),
    memoryUsedBytes: Column(ByteCount),
    temperatureCelsius: Column(Celsius),
    rxBytesPerSecond: Column(BytesPerSecond),
    txBytesPerSecond: Column(BytesPerSecond),
  })
  .refine(
    ({ agesMs, ...columns }) =>
      Object.values(columns).every((it) => it === null || it.length === agesMs.length),
    'Every column has one entry a reading.',
  )
  .refine(
    ({ agesMs }) => agesMs.every((it, index) => it <= (agesMs[index - 1] ?? it)),
    'Readings are in the order in which they were taken.',
  );
export type ReadingColumns = z.output<typeof ReadingColumns>;

/** An agent's counters run on a clock that never jumps, its moments are corrected now and then, by less than this. */
export const CORRECTION_MS = 5000;
type Edge = number | null;
export type CounterRise = Record<'fromJoules' | 'toJoules' | 'fromCoveredMs' | 'toCoveredMs', Edge>;

/** Can counters have risen so far in so long: never back, no more time than has passed, no more power than there is. */
export function isPossibleRise(rise: CounterRise, lengthMs: number): boolean {
  const longestMs = lengthMs + CORRECTION_MS;
  const isWithin = (from: Edge, to: Edge, most: number): boolean =>
    to === null || (to >= (from ?? 0) && to - (from ?? 0) <= most);
  return (
    isWithin(rise.fromCoveredMs, rise.toCoveredMs, longestMs) &&
    isWithin(rise.fromJoules, rise.toJoules, (longestMs / 1000) * MOST_WATTS)
  );
}

/**
 * What a machine measured in `(fromAt, toAt]`, portal time. Energy and covered time are cumulative since the boot, at
 * both edges; a chunk starts where the one before it ended, so each stands on its own and none may be missing.
 */
export const ReadingChunk = z
  .object({
    seq: SequenceNumber,
    /** Lower than `seq` when this stands for several chunks whose readings had to be dropped. */
    fromSeq: SequenceNumber,
    fromAt: Moment,
    toAt: Moment,
    fromJoules: Joules.nullable(),
    toJoules: Joules.nullable(),
    fromCoveredMs: CoveredMs.nullable(),
    toCoveredMs: CoveredMs.nullable(),
    powerSource: PowerSource.nullable(),
    memoryTotalBytes: ByteCount.nullable(),
    /** `null`: dropped on the machine, `droppedReadings` of them. */
    readings: ReadingColumns.nullable(),
    droppedReadings: Tally,
  })
  .refine(({ seq, fromSeq }) => fromSeq <= seq, 'A chunk stands for those up to its own.')
  .refine(({ fromAt, toAt, readings }) => {
    const lengthMs = toAt.getTime() - fromAt.getTime();
    return lengthMs >= 0 && lengthMs <= (readings === null ? LONGEST_DROP_MS : LONGEST_CHUNK_MS);
  }, 'A chunk ends after its start, and is not this long.')
  .refine(
    ({ fromAt, toAt, readings }) => (readings?.agesMs[0] ?? 0) <= toAt.getTime() - fromAt.getTime(),
    'A chunk’s readings are taken after its start.',
  )
  .refine(
    ({ fromAt, toAt, ...rise }) => isPossibleRise(rise, toAt.getTime() - fromAt.getTime()),
    'No machine can have used so much energy in that time.',
  );
export type ReadingChunk = z.output<typeof ReadingChunk>;
