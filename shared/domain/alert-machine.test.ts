import { describe, expect, test } from 'vitest';
import {
  afterGap,
  type Condition,
  type ConditionState,
  fires,
  type Sight,
  sightOf,
  stepCondition,
} from './alert-machine.ts';
import { seededRandom } from './seeded-random.ts';

const START = new Date('2026-11-18T20:00:00Z');
const at = (seconds: number) => new Date(START.getTime() + seconds * 1000);
const PATIENCE = { fireAfterMs: 120_000, clearAfterMs: 60_000 };

test.each<[ConditionState, number, Sight, ConditionState, 'fired' | 'cleared' | null]>([
  ['ok', 500, 'clear', 'ok', null],
  ['ok', 500, 'between', 'ok', null],
  ['ok', 500, 'unknown', 'ok', null],
  ['ok', 500, 'gone', 'ok', null],
  ['ok', 500, 'over', 'pending', null],
  ['pending', 119, 'over', 'pending', null],
  ['pending', 120, 'over', 'firing', 'fired'],
  ['pending', 120, 'between', 'ok', null],
  ['pending', 120, 'clear', 'ok', null],
  ['pending', 120, 'unknown', 'ok', null],
  ['pending', 120, 'gone', 'ok', null],
  ['firing', 9000, 'over', 'firing', null],
  ['firing', 9000, 'between', 'firing', null],
  ['firing', 9000, 'unknown', 'firing', null],
  ['firing', 9000, 'clear', 'clearing', null],
  ['firing', 9000, 'gone', 'ok', 'cleared'],
  ['clearing', 59, 'clear', 'clearing', null],
  ['clearing', 60, 'clear', 'ok', 'cleared'],
  ['clearing', 60, 'between', 'firing', null],
  ['clearing', 60, 'over', 'firing', null],
  ['clearing', 60, 'unknown', 'firing', null],
  ['clearing', 60, 'gone', 'ok', 'cleared'],
])('%s for %i s and then %s: %s, %s', (state, seconds, sight, next, event) => {
  const step = stepCondition({ state, since: START }, sight, at(seconds), PATIENCE);
  expect(step).toEqual({ state: next, since: next === state ? START : at(seconds), event });
});

test('without patience it fires and clears at once', () => {
  const none = { fireAfterMs: 0, clearAfterMs: 0 };
  const fired = stepCondition({ state: 'ok', since: START }, 'over', at(1), none);
  expect(fired).toMatchObject({ state: 'firing', event: 'fired' });
  expect(stepCondition(fired, 'clear', at(2), none)).toMatchObject({ state: 'ok', event: 'cleared' });
});

test('what was waited for while nobody looked counts for nothing', () => {
  const pending: Condition = { state: 'pending', since: START };
  expect(stepCondition(afterGap(pending, at(3600)), 'over', at(3600), PATIENCE).event).toBeNull();
  const clearing: Condition = { state: 'clearing', since: START };
  expect(stepCondition(afterGap(clearing, at(3600)), 'clear', at(3600), PATIENCE).event).toBeNull();
  expect(afterGap({ state: 'firing', since: START }, at(3600)).since).toEqual(START);
});

test.each<[number | null, boolean, Sight]>([
  [95, true, 'over'],
  [94.9, true, 'between'],
  [88, true, 'clear'],
  [null, true, 'unknown'],
  [88, false, 'over'],
  [90, false, 'between'],
  [95, false, 'clear'],
])('%s, more is worse: %s, is %s', (value, rises, sight) => {
  expect(
    sightOf(value, rises ? { threshold: 95, clearsAt: 88 } : { threshold: 88, clearsAt: 95 }, rises),
  ).toBe(sight);
});

test('of one mark alone, one side is over and the other clear', () => {
  const mark = { threshold: 80, clearsAt: 80 };
  expect([79.9, 80].map((it) => sightOf(it, mark, true))).toEqual(['clear', 'over']);
});

describe('whatever comes, in whatever order and however often', () => {
  const MARKS = { threshold: 95, clearsAt: 88 };
  /** Readings around both marks, some missing, some seen twice, after uneven times. */
  function play(seed: number, patience: typeof PATIENCE) {
    const random = seededRandom(seed);
    let condition: Condition = { state: 'ok', since: START };
    let seconds = 0;
    const looks: { seconds: number; sight: Sight; event: string | null; isFiring: boolean }[] = [];
    for (let index = 0; index < 400; index += 1) {
      seconds += random() < 0.15 ? 0 : Math.ceil(random() * 40);
      const roll = random();
      const value = roll < 0.08 ? null : 85 + random() * 13;
      const sight: Sight = roll > 0.99 ? 'gone' : sightOf(value, MARKS, true);
      const step = stepCondition(condition, sight, at(seconds), patience);
      looks.push({ seconds, sight, event: step.event, isFiring: fires(step) });
      condition = step;
    }
    return looks;
  }
  const SEEDS = Array.from({ length: 200 }, (_, index) => index + 1);

  test('it never fires twice without clearing between, nor clears what did not fire', () => {
    let fired = 0;
    for (const seed of SEEDS)
      for (const patience of [PATIENCE, { fireAfterMs: 0, clearAfterMs: 0 }]) {
        const events = play(seed, patience).flatMap((it) => it.event ?? []);
        events.forEach((it, index) => expect(it).toBe(index % 2 === 0 ? 'fired' : 'cleared'));
        fired += events.length;
      }
    expect(fired).toBeGreaterThan(1000);
  });

  test('before each firing it was over all the time that the rule asks, before each clearing below all that time', () => {
    for (const seed of SEEDS) {
      const looks = play(seed, PATIENCE);
      looks.forEach(({ event, seconds, sight }, index) => {
        if (event === null || sight === 'gone') return;
        const [wanted, ms] =
          event === 'fired' ? ['over', PATIENCE.fireAfterMs] : ['clear', PATIENCE.clearAfterMs];
        const start = looks.slice(0, index).findLastIndex((it) => it.sight !== wanted) + 1;
        expect(seconds - looks[start]!.seconds).toBeGreaterThanOrEqual((ms! as number) / 1000);
      });
    }
  });

  test('between the two marks nothing changes once it fires', () => {
    const patience = { fireAfterMs: 0, clearAfterMs: 0 };
    let condition: Condition = stepCondition({ state: 'ok', since: START }, 'over', START, patience);
    for (let index = 0; index < 100; index += 1) {
      const sight = sightOf(index % 2 === 0 ? 94 : 96, MARKS, true);
      const step = stepCondition(condition, sight, at(index), patience);
      expect(step.event).toBeNull();
      condition = step;
    }
  });
});
