import { clampMs } from './bounded.ts';
import { log, messageOf } from './log.ts';

const FIRST_PACE_MS = 10_000;
const FASTEST_MS = 100;
const SLOWEST_MS = 60_000;
const JITTER = 0.1;
const MAX_LOST = 2;

/** Beats at the portal's pace, ±10 %; `onLost` after two beats in a row without an answer. */
export function startHeartbeat({ beat, onLost }: { beat(): Promise<void>; onLost(): void }) {
  let paceMs = FIRST_PACE_MS;
  let lost = 0;
  let timer: NodeJS.Timeout | undefined;
  const schedule = (): void => {
    timer = setTimeout(() => void next(), paceMs * (1 + (Math.random() * 2 - 1) * JITTER));
  };
  const next = async (): Promise<void> => {
    timer = undefined;
    try {
      await beat();
      lost = 0;
    } catch (error) {
      lost += 1;
      log(`A heartbeat was not answered: ${messageOf(error)}`);
      if (lost >= MAX_LOST) onLost();
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
    close: () => clearTimeout(timer),
  };
}
