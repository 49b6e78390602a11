import { expect, test } from 'vitest';
import { sleepSavings } from './idle-savings.ts';

const FREE = { joules: 9 * 3600 * 100, ms: 100 * 3_600_000 };

test('a hundred hours at 9 W are 0.9 kWh; asleep at 1 W they had been 0.1', () => {
  const { asleepJoules, savedJoules } = sleepSavings(FREE, 1)!;
  expect(asleepJoules / 3.6e6).toBeCloseTo(0.1, 12);
  expect(savedJoules / 3.6e6).toBeCloseTo(0.8, 12);
});

test('without a stated figure nothing is known, and sleep never costs more than being awake did', () => {
  expect(sleepSavings(FREE, null)).toBeNull();
  expect(sleepSavings(FREE, 20)).toEqual({ asleepJoules: FREE.joules, savedJoules: 0 });
});
