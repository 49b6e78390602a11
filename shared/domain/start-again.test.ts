import { expect, test } from 'vitest';
import { FAILURE_CAUSES, type FailureCause } from '../data/failure-causes.ts';
import { seededRandom } from './seeded-random.ts';
import { type EarlierFailure, whenAgain } from './start-again.ts';

const NOON = Date.parse('2026-11-24T12:00:00Z');
const failed = (
  seconds: number,
  machineId: string | null,
  cause: FailureCause = 'peer_lost',
): EarlierFailure => ({
  at: new Date(NOON + seconds * 1000),
  cause,
  machineId,
});
const causes = Object.keys(FAILURE_CAUSES) as FailureCause[];
const isHelped = (cause: FailureCause) =>
  FAILURE_CAUSES[cause].isTransient && FAILURE_CAUSES[cause].needs === 'nobody';
const helped = causes.filter(isHelped);

test('it is later each time, and the fourth failure within an hour is the last', () => {
  const cause = helped[0]!;
  const at = [0, 100, 300, 900].map((seconds, index) => failed(seconds, `m${index}`, cause));
  const told = (count: number) => whenAgain(at.slice(0, count).toReversed());
  expect(told(1)).toEqual({ at: new Date(NOON + 15_000), attempt: 1, of: 3 });
  expect(told(2)).toEqual({ at: new Date(NOON + 160_000), attempt: 2, of: 3 });
  expect(told(3)).toEqual({ at: new Date(NOON + 600_000), attempt: 3, of: 3 });
  expect(told(4)).toBe('often');
  expect(whenAgain([failed(3700, 'm9', cause), ...at.slice(0, 1)])).toMatchObject({ attempt: 1 });
});

test('a cause that needs a person or a restart, and a Mac that is blamed twice running, are left alone', () => {
  expect(helped.length).toBeGreaterThan(0);
  for (const cause of causes.filter((it) => !isHelped(it)))
    expect(whenAgain([failed(0, 'a', cause)])).toBe('cause');
  for (const cause of helped) {
    expect(whenAgain([failed(60, 'a', cause), failed(0, 'a', cause)])).toBe('machine');
    expect(whenAgain([failed(60, 'b', cause), failed(0, 'a', cause)])).toMatchObject({ attempt: 2 });
    expect(whenAgain([failed(60, null, cause), failed(0, null, cause)])).toMatchObject({ attempt: 2 });
  }
});

test('whatever fails and whenever, an hour less the longest wait sees three starts at most', () => {
  const random = seededRandom(11);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  for (let round = 0; round < 200; round++) {
    const failures: EarlierFailure[] = [failed(0, pick(['a', 'b', null]), pick(helped))];
    const starts: number[] = [];
    for (let step = 0; step < 40; step++) {
      const next = whenAgain(failures);
      if (typeof next === 'string') break;
      starts.push(next.at.getTime());
      const at = next.at.getTime() + random() * 1_500_000;
      failures.unshift({ at: new Date(at), cause: pick(helped), machineId: pick(['a', 'b', null]) });
    }
    const within = (start: number) => starts.filter((it) => it >= start && it - start < 55 * 60_000).length;
    for (const start of starts) expect(within(start)).toBeLessThanOrEqual(3);
    for (let index = 1; index < starts.length; index++)
      expect(starts[index]! - starts[index - 1]!).toBeGreaterThanOrEqual(15_000);
  }
});
