import { setImmediate as nextTurn } from 'node:timers/promises';
import { leaveIfClosed } from './take-turn.ts';

/** Others wait no longer than this and one step for their turn on the event loop. */
const SLICE_MS = 8;

/** Makes a pause for long work: it lets others through once the slice is used up, and ends when the request has. */
export function makePauses(signal?: AbortSignal): () => Promise<void> | undefined {
  let sinceMs = performance.now();
  return () => {
    if (performance.now() - sinceMs < SLICE_MS) return undefined;
    leaveIfClosed(signal);
    return nextTurn().then(() => {
      sinceMs = performance.now();
    });
  };
}
