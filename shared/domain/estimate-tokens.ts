/** Scripts that models write with about two characters a token; the rest of what is not ASCII has more. */
const DENSE = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]|[\ud840-\ud8bf][\udc00-\udfff]/g;
// eslint-disable-next-line no-control-regex
const ASCII = /[\0-\x7f]/g;

const ASCII_A_TOKEN = 5;
const DENSE_A_TOKEN = 2;
const OTHERS_A_TOKEN = 4;

/**
 * How many tokens a text has at the least. No tokenizer is here to count them, so this is low on purpose: what it calls
 * too long surely is, and what it lets pass may still be.
 */
export function leastTokens(text: string): number {
  const ascii = text.match(ASCII)?.length ?? 0;
  const dense = text.match(DENSE)?.length ?? 0;
  const others = Math.max(0, text.length - ascii - dense);
  return Math.floor(ascii / ASCII_A_TOKEN + dense / DENSE_A_TOKEN + others / OTHERS_A_TOKEN);
}
