import * as z from 'zod';
import { PowerSource } from './machine.ts';
import { Count, Instant, Ratio, Watts } from './units.ts';

/** A chunk spans at most this, and one whose readings were dropped at most an hour and a chunk. */
export const LONGEST_CHUNK_MS = 2 * 60_000;
export const LONGEST_DROP_MS = 60 * 60_000 + LONGEST_CHUNK_MS;
const MAX_READINGS = 200;
/** What the columns they are kept in hold. */
const Int4 = z
  .number()
  .int()
  .max(2 ** 31 - 1);
const Bytes = Count.max(2 ** 50);
const BytesPerSecond = z.number().min(0).max(1e15);
const Cumulative = z.number().min(0).max(1e18).nullable();

const Column = (value: z.ZodNumber) => z.array(value.nullable()).max(MAX_READINGS).nullable();

/** One-second readings, a column an array: entry i is reading i. A column is `null` where there is no such meter. */
export const ReadingColumns = z
  .object({
    /** How long before the end of the chunk each was taken; falls, the last is 0. */
    agesMs: z.array(z.number().int().min(0).max(LONGEST_CHUNK_MS)).min(1).max(MAX_READINGS),
    powerWatts: Column(Watts),
    cpuRatio: Column(Ratio),
    gpuRatio: Column(Ratio),
    memoryUsedBytes: Column(Bytes),
    temperatureCelsius: Column(z.number().min(-3000).max(3000)),
    rxBytesPerSecond: Column(BytesPerSecond),
    txBytesPerSecond: Column(BytesPerSecond),
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
    seq: Int4.positive(),
    /** Lower than `seq` when this stands for several chunks whose readings had to be dropped. */
    fromSeq: Int4.positive(),
    fromAt: Instant,
    toAt: Instant,
    fromJoules: Cumulative,
    toJoules: Cumulative,
    fromCoveredMs: Cumulative,
    toCoveredMs: Cumulative,
    powerSource: PowerSource.nullable(),
    memoryTotalBytes: Bytes.nullable(),
    /** `null`: dropped on the machine, `droppedReadings` of them. */
    readings: ReadingColumns.nullable(),
    droppedReadings: Int4.min(0),
  })
  .refine(({ seq, fromSeq }) => fromSeq <= seq, 'A chunk stands for those up to its own.')
  .refine(({ fromAt, toAt, readings }) => {
    const lengthMs = toAt.getTime() - fromAt.getTime();
    return lengthMs >= 0 && lengthMs <= (readings === null ? LONGEST_DROP_MS : LONGEST_CHUNK_MS);
  }, 'A chunk ends after its start, and is not this long.');
/** One run of the agent; the text of a key, so nothing that Postgres could not hold. */
export const BootId = z.string().regex(/^[\w-]{1,64}$/);
export type ReadingChunk = z.output<typeof ReadingChunk>;
