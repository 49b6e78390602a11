/*
 * The portal's time, kept on this machine's continuous clock: whatever the agent stamps (readings, steps and ends of
 * answers, states, log lines) is portal time, so a wall clock that is wrong or jumps changes nothing. The offset is
 * measured at the hello and at each heartbeat, with half the round trip; of the newest measurements the quickest
 * counts, for it can be wrong by least.
 */
export type PortalClock = {
  now(): Date;
  /** The portal said `serverTime` in answer to what left at `sentAtMs` on the continuous clock. */
  learn(serverTime: Date, sentAtMs: number): void;
  /** Before the portal's first word: the wall clock's time is taken for the portal's. */
  isKnown(): boolean;
};

type Measurement = { offsetMs: number; roundTripMs: number };
type Options = {
  /** Never jumps, and runs on in sleep. */
  nowMs(): number;
  /** Asked once, for the time before the portal's first word. */
  wallNowMs?: () => number;
};

const KEPT = 8;
/** Clocks drift, and the two ways of a round trip differ: below this, two measurements agree. */
const TOLERANCE_MS = 50;
/** A correction back by less than this makes the clock stand for a moment, so that times keep their order. */
const LONGEST_STAND_MS = 2000;

export function createPortalClock({ nowMs, wallNowMs = Date.now }: Options): PortalClock {
  let measured: Measurement[] = [];
  let offsetMs = wallNowMs() - nowMs();
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    now() {
      const portalMs = nowMs() + offsetMs;
      const isStanding = portalMs < lastMs && lastMs - portalMs < LONGEST_STAND_MS;
      lastMs = isStanding ? lastMs : portalMs;
      return new Date(lastMs);
    },
    learn(serverTime, sentAtMs) {
      const roundTripMs = Math.max(0, nowMs() - sentAtMs);
      const newest = { offsetMs: serverTime.getTime() - sentAtMs - roundTripMs / 2, roundTripMs };
      // What can't be true together with the newest is from before the portal's clock was set.
      const agreeing = measured.filter((it) => canAgree(it, newest));
      measured = [...agreeing, newest].slice(-KEPT);
      ({ offsetMs } = measured.reduce((best, it) => (it.roundTripMs < best.roundTripMs ? it : best)));
    },
    isKnown: () => measured.length > 0,
  };
}

const canAgree = (a: Measurement, b: Measurement): boolean =>
  Math.abs(a.offsetMs - b.offsetMs) <= (a.roundTripMs + b.roundTripMs) / 2 + TOLERANCE_MS;
