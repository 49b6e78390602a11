import * as z from 'zod';
import { PowerSource } from './machine.ts';
import { Count, Instant, Ratio, Watts } from './units.ts';

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
    powerWatts: Column(Watts),
    cpuRatio: Column(Ratio),
    gpuRatio: Column(Ratio),
    memoryUsedBytes: Column(Count),
    temperatureCelsius: Column(z.number().min(-3000).max(3000)),
    rxBytesPerSecond: Column(z.number().min(0)),
    txBytesPerSecond: Column(z.number().min(0)),
  })
  .refine(
    ({ agesMs, ...columns }) =>
      Object.values(columns).every((it) => it === null || it.length === agesMs.length),
    'Every column has one entry a reading.',
  );
export type ReadingColumns = z.output<typeof ReadingColumns>;

/**
 * What a machine measured in `(fromAt, toAt]`, portal time. Energy and covered time are cumulative since the boot, at
 * both edges; a chunk starts where the one before it ended, so each stands on its own and none may be missing.
 */
export const ReadingChunk = z
  .object({
    seq: z.number().int().positive(),
    /** Lower than `seq` when this stands for several chunks whose readings had to be dropped. */
    fromSeq: z.number().int().positive(),
    fromAt: Instant,
    toAt: Instant,
    fromJoules: z.number().min(0).nullable(),
    toJoules: z.number().min(0).nullable(),
    fromCoveredMs: z.number().min(0).nullable(),
    toCoveredMs: z.number().min(0).nullable(),
    powerSource: PowerSource.nullable(),
    memoryTotalBytes: Count.nullable(),
    /** `null`: dropped on the machine, `droppedReadings` of them. */
    readings: ReadingColumns.nullable(),
    droppedReadings: Count,
  })
  .refine(({ seq, fromSeq }) => fromSeq <= seq, 'A chunk stands for those up to its own.')
  .refine(({ fromAt, toAt, readings }) => {
    const lengthMs = toAt.getTime() - fromAt.getTime();
    return lengthMs >= 0 && lengthMs <= (readings === null ? LONGEST_DROP_MS : LONGEST_CHUNK_MS);
  }, 'A chunk ends after its start, and is not this long.');
export type ReadingChunk = z.output<typeof ReadingChunk>;
