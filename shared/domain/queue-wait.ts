type Queue = {
  /** Answers at once. */
  slots: number;
  /** How long each answer that is being given has taken so far. */
  runningMs: readonly number[];
  /** How long the last answers took. */
  recentMs: readonly number[];
  /** How many wait. */
  waiting: number;
};

/** Fewer say nothing about the next. */
const FEWEST_ANSWERS = 3;
/** One that takes longer than usual is expected to take so much more of the usual time. */
const LEFT_WHEN_OVER = 0.2;

/**
 * How long each of those who wait will wait, in order, and after them one who would ask now: each slot is free when its
 * answer has taken as long as the middle one of the last did. Null: not known. Pure.
 */
export function expectedWaits({ slots, runningMs, recentMs, waiting }: Queue): (number | null)[] {
  const places = Array.from({ length: waiting + 1 });
  if (recentMs.length < FEWEST_ANSWERS) {
    const isFree = waiting === 0 && runningMs.length < slots;
    return places.map(() => (isFree ? 0 : null));
  }
  const usualMs = recentMs.toSorted((a, b) => a - b)[Math.floor(recentMs.length / 2)]!;
  const freeMs = Array.from({ length: slots }, (_, slot) => {
    const sinceMs = runningMs[slot];
    if (sinceMs === undefined) return 0;
    return Math.max(usualMs - sinceMs, usualMs * LEFT_WHEN_OVER);
  });
  return places.map(() => {
    const next = freeMs.indexOf(Math.min(...freeMs));
    const waitMs = freeMs[next]!;
    freeMs[next] = waitMs + usualMs;
    return waitMs;
  });
}
