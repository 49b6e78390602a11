import { expect, test } from 'vitest';
import { gapLength, TICK_SECONDS, tickLabel } from './time-labels.ts';

test('no two ticks of an axis read the same, however short its window', () => {
  const fromMs = Date.parse('2026-11-18T22:04:07Z');
  for (const seconds of TICK_SECONDS.filter((it) => it <= 3 * 3600)) {
    const labels = Array.from({ length: 5 }, (_, index) =>
      tickLabel(fromMs + index * seconds * 1000, seconds * 1000, 'Europe/Berlin'),
    );
    expect(new Set(labels).size, `${seconds} s apart`).toBe(labels.length);
  }
});

test('a gap is as long as one would say', () => {
  const hours = (count: number) => gapLength(count * 3_600_000);
  expect([gapLength(7000), hours(0.5), hours(26), hours(8750)]).toEqual([
    '7 s',
    '30 min',
    '26 h',
    '365 days',
  ]);
});
