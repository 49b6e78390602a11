import { AGENT_TIMES } from './times.ts';

/** Full jitter, so that a lab's agents do not come back all at once. */
export const backOffMs = (attempt: number, random: number): number =>
  random * Math.min(AGENT_TIMES.longestWaitMs, AGENT_TIMES.firstWaitMs * 2 ** attempt);
