import { expect, test } from 'vitest';
import { LONGEST_DROP_MS, ReadingChunk } from './reading.ts';

const TO = new Date('2026-03-01T10:00:15Z');
const ten = <T>(it: T): T[] => Array.from({ length: 10 }, () => it);
const chunk = (said: object = {}, readings: object = {}) => ({
  seq: 7,
  fromSeq: 7,
  fromAt: new Date('2026-03-01T10:00:00Z'),
  toAt: TO,
  fromJoules: 5e6,
  toJoules: 5e6 + 1500,
  fromCoveredMs: 9e6,
  toCoveredMs: 9e6 + 15_000,
  powerSource: 'smc_pstr',
  memoryTotalBytes: 2 ** 39,
  readings: {
    agesMs: [9000, 8000, 7000, 6000, 5000, 4000, 3000, 2000, 1000, 0],
    powerWatts: ten(100),
    cpuRatio: ten(0.5),
    gpuRatio: null,
    memoryUsedBytes: ten(null),
    temperatureCelsius: null,
    rxBytesPerSecond: null,
    txBytesPerSecond: null,
    ...readings,
  },
  droppedReadings: 0,
  ...said,
});
const isTaken = (it: object): boolean => ReadingChunk.safeParse(it).success;

test('what a machine measured is taken, its clock a little corrected meanwhile', () => {
  expect(isTaken(chunk())).toBe(true);
  expect(isTaken(chunk({ toCoveredMs: 9e6 + 17_000 }))).toBe(true);
  expect(isTaken(chunk({ fromJoules: null, toJoules: 0, fromCoveredMs: null, toCoveredMs: 0 }))).toBe(true);
  expect(isTaken(chunk({ fromJoules: null, toJoules: null, toCoveredMs: null }))).toBe(true);
  const hour = { fromAt: new Date(TO.getTime() - LONGEST_DROP_MS), readings: null, fromSeq: 1 };
  expect(isTaken(chunk({ ...hour, toJoules: 5e6 + 3.6e8, toCoveredMs: 9e6 + 3.6e6 }))).toBe(true);
});

test.each([
  ['more energy than there is power for', { toJoules: 5e6 + 2_100_000 }],
  ['energy from nothing', { fromJoules: null, toJoules: 1e13 }],
  ['energy that comes back', { toJoules: 4e6 }],
  ['more time than has passed', { toCoveredMs: 9e6 + 25_000 }],
  ['time that comes back', { toCoveredMs: 8e6 }],
  ['an overflow', { fromJoules: 0, toJoules: 4e307 }],
  ['a seq that no column holds', { seq: 2 ** 31, fromSeq: 2 ** 31 }],
])('%s is refused', (_what, said) => {
  expect(isTaken(chunk(said))).toBe(false);
});

test('readings are in order and within their chunk, so that their shares add up', () => {
  expect(isTaken(chunk({}, { agesMs: [0, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000] }))).toBe(
    false,
  );
  expect(isTaken(chunk({}, { agesMs: [16_000, ...ten(0).slice(1)] }))).toBe(false);
  expect(isTaken(chunk({}, { agesMs: [15_000, ...ten(0).slice(1)] }))).toBe(true);
});
