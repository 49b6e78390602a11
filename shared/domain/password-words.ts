/** What somebody who knows a person (`about`: name, address) tries first: each of it whole, and its words. */
export const passwordWords = (about: readonly string[]): string[] =>
  about.flatMap((it) => [it, ...it.split(/[^\p{L}\p{N}]+/u)]).filter((it) => it.length > 2);
