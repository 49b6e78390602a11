/** How long a dispatched question may wait for its agent's word; longer than one command's own time-out. */
export const DISPATCH_TIMEOUT_MS = 20_000;
/** How long an agent may take from the wish to stop to the end of the answer. */
export const STOP_TIMEOUT_MS = 10_000;
/** How long rank 0's agent may still deliver what it had read after its session was over. */
export const LAST_WORD_MS = 3000;
