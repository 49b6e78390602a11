import { expect, test } from 'vitest';
import { powerClassOf } from './power-class.ts';

test('a wall meter is one whatever its readings call themselves; of several sources the weakest is told', () => {
  expect(powerClassOf(true, ['simulated'])).toBe('wall');
  expect(powerClassOf(false, ['smc_pstr'])).toBe('sensor');
  expect(powerClassOf(false, ['smc_pstr', 'ioreport_sum'])).toBe('components');
  expect(powerClassOf(false, ['simulated'])).toBe('simulated');
  expect(powerClassOf(false, [])).toBe('unknown');
});
