import { describe, expect, test } from 'vitest';
import { createLearnedClock } from './learned-clock.ts';

const NOON = Date.parse('2026-03-01T12:00:00Z');

/** A Mac whose wall clock is `skewMs` off, and a portal that answers `delayMs` after being asked, each way. */
function mac(skewMs: number) {
  const time = { truthMs: 0, wallSkewMs: skewMs };
  const nowMs = (): number => 5_000_000 + time.truthMs;
  const clock = createLearnedClock({ nowMs, wallNowMs: () => NOON + time.truthMs + time.wallSkewMs });
  const ask = ({ thereMs, backMs, portalSkewMs = 0 }: Record<string, number>): void => {
    const sentAtMs = nowMs();
    time.truthMs += thereMs!;
    const serverTime = new Date(NOON + time.truthMs + portalSkewMs);
    time.truthMs += backMs!;
    clock.learn(serverTime, sentAtMs);
  };
  const errorMs = (): number => clock.now().getTime() - (NOON + time.truthMs);
  return { time, clock, ask, errorMs };
}

describe('portal time on the continuous clock', () => {
  test.each([-40_000, 40_000, -3_600_000, 0])(
    'a wall clock %i ms off is not the time that is told',
    (skew) => {
      const { ask, errorMs, clock } = mac(skew);
      expect(clock.isKnown()).toBe(false);
      expect(errorMs()).toBe(skew);
      ask({ thereMs: 10, backMs: 10 });
      expect(clock.isKnown()).toBe(true);
      expect(errorMs()).toBe(0);
    },
  );

  test('a wall clock that jumps by an hour changes nothing', () => {
    const { time, ask, errorMs } = mac(0);
    ask({ thereMs: 5, backMs: 5 });
    for (const jump of [3_600_000, -3_600_000]) {
      time.wallSkewMs = jump;
      time.truthMs += 10_000;
      expect(errorMs()).toBe(0);
    }
  });

  test('what was known before a restart is good until the portal is heard again', () => {
    const time = { ms: 0 };
    const stored: number[] = [];
    const wallNowMs = () => NOON + time.ms - 40_000;
    const nowMs = () => time.ms;
    const clock = createLearnedClock({ nowMs, wallNowMs, onAhead: (it) => stored.push(it) });
    clock.learn(new Date(NOON), 0);
    time.ms += 10_000;
    clock.learn(new Date(NOON + 10_000), 10_000);
    expect(stored).toEqual([40_000]);
    const next = createLearnedClock({ nowMs, wallNowMs, storedAheadMs: stored[0]! });
    expect(next.now()).toEqual(new Date(NOON + 10_000));
  });

  test('half the round trip is the answer’s age, and the quickest answer counts', () => {
    const { ask, errorMs } = mac(-40_000);
    ask({ thereMs: 0, backMs: 400 });
    expect(errorMs()).toBe(-200);
    ask({ thereMs: 4, backMs: 2 });
    expect(errorMs()).toBe(1);
    ask({ thereMs: 0, backMs: 900 });
    expect(errorMs()).toBe(1);
  });

  test('a portal whose clock was set is followed at once', () => {
    const { ask, errorMs } = mac(0);
    ask({ thereMs: 1, backMs: 1 });
    ask({ thereMs: 20, backMs: 20, portalSkewMs: 30_000 });
    expect(errorMs()).toBe(30_000);
    ask({ thereMs: 20, backMs: 20, portalSkewMs: -30_000 });
    expect(errorMs()).toBe(-30_000);
  });

  test('a small correction back makes it stand, never run back', () => {
    const { time, clock, ask } = mac(800);
    const before = clock.now();
    ask({ thereMs: 0, backMs: 0 });
    expect(clock.now()).toEqual(before);
    time.truthMs += 799;
    expect(clock.now()).toEqual(before);
    time.truthMs += 11;
    expect(clock.now().getTime()).toBe(before.getTime() + 10);
  });
});
