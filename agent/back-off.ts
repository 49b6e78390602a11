const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

/** Full jitter, so that a lab's agents do not come back all at once. */
export const backOffMs = (attempt: number, random: number): number =>
  random * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
