import { setTimeout as wait } from 'node:timers/promises';

/** No longer than this at once, so that a slow copy still trickles. */
const MOST_WAIT_MS = 1000;

/** When so many bytes may be taken, in milliseconds from now. What a pause did not use is not saved up for a burst. */
export function createBudget(bytesPerSecond: number, nowMs: () => number): (bytes: number) => number {
  let freeAtMs = nowMs();
  return (bytes) => {
    const now = nowMs();
    freeAtMs = Math.max(freeAtMs, now) + (bytes / bytesPerSecond) * 1000;
    return freeAtMs - now;
  };
}

/** Holds back so that no more than so many bytes a second come in; everything at once where there is no limit. */
export function createPace(
  bytesPerSecond: number | null,
): (bytes: number, signal: AbortSignal) => Promise<void> {
  if (bytesPerSecond === null) return () => Promise.resolve();
  const budget = createBudget(bytesPerSecond, () => performance.now());
  return async (bytes, signal) => {
    for (let left = budget(bytes); left > 0; left -= MOST_WAIT_MS)
      await wait(Math.min(left, MOST_WAIT_MS), undefined, { signal });
  };
}
