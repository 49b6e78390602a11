import { expect, test } from 'vitest';
import { addReadings, type EnergySoFar, NO_ENERGY } from './energy-so-far.ts';

const each = (watts: (number | null)[], fromMs = 0) =>
  watts.map((powerWatts, at) => ({ atMs: fromMs + at * 1000, powerWatts }));

test('watts over time, each reading once however often it is given', () => {
  const readings = new Map([['a', each([100, 100, 200])]]);
  const once = addReadings(NO_ENERGY, readings, 0)!;
  expect(once.joules).toBe(250);
  expect(addReadings(once, readings, 0)!.joules).toBe(250);
  expect(addReadings(once, new Map([['a', each([100, 100, 200, 200])]]), 0)!.joules).toBe(450);
});

test('only since the answer began', () => {
  expect(addReadings(NO_ENERGY, new Map([['a', each([900, 100, 100])]]), 1000)!.joules).toBe(100);
});

test('a machine that is not measured makes it unknown', () => {
  const readings = new Map([
    ['a', each([100, 100])],
    ['b', each([null])],
  ]);
  expect(addReadings(NO_ENERGY, readings, 0)).toBeNull();
});

test('nothing is told before every machine has been read, and a hole is not filled', () => {
  const one = new Map([
    ['a', each([100, 100])],
    ['b', []],
  ]);
  expect(addReadings(NO_ENERGY, one, 0)).toMatchObject({ joules: 0, sinceMs: null });
  const holed: EnergySoFar = addReadings(
    NO_ENERGY,
    new Map([['a', [...each([100, 100]), ...each([100, 100], 60_000)]]]),
    0,
  )!;
  expect(holed.joules).toBe(200);
});
