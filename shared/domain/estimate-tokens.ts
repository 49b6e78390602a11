const ASCII_A_TOKEN = 5;
const DENSE_A_TOKEN = 2;
const OTHERS_A_TOKEN = 4;

/** Scripts that models write with about two characters a token: Korean, Chinese, Japanese; and halves of rarer ones. */
const isDense = (code: number): boolean =>
  (code >= 0x1100 && code <= 0x11ff) ||
  (code >= 0x2e80 && code <= 0x9fff) ||
  (code >= 0xac00 && code <= 0xd7af) ||
  (code >= 0xf900 && code <= 0xfaff);

/**
 * How many tokens a text has at the least. No tokenizer is here to count them, so this is low on purpose: what it calls
 * too long surely is, and what it lets pass may still be.
 */
export function leastTokens(text: string): number {
  let [ascii, dense] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x80) ascii += 1;
    else if (isDense(code)) dense += 1;
  }
  const others = text.length - ascii - dense;
  return Math.floor(ascii / ASCII_A_TOKEN + dense / DENSE_A_TOKEN + others / OTHERS_A_TOKEN);
}
