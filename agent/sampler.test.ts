import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Reading } from '@/shared/schemas/machine.ts';
import { LiveSample } from '@/shared/schemas/machine.ts';
import type { TakenReading } from './ledger/gather-chunks.ts';
import { startSampler } from './sampler.ts';

const READING: Reading = {
  powerWatts: 100,
  powerSource: 'smc_pstr',
  cpuRatio: 0.5,
  gpuRatio: null,
  memoryUsedBytes: 5,
  memoryTotalBytes: 10,
  temperatureCelsius: 50,
  networkRxBytes: 1,
  networkTxBytes: 2,
  counterJoules: null,
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A machine whose meters say this, until the test ends it. */
function sample(says: Partial<Reading>, maxPowerWatts: number | null = null) {
  const taken: TakenReading[] = [];
  const sampler = startSampler({
    meters: { read: () => Promise.resolve({ ...READING, ...says }), close: () => Promise.resolve() },
    maxPowerWatts,
    nowMs: () => performance.now(),
    clock: { now: () => new Date() },
    onReading: (it) => taken.push(it),
  });
  return { taken, sampler };
}

test.each([
  { powerWatts: 4e307 },
  { powerWatts: -1 },
  { powerWatts: Number.NaN },
  { cpuRatio: Number.POSITIVE_INFINITY },
  { gpuRatio: 7 },
  { memoryUsedBytes: 1.5 },
  { memoryTotalBytes: -(2 ** 40) },
  { networkRxBytes: 1e300 },
  { counterJoules: Number.NaN },
])('a meter that says %j is one that said nothing; the others are told', async (says) => {
  const { taken, sampler } = sample(says);
  await vi.advanceTimersByTimeAsync(3000);
  await sampler.close();
  expect(taken.length).toBeGreaterThan(2);
  const [key] = Object.keys(says) as [keyof Reading];
  for (const it of taken) {
    if (key !== 'counterJoules') expect(it[key]).toBeNull();
    expect(it.temperatureCelsius).toBe(50);
    expect(LiveSample.safeParse(it).success).toBe(true);
    if (key === 'powerWatts') expect(it.energyJoules).toBeNull();
  }
});

test.each([
  [2 ** 31, 12],
  [Number.NaN, 300],
  [0, 300],
])('at a pace of %d ms it reads about %i times a minute', async (ms, times) => {
  const { taken, sampler } = sample({});
  await vi.advanceTimersByTimeAsync(2000);
  sampler.setPace(ms);
  await vi.advanceTimersByTimeAsync(2000);
  const before = taken.length;
  await vi.advanceTimersByTimeAsync(60_000);
  await sampler.close();
  expect(taken.length - before).toBeGreaterThan(times * 0.8);
  expect(taken.length - before).toBeLessThan(times * 1.2);
});

test('a glitch over three times what the machine is rated for reaches neither screen nor curve', async () => {
  const { taken, sampler } = sample({ powerWatts: 54_000 }, 270);
  await vi.advanceTimersByTimeAsync(3000);
  await sampler.close();
  expect(taken.length).toBeGreaterThan(2);
  expect(taken.every((it) => it.powerWatts === null && it.cpuRatio === 0.5)).toBe(true);
});
