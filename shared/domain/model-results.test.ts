import { expect, test } from 'vitest';
import { contextName, fallOf } from './model-results.ts';

const DAY_MS = 86_400_000;
const result = (median: number, day: number, data: object = {}) => ({
  modelId: 'gpt-oss-120b',
  kinds: ['mac-studio-2025'],
  backend: 'ring',
  engineSettings: '{}',
  parallelism: 'tensor',
  step: 0,
  mlx: `0.32.${day}`,
  mlxLm: '0.31.3',
  runs: 20,
  tokensPerSecond: { median },
  lastAt: new Date(day * DAY_MS),
  ...data,
});

test('a fall of more than a tenth against the versions before is told, with what it is held against', () => {
  const [older, before, now] = [result(50, 1), result(11.4, 2), result(9.8, 3)];
  expect(fallOf(now, [older, before, now])).toEqual({
    share: 1 - 9.8 / 11.4,
    tokensPerSecond: 11.4,
    runs: 20,
    mlx: '0.32.2',
    mlxLm: '0.31.3',
  });
});

test('no fall without twenty runs on each side, a difference that matters, and the same place', () => {
  const now = result(9, 3);
  const none = (before: ReturnType<typeof result>, own = now) =>
    expect(fallOf(own, [before, own])).toBeNull();
  none(result(11, 2, { runs: 19 }));
  none(result(11, 2), result(9, 3, { runs: 19 }));
  none(result(10, 2));
  none(result(8, 2));
  none(result(11, 4));
  for (const other of [
    { modelId: 'x' },
    { kinds: ['a', 'b'] },
    { backend: 'jaccl' },
    { parallelism: 'pipeline' },
    { step: 1 },
  ])
    none(result(11, 2, other));
});

test('a length of question has its name', () => {
  expect([0, 1, 4, 20].map(contextName)).toEqual(['≤ 1 k', '≤ 4 k', '> 64 k', '> 64 k']);
});
