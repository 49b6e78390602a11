/** Beats of a counter that are remembered to know its pace. */
const BEATS = 5;
/** A counter that has not moved for so many of its beats, and at least this long, gives no reading any more. */
const MISSED_BEATS = 3;
const LEAST_STILL_MS = 5000;

export type CounterLook = {
  /** The average since it last moved; null while that is not known. */
  perSecond: number | null;
  /** It stands still though it should move: what it says is no reading. */
  isStuck: boolean;
};

/**
 * Watches a counter that only rises, as one of energy does: a computer that is on never draws nothing, so one that
 * stands still has broken or was never connected. How often it moves is learned; between two beats the last rate holds.
 */
export function createCounterWatch() {
  const beatsMs: number[] = [];
  let moved: { value: number; atMs: number } | null = null;
  let perSecond: number | null = null;
  return {
    look(value: number, atMs: number): CounterLook {
      if (moved === null || value < moved.value) {
        moved = { value, atMs };
        perSecond = null;
        return { perSecond, isStuck: false };
      }
      const sinceMs = atMs - moved.atMs;
      if (value > moved.value && sinceMs > 0) {
        perSecond = ((value - moved.value) / sinceMs) * 1000;
        moved = { value, atMs };
        beatsMs.push(sinceMs);
        if (beatsMs.length > BEATS) beatsMs.shift();
        return { perSecond, isStuck: false };
      }
      const paceMs = beatsMs.length === 0 ? 0 : Math.max(...beatsMs);
      const isStuck = sinceMs > Math.max(LEAST_STILL_MS, MISSED_BEATS * paceMs);
      // After standing still for long the next beat is no measure of the pace.
      if (isStuck) beatsMs.length = 0;
      return { perSecond: isStuck ? null : perSecond, isStuck };
    },
  };
}

/**
 * Watches a program whose samples are many digits of a busy machine: the same ones again and again while there is load
 * are no measurement. A machine at rest may well say the same for long.
 */
export function createStillnessWatch(longestMs = 10_000) {
  let last: { text: string; sinceMs: number } | null = null;
  return {
    /** Whether this sample is stuck. */
    look(sample: unknown, atMs: number, isBusy: boolean): boolean {
      const text = JSON.stringify(sample);
      if (last?.text !== text) {
        last = { text, sinceMs: atMs };
        return false;
      }
      // Counted from when there is load.
      if (!isBusy) last.sinceMs = atMs;
      return atMs - last.sinceMs > longestMs;
    },
  };
}
