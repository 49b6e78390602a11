import { AGENT_TIMES } from '../times.ts';

export type StopStep = 'close-stdin' | 'term' | 'kill';

/** The next step of ending a process group that still has members. Pure. */
export function nextStopStep(sinceMs: number, done: readonly StopStep[]): StopStep | null {
  if (!done.includes('close-stdin')) return 'close-stdin';
  if (sinceMs >= AGENT_TIMES.killAfterMs) return 'kill';
  if (sinceMs >= AGENT_TIMES.termAfterMs && !done.includes('term')) return 'term';
  return null;
}
