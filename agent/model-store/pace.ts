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

export type Pace = {
  /** Resolves when so many bytes may be taken. */
  hold(bytes: number, signal: AbortSignal): Promise<void>;
  /** From now on; what was waited for already is not waited for again. */
  set(bytesPerSecond: number | null): void;
};

/** Holds back so that no more than so many bytes a second come in; everything at once where there is no limit. */
export function createPace(bytesPerSecond: number | null): Pace {
  const budgetOf = (rate: number | null) =>
    rate === null ? null : createBudget(rate, () => performance.now());
  let budget = budgetOf(bytesPerSecond);
  let rate = bytesPerSecond;
  return {
    async hold(bytes, signal) {
      if (budget === null) return;
      for (let left = budget(bytes); left > 0; left -= MOST_WAIT_MS)
        await wait(Math.min(left, MOST_WAIT_MS), undefined, { signal });
    },
    set(now) {
      if (now === rate) return;
      rate = now;
      budget = budgetOf(now);
    },
  };
}
