/** As people are shown a hash: enough of it to tell two apart. */
export const shortDigest = (digest: string): string => digest.slice(0, 12);
