import { randomUUID } from 'node:crypto';
import type { PowerSource } from '@/shared/schemas/machine.ts';
import type { ReadingChunk } from '@/shared/schemas/reading.ts';
import type { ServiceContext } from '../context.ts';
import { ingestChunks, rollUp } from '../modules/metrics/index.ts';

/** A chunk of ten readings, one a second at 100 W, that ends at `toAt`; `seq` 1 begins with the counters at 0. */
export function makeChunk(chunk: Partial<ReadingChunk> & { toAt: Date }): ReadingChunk {
  const seq = chunk.seq ?? 1;
  const every = <T>(value: T): T[] => Array.from({ length: 10 }, () => value);
  return {
    seq,
    fromSeq: seq,
    fromAt: new Date(chunk.toAt.getTime() - 10_000),
    fromJoules: (seq - 1) * 1000,
    toJoules: seq * 1000,
    fromCoveredMs: (seq - 1) * 10_000,
    toCoveredMs: seq * 10_000,
    powerSource: 'smc_pstr',
    memoryTotalBytes: 2 ** 39,
    readings: {
      agesMs: [9000, 8000, 7000, 6000, 5000, 4000, 3000, 2000, 1000, 0],
      powerWatts: every(100),
      cpuRatio: every(0.25),
      gpuRatio: every(0.5),
      memoryUsedBytes: every(2 ** 38),
      temperatureCelsius: every(51.5),
      rxBytesPerSecond: every(1000),
      txBytesPerSecond: every(500),
    },
    droppedReadings: 0,
    ...chunk,
  };
}

type Curve = {
  machineId: string;
  from: Date;
  seconds: number;
  /** Watts in the second that ends so many seconds after `from`; `null`: no meter. */
  watts?: (second: number) => number | null;
  bootId?: string;
  powerSource?: PowerSource;
};

/** Stores one-second readings through the module, in chunks of ten, and rolls up what is complete. */
export async function makeReadings(ctx: ServiceContext, { machineId, from, seconds, ...curve }: Curve) {
  const { watts = () => 100, bootId = randomUUID(), powerSource = 'smc_pstr' } = curve;
  const chunks: ReadingChunk[] = [];
  let [joules, coveredMs] = [0, 0];
  for (let start = 0; start < seconds; start += 10) {
    const length = Math.min(10, seconds - start);
    const powerWatts = Array.from({ length }, (_, index) => watts(start + index + 1));
    const isMeasured = powerWatts.some((it) => it !== null);
    const [fromJoules, fromCoveredMs] = [joules, coveredMs];
    joules += powerWatts.reduce<number>((sum, it) => sum + (it ?? 0), 0);
    coveredMs += powerWatts.filter((it) => it !== null).length * 1000;
    const chunk = makeChunk({
      seq: chunks.length + 1,
      toAt: new Date(from.getTime() + (start + length) * 1000),
    });
    const column = <T>(values: T[] | null): T[] | null => values?.slice(0, length) ?? null;
    const { readings } = chunk;
    chunks.push({
      ...chunk,
      fromAt: new Date(from.getTime() + start * 1000),
      ...(isMeasured
        ? { fromJoules, toJoules: joules, fromCoveredMs, toCoveredMs: coveredMs, powerSource }
        : { fromJoules: null, toJoules: null, fromCoveredMs: null, toCoveredMs: null, powerSource: null }),
      readings: {
        agesMs: readings!.agesMs.slice(-length),
        powerWatts: isMeasured ? powerWatts : null,
        cpuRatio: column(readings!.cpuRatio),
        gpuRatio: column(readings!.gpuRatio),
        memoryUsedBytes: column(readings!.memoryUsedBytes),
        temperatureCelsius: column(readings!.temperatureCelsius),
        rxBytesPerSecond: column(readings!.rxBytesPerSecond),
        txBytesPerSecond: column(readings!.txBytesPerSecond),
      },
    });
  }
  for (let index = 0; index < chunks.length; index += 360)
    await ingestChunks(ctx, { machineId, bootId }, chunks.slice(index, index + 360));
  await rollUp(ctx);
}
