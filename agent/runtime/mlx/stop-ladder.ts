/** Milliseconds after closing stdin; MLX installs no handlers, so a rank that is left then is stuck. */
export const TERM_AFTER_MS = 1000;
export const KILL_AFTER_MS = TERM_AFTER_MS + 3000;

export type StopStep = 'close-stdin' | 'term' | 'kill';

/** The next step of ending a process group that still has members. Pure. */
export function nextStopStep(sinceMs: number, done: readonly StopStep[]): StopStep | null {
  if (!done.includes('close-stdin')) return 'close-stdin';
  if (sinceMs >= KILL_AFTER_MS) return 'kill';
  if (sinceMs >= TERM_AFTER_MS && !done.includes('term')) return 'term';
  return null;
}
