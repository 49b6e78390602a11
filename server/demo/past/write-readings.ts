import {
  celsiusAt,
  cpuAt,
  DECODING,
  gpuAt,
  levelOf,
  LOADING,
  networkAt,
  SYSTEM_MEMORY_BYTES,
  type WattRange,
  wattsAt,
} from '@/shared/domain/simulated-power.ts';
import { POWER_SOURCES } from '@/shared/schemas/machine.ts';
import type { ReadingChunk } from '@/shared/schemas/reading.ts';
import type { ServiceContext } from '../../context.ts';
import { ingestChunks, writeMinutes } from '../../modules/metrics/index.ts';
import type { PlayedReadings } from './play-readings.ts';

const MINUTE_MS = 60_000;
/** So much before its end comes second by second, as an agent brings it: what is newest is read from chunks. */
export const CHUNKS_MS = 10 * MINUTE_MS;
/** What a second differs from its minute. */
const JITTER = 0.02;

type Metered = {
  id: string;
  key: number;
  range: WattRange;
  memoryTotalBytes: number;
  fromMs: number;
  played: PlayedReadings;
};

/** The rows of `count` minutes, as the roll-up of such seconds would be. */
export async function writePlayed(ctx: ServiceContext, it: Metered, count: number): Promise<void> {
  const { key, range, played } = it;
  const column = (values: ArrayLike<number>, perUnit: number): string => {
    const cells = Array.from({ length: count }, (_, index) => Math.round(values[index]! * perUnit) / perUnit);
    return `{${cells.join(',').replaceAll('NaN', 'NULL')}}`;
  };
  await writeMinutes(ctx, {
    machineKey: key,
    span: { from: new Date(it.fromMs), to: new Date(it.fromMs + (count - 1) * MINUTE_MS) },
    rows: rowsOf(range),
    values: [
      key,
      new Date(it.fromMs),
      column(played.joules, 1000),
      column(played.answering, 10_000),
      column(played.loading, 10_000),
      column(played.memoryBytes, 1),
    ],
  });
}

const [low, high] = [-JITTER, JITTER];
/** Else they would be numerics, which are slow to work with and to store as floats. */
const f = (value: number): string => `float8 '${value}'`;

/** In the order of a roll-up's columns: least, mean and most of each meter. */
function rowsOf(range: WattRange): string {
  const watts = (activity: number, noise: number): string => f(wattsAt(range, levelOf(activity, noise)));
  const when = (condition: string, then: string, or: string): string =>
    `CASE WHEN ${condition} THEN ${then} ELSE ${or} END`;
  const network = [
    when('answering + loading < 1', f(networkAt(false) * 0.8), f(networkAt(true) * 0.8)),
    `${f(networkAt(false))} + (answering + loading) * ${f(networkAt(true) - networkAt(false))}`,
    when('answering + loading > 0', f(networkAt(true) * 1.2), f(networkAt(false) * 1.2)),
  ].join(', ');
  return `
    SELECT $1::int, at, joules, 60000, 60, ${1 << POWER_SOURCES.indexOf('simulated')},
      least(watts, ${when('answering < 1', watts(0, low), watts(DECODING, low))}), watts,
      greatest(watts, ${when('answering > 0', watts(DECODING, high), when('loading > 0', watts(LOADING, high), watts(0, high)))}),
      ${f(cpuAt(0, 0))}, ${f(cpuAt(0, JITTER / 2))} + activity * ${f(cpuAt(1, 0) - cpuAt(0, 0))},
      ${when('answering > 0', f(cpuAt(DECODING, JITTER)), f(cpuAt(0, JITTER)))},
      ${when('answering < 1', f(0), f(gpuAt(levelOf(DECODING, low), true)))},
      answering * ${f(gpuAt(DECODING, true))} + loading * ${f(gpuAt(LOADING, false))},
      ${when('answering > 0', f(gpuAt(levelOf(DECODING, high), true)), f(gpuAt(levelOf(LOADING, high), false)))},
      memory, memory, memory, celsius - 0.4, celsius, celsius + 0.4, ${network}, ${network}
    FROM (
      SELECT $2::timestamptz + (i - 1) * interval '1 minute' AS at, joules, joules / 60 AS watts, answering, loading,
        memory, answering * ${f(DECODING)} + loading * ${f(LOADING)} AS activity,
        ${f(celsiusAt(0))} + (joules / 60 - ${f(range.idle)}) * ${f((celsiusAt(1) - celsiusAt(0)) / (range.most - range.idle))} AS celsius
      FROM unnest($3::text::float8[], $4::text::float8[], $5::text::float8[], $6::text::float8[])
        WITH ORDINALITY AS u(joules, answering, loading, memory, i)
      WHERE joules IS NOT NULL OFFSET 0
    ) played`;
}

/** The idle minutes up to this moment, as an agent would have brought them. */
export async function bringNewest(
  ctx: ServiceContext,
  { id, range, memoryTotalBytes, fromMs, played }: Metered,
  sinceMs: number,
): Promise<void> {
  const nowMs = Math.floor(ctx.now().getTime() / 1000) * 1000;
  const chunks: ReadingChunk[] = [];
  let toJoules = 0;
  for (let startMs = sinceMs; startMs < nowMs; startMs += MINUTE_MS) {
    const minute = Math.min(played.joules.length - 1, Math.round((startMs - fromMs) / MINUTE_MS));
    const watts = played.joules[minute]! / 60;
    const endMs = Math.min(nowMs, startMs + MINUTE_MS);
    const fromJoules = toJoules;
    toJoules += (watts * (endMs - startMs)) / 1000;
    const seq = chunks.length + 1;
    chunks.push({
      seq,
      fromSeq: seq,
      fromAt: new Date(startMs),
      toAt: new Date(endMs),
      fromJoules,
      toJoules,
      fromCoveredMs: startMs - sinceMs,
      toCoveredMs: endMs - sinceMs,
      powerSource: 'simulated',
      memoryTotalBytes,
      droppedReadings: 0,
      readings: idleSeconds((endMs - startMs) / 1000, watts, range),
    });
  }
  await ingestChunks(ctx, { machineId: id, bootId: 'demo-past' }, chunks);
}

function idleSeconds(count: number, watts: number, { idle, most }: WattRange): ReadingChunk['readings'] {
  const each = (value: number): number[] => Array.from({ length: count }, () => value);
  return {
    agesMs: Array.from({ length: count }, (_, index) => (count - 1 - index) * 1000),
    powerWatts: each(watts),
    cpuRatio: each(cpuAt(0, JITTER / 2)),
    gpuRatio: each(gpuAt((watts - idle) / (most - idle), false)),
    memoryUsedBytes: each(SYSTEM_MEMORY_BYTES),
    temperatureCelsius: each(celsiusAt(0)),
    rxBytesPerSecond: each(networkAt(false)),
    txBytesPerSecond: each(networkAt(false)),
  };
}
