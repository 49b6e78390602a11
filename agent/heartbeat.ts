import { clampMs } from './bounded.ts';
import { log, messageOf } from './log.ts';
import { AGENT_TIMES } from './times.ts';

const FASTEST_MS = 100;
const SLOWEST_MS = 60_000;
const JITTER = 0.1;
const MAX_LOST = 2;
/** A beat gives up by itself sooner: what took longer was this program, which did not run (sleep, SIGSTOP). */
const FROZEN_FACTOR = 1.2;

type Options = {
  beat(): Promise<void>;
  onLost(): void;
  nowMs?(): number;
};

/**
 * Beats at the portal's pace, ±10 %, and again soon after a beat without an answer; `onLost` after two of those in a
 * row. One that this program itself slept through says nothing about the portal, and is made up for at once.
 */
export function startHeartbeat({ beat, onLost, nowMs = () => performance.now() }: Options) {
  let paceMs = AGENT_TIMES.firstPaceMs;
  let lost = 0;
  let timer: NodeJS.Timeout | undefined;
  const schedule = (ms = paceMs): void => {
    timer = setTimeout(() => void next(), ms * (1 + (Math.random() * 2 - 1) * JITTER));
  };
  const next = async (): Promise<void> => {
    timer = undefined;
    const startedMs = nowMs();
    try {
      await beat();
      lost = 0;
    } catch (error) {
      if (nowMs() - startedMs > AGENT_TIMES.askMs * FROZEN_FACTOR) return schedule(0);
      lost += 1;
      log(`A heartbeat was not answered: ${messageOf(error)}`);
      if (lost >= MAX_LOST) onLost();
      return schedule(Math.min(paceMs, AGENT_TIMES.beatAgainMs));
    }
    schedule();
  };
  schedule();
  return {
    setPace(ms: number): void {
      paceMs = clampMs(ms, FASTEST_MS, SLOWEST_MS);
      // While a beat is under way the next one is set by its end.
      if (timer === undefined) return;
      clearTimeout(timer);
      schedule();
    },
    /** The connection may be gone without a word: asked at once instead of at the next beat. */
    soon(): void {
      if (timer === undefined) return;
      clearTimeout(timer);
      schedule(0);
    },
    close: () => clearTimeout(timer),
  };
}
