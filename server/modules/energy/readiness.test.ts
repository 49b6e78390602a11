import { expect, test } from 'vitest';
import { judgeReach, nextTry } from './readiness.ts';

const END = new Date('2026-11-24T12:00:00Z');
const after = (seconds: number) => new Date(END.getTime() + seconds * 1000);
const DAY = 86_400;

test.each([
  ['a reading past the end', { a: 1 }, 2, 'reached'],
  ['a reading at the very end', { a: 0 }, 2, 'reached'],
  ['every machine’s reading', { a: 5, b: 5 }, 9, 'reached'],
  ['one machine’s reading of two', { a: 5, b: -9 }, 9, 'wait'],
  ['a machine that is away for days', { a: -9 }, 6 * DAY, 'wait'],
  ['a machine that is away longer than its spool', { a: -9 }, 7 * DAY + 1, 'gave_up'],
  ['a machine that has never been heard', {}, 60, 'wait'],
  ['a machine that was not heard in a quarter of an hour', {}, 15 * 60 + 1, 'gave_up'],
])('%s', (_name, reach: Record<string, number>, nowS, verdict) => {
  const machines = Object.keys(reach).length > 0 ? Object.keys(reach) : ['a'];
  const reached = new Map(Object.entries(reach).map(([id, seconds]) => [id, after(seconds)]));
  expect(judgeReach(reached, machines, { endedAt: END, now: after(nowS) })).toBe(verdict);
});

test('tries are close together while a chunk is on its way, and then at most five minutes apart', () => {
  const delays = [0, 5, 6, 7, 8, 11, 12, 400].map(
    (tries) => (nextTry(END, tries).getTime() - END.getTime()) / 1000,
  );
  expect(delays).toEqual([5, 5, 5, 10, 20, 160, 300, 300]);
});
