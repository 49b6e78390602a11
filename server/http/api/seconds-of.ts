/** As OpenAI's addresses tell moments: whole seconds since 1970. */
export const secondsOf = (at: Date): number => Math.floor(at.getTime() / 1000);
