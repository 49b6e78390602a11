/*
 * MLX notices neither a stopped peer nor, over RDMA, a dead one: ranks then wait for ever. Two signs are watched: the
 * rank's own heartbeat thread, and whether a running answer makes steps (tokens, or prefill steps before the first).
 */
export type WatchView = {
  nowMs: number;
  stallMs: number;
  /** Last heartbeat of the rank; null before its first. */
  lastBeatMs: number | null;
  isLoaded: boolean;
  /** The last step of any answer, or the start of the oldest one if later; null while idle. */
  lastStepMs: number | null;
  /** Tokens of the longest prompt that has no token yet; null when every running answer has one. */
  prefillTokens: number | null;
  /** For how long the rank has kept a core busy without a step while its GPU was idle; 0 where that is not known. */
  spinningMs: number;
};

/** Reading weights can keep Python from running its heartbeat thread for a while. */
const LOADING_FACTOR = 4;
/** A cable that is back after ten seconds is heard again after twenty: TCP waits ever longer between its tries. */
const DECODING_FACTOR = 2;
const PREFILL_MS = 60_000;
const PREFILL_TOKENS_PER_SECOND = 20;
/** Reading a long question may take minutes, but not on an idle GPU. */
const SPIN_MS = 30_000;

/** What is wrong, as a sentence; null when nothing is. Pure. */
export function findStall(view: WatchView): string | null {
  const { nowMs, stallMs, lastBeatMs, lastStepMs, prefillTokens } = view;
  const beatLimitMs = view.isLoaded ? stallMs : stallMs * LOADING_FACTOR;
  if (lastBeatMs !== null && nowMs - lastBeatMs > beatLimitMs) {
    return `The rank's process has not moved for ${seconds(nowMs - lastBeatMs)} s.`;
  }
  if (lastStepMs === null) return null;
  if (view.spinningMs >= SPIN_MS) {
    return `The rank has kept a core busy for ${seconds(view.spinningMs)} s while its GPU was idle and nothing came of it: it spins.`;
  }
  const stepLimitMs =
    prefillTokens === null
      ? stallMs * DECODING_FACTOR
      : Math.max(PREFILL_MS, (prefillTokens / PREFILL_TOKENS_PER_SECOND) * 1000, stallMs);
  if (nowMs - lastStepMs <= stepLimitMs) return null;
  const what = prefillTokens === null ? 'No token' : 'No step in reading the question';
  return `${what} for ${seconds(nowMs - lastStepMs)} s: this rank or another of its group hangs.`;
}

const seconds = (ms: number): number => Math.round(ms / 1000);
