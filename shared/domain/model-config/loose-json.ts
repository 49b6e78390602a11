// A text without an end is a token too: else each quote in it would be looked on from to the end once more.
const TOKENS = /"(?:[^"\\]|\\.)*"?|-?\bInfinity\b|\bNaN\b/g;

/** JSON as Python writes it: `Infinity` and `NaN` stand in many a config.json, and mean nothing we need. */
export const parseLooseJson = (text: string): unknown =>
  JSON.parse(text.replace(TOKENS, (token) => (token.startsWith('"') ? token : 'null')));
