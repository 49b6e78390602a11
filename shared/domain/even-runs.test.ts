import { expect, test } from 'vitest';
import { evenRuns } from './even-runs.ts';

const span = (fromMs: number, toMs: number, of = 'a') => ({ fromMs, toMs, of });
const runs = (spans: ReturnType<typeof span>[]) =>
  evenRuns(spans, (a, b) => a.of === b.of).map(({ spans: own, ...run }) => ({ ...run, count: own.length }));

test('days of one length are a run, one of another length ends it', () => {
  const days = [span(0, 24), span(24, 48), span(48, 71), span(71, 95), span(95, 119)];
  expect(runs(days)).toEqual([
    { fromMs: 0, toMs: 48, stepMs: 24, lengthMs: 24, count: 2 },
    { fromMs: 48, toMs: 71, stepMs: 23, lengthMs: 23, count: 1 },
    { fromMs: 71, toMs: 119, stepMs: 24, lengthMs: 24, count: 2 },
  ]);
});

test('between them may be what is read elsewhere, always as much', () => {
  expect(runs([span(1, 24), span(25, 48), span(49, 72), span(75, 98)])).toEqual([
    { fromMs: 1, toMs: 72, stepMs: 24, lengthMs: 23, count: 3 },
    { fromMs: 75, toMs: 98, stepMs: 23, lengthMs: 23, count: 1 },
  ]);
});

test('another one’s days, days out of order and days that overlap are runs of their own', () => {
  expect(runs([span(0, 24), span(24, 48, 'b'), span(24, 48, 'b'), span(0, 24, 'b')])).toHaveLength(4);
});
