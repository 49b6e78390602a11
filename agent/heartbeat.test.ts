import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startHeartbeat } from './heartbeat.ts';

const MINUTE_MS = 60_000;
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test.each([
  [2 ** 31, 10],
  [Number.MAX_SAFE_INTEGER, 10],
  [Number.NaN, 6000],
  [0, 6000],
  [5000, 120],
])('at a pace of %d ms it beats about %i times in ten minutes', async (ms, times) => {
  let beats = 0;
  const heartbeat = startHeartbeat({
    beat: () => {
      beats += 1;
      return Promise.resolve();
    },
    onLost: () => {},
  });
  heartbeat.setPace(ms);
  await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
  heartbeat.close();
  expect(beats).toBeGreaterThan(times * 0.85);
  expect(beats).toBeLessThan(times * 1.2);
});
