import { expect, test } from 'vitest';
import { tickLabels } from './tick-labels.ts';

const oneDecimal = (value: number): string => String(Number(value.toFixed(1)));

test('ticks read as the values of the chart do', () => {
  expect(tickLabels([0, 5, 10], oneDecimal)).toEqual(['0', '5', '10']);
});

test('small ticks stay apart', () => {
  expect(tickLabels([0, 0.05, 0.1, 0.15000000000000002], oneDecimal)).toEqual(['0', '0.05', '0.1', '0.15']);
});
