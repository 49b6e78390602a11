import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
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

describe('a beat without an answer', () => {
  async function beating(takesMs: number) {
    let [beats, lost] = [0, 0];
    const heartbeat = startHeartbeat({
      beat: () => {
        beats += 1;
        return new Promise((_, reject) => {
          setTimeout(() => reject(new Error('No answer.')), takesMs);
        });
      },
      onLost: () => (lost += 1),
      nowMs: () => Date.now(),
    });
    heartbeat.setPace(5000);
    await vi.advanceTimersByTimeAsync(55_000);
    heartbeat.close();
    return { beats, lost };
  }

  test('is made up for soon, and after two of them the connection is made anew', async () => {
    const { beats, lost } = await beating(10_000);
    expect(beats).toBe(5);
    expect(lost).toBe(3);
  });

  test('says nothing about the portal when this program itself did not run meanwhile', async () => {
    const { beats, lost } = await beating(20_000);
    expect(beats).toBe(3);
    expect(lost).toBe(0);
  });
});
