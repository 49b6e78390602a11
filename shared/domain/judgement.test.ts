import { describe, expect, test } from 'vitest';
import { look, startWatch, type Watch } from './judgement.ts';

const LIMITS = { lateMs: 6000, graceMs: 60_000 };
const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);
/** Looks at these seconds, each with success unless named as failed; gives whether the last one may judge. */
function lookAt(seconds: number[], failed: number[] = [], from: Watch = startWatch(at(0), LIMITS)): boolean {
  let watch = from;
  let mayJudge = false;
  for (const second of seconds) {
    const it = look(watch, at(second), LIMITS);
    mayJudge = it.mayJudge;
    if (!failed.includes(second)) watch = it.done;
  }
  return mayJudge;
}
const everySecond = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('who may be called late', () => {
  test.each([
    ['nobody right after the start', everySecond(1, 59), [], false],
    ['anybody once the grace after the start is over', everySecond(1, 60), [], true],
    ['anybody after a look that was a little late', [...everySecond(1, 100), 106], [], true],
    ['nobody after a look that was late', [...everySecond(1, 100), 107], [], false],
    ['nobody for the whole grace after it', [...everySecond(1, 100), ...everySecond(140, 199)], [], false],
    ['anybody after it', [...everySecond(1, 100), ...everySecond(140, 200)], [], true],
    ['nobody after looks that failed', everySecond(1, 132), everySecond(101, 131), false],
    ['nobody while they fail', everySecond(1, 115), everySecond(101, 131), false],
    ['anybody although one look failed', everySecond(1, 110), [109], true],
    ['nobody when the gap fell into the grace of the start', everySecond(1, 61), everySecond(30, 59), false],
    ['nobody after the clock went back', [...everySecond(1, 100), ...everySecond(40, 99)], [], false],
    [
      'anybody some time after the clock went back',
      [...everySecond(1, 100), ...everySecond(40, 100)],
      [],
      true,
    ],
  ])('%s', (_, seconds, failed, expected) => {
    expect(lookAt(seconds, failed)).toBe(expected);
  });
});
