/** The newest Python that is new enough; null when there is none. */
export function findPython(): string | null;
