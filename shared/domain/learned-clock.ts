/*
 * Another program's time, kept on this one's own clock that never jumps: an agent's stamps are portal time, a portal's
 * are the database's, so a wall clock that is wrong or jumps changes nothing. The offset is measured with half the
 * round trip; of the newest measurements the quickest counts, for it can be wrong by least.
 */
export type LearnedClock = {
  now(): Date;
  /** The other side said `serverTime` in answer to what left at `sentAtMs` on our own clock. */
  learn(serverTime: Date, sentAtMs: number): void;
  /** Before the other side's first word: the wall clock's time is taken for its time. */
  isKnown(): boolean;
};

type Measurement = { offsetMs: number; roundTripMs: number };
type Options = {
  /** Never jumps, and runs on in sleep. */
  nowMs(): number;
  /** Asked once, for the time before the other side's first word. */
  wallNowMs?: () => number;
  /** How far their time was ahead of the wall clock when it was last known: good until their first word. */
  storedAheadMs?: number;
  onAhead?: (aheadMs: number) => void;
};

const KEPT = 8;
/** Clocks drift, and the two ways of a round trip differ: below this, two measurements agree. */
const TOLERANCE_MS = 50;
/** What is written down is written again when it is this far off. */
const STORED_WITHIN_MS = 500;
/** A correction back by less than this makes the clock stand for a moment, so that times keep their order. */
const LONGEST_STAND_MS = 2000;

export function createLearnedClock(options: Options): LearnedClock {
  const { nowMs, wallNowMs = Date.now, onAhead = () => {} } = options;
  let measured: Measurement[] = [];
  let storedAheadMs = options.storedAheadMs ?? 0;
  let offsetMs = wallNowMs() + storedAheadMs - nowMs();
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    now() {
      const theirMs = nowMs() + offsetMs;
      const isStanding = theirMs < lastMs && lastMs - theirMs < LONGEST_STAND_MS;
      lastMs = isStanding ? lastMs : theirMs;
      return new Date(lastMs);
    },
    learn(serverTime, sentAtMs) {
      const roundTripMs = Math.max(0, nowMs() - sentAtMs);
      const newest = { offsetMs: serverTime.getTime() - sentAtMs - roundTripMs / 2, roundTripMs };
      // What can't be true together with the newest is from before the other clock was set.
      const agreeing = measured.filter((it) => canAgree(it, newest));
      measured = [...agreeing, newest].slice(-KEPT);
      ({ offsetMs } = measured.reduce((best, it) => (it.roundTripMs < best.roundTripMs ? it : best)));
      const aheadMs = nowMs() + offsetMs - wallNowMs();
      const isFirst = measured.length === 1;
      if (!isFirst && Math.abs(aheadMs - storedAheadMs) <= STORED_WITHIN_MS) return;
      storedAheadMs = aheadMs;
      onAhead(aheadMs);
    },
    isKnown: () => measured.length > 0,
  };
}

const canAgree = (a: Measurement, b: Measurement): boolean =>
  Math.abs(a.offsetMs - b.offsetMs) <= (a.roundTripMs + b.roundTripMs) / 2 + TOLERANCE_MS;
