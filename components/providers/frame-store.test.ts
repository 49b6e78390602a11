import { expect, test, vi } from 'vitest';
import { createFrameStore, isStale } from './frame-store.ts';

const reading = (machineId: string, atMs: number, powerWatts: number | null = 100) => ({
  machineId,
  atMs,
  powerWatts,
  powerSource: null,
  cpuRatio: 0.5,
  gpuRatio: null,
  memoryUsedBytes: 8e9,
  memoryTotalBytes: null,
  temperatureCelsius: null,
});
const frame = (atMs: number, ...machines: ReturnType<typeof reading>[]) => ({ atMs, machines, sessions: [] });

test('a frame is heard only by those who show one of its machines', () => {
  const store = createFrameStore(() => 0);
  const [anjou, bosc] = [vi.fn<() => void>(), vi.fn<() => void>()];
  store.listen('machine anjou', anjou);
  const off = store.listen('machine bosc', bosc);
  store.take(frame(1000, reading('anjou', 900)));
  expect([anjou.mock.calls.length, bosc.mock.calls.length]).toEqual([1, 0]);
  off();
  store.take(frame(2000, reading('bosc', 1900)));
  expect(bosc).not.toHaveBeenCalled();
});

test('a reading that is told again, or late, changes nothing', () => {
  const store = createFrameStore(() => 0);
  store.take(frame(1000, reading('anjou', 900, 10)));
  const known = store.readingsOf('anjou');
  store.take(frame(1100, reading('anjou', 900, 11)));
  store.take(frame(1200, reading('anjou', 800, 12)));
  expect(store.readingsOf('anjou')).toBe(known);
  expect(store.latestOf('anjou')).toMatchObject({ powerWatts: 10 });
});

test('two and a half minutes are kept, then the oldest go', () => {
  const store = createFrameStore(() => 0);
  for (let second = 1; second <= 400; second++)
    store.take(frame(second * 1000, reading('anjou', second * 1000)));
  const kept = store.readingsOf('anjou');
  expect([kept[0]!.atMs, kept.at(-1)!.atMs]).toEqual([250_000, 400_000]);
});

test('age is told on this browser’s clock, however wrong it goes', () => {
  let browserMs = 5_000_000;
  const store = createFrameStore(() => browserMs);
  store.take(frame(60_000, reading('anjou', 59_000)));
  const latest = store.latestOf('anjou')!;
  expect(isStale(latest, browserMs)).toBe(false);
  browserMs += 9500;
  expect(isStale(latest, browserMs)).toBe(true);
});

test('rates and the lab’s sum are heard by those who ask for them', () => {
  const store = createFrameStore(() => 7);
  const [rate, lab] = [vi.fn<() => void>(), vi.fn<() => void>()];
  store.listen('session s', rate);
  store.listen('lab', lab);
  const power = { powerWatts: 540, measuredMachines: 9, simulatedPowerWatts: null };
  store.take({ atMs: 1000, lab: power, machines: [], sessions: [{ sessionId: 's', tokensPerSecond: 27.5 }] });
  expect(store.ratesOf('s')).toEqual([{ atMs: 1000, tokensPerSecond: 27.5 }]);
  expect(store.lab()).toEqual({ ...power, heardAtMs: 7 });
  expect([rate.mock.calls.length, lab.mock.calls.length]).toEqual([1, 1]);
});
