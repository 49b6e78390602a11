/*
 * How many tokens a text has, as near as one comes without its model's own tokeniser: the least where programs are
 * refused by it, amply where a chat is fitted into a context, about where people are told. The engine counts what is asked.
 */

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

/* Tokens a character, by script: common English words are one token, other scripts are cut finer. */
const LATIN = 0.27;
const OTHER_LETTERS = 0.5;
const IDEOGRAPHS = 0.9;

/** About how many: tokenizers differ by a fifth either way. */
export function aboutTokens(text: string): number {
  let tokens = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    tokens += code < 0x80 ? LATIN : code >= 0x2e80 ? IDEOGRAPHS : OTHER_LETTERS;
  }
  return Math.ceil(tokens);
}

/** Bytes a token has on average in prose and code of many languages; few, so that the estimate is rather high. */
const BYTES_A_TOKEN = 3.5;

/** What a program is told that asks how many they are; it makes room by that. */
export const tokensByBytes = (text: string): number =>
  Math.ceil(new TextEncoder().encode(text).length / BYTES_A_TOKEN);

/**
 * Tokens of a text, more rather than fewer, for any tokenizer of today: a word counts a third of its letters and no less
 * than one, a digit, a mark and more than one white space one, and what is not ASCII a half for each byte of its UTF-8
 * (a Chinese character 1.5, an emoji 2). English prose comes out about a fifth too high.
 */
export function ampleTokens(text: string): number {
  let thirds = 0;
  let isInSpace = false;
  let letters = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const isSpace = code === 32 || (code >= 9 && code <= 13);
    if (isSpace) {
      // One space goes with the word after it.
      if (isInSpace || code !== 32) thirds += 3;
    }
    letters = (code | 32) >= 97 && (code | 32) <= 122 ? letters + 1 : 0;
    if (letters > 0) thirds += letters === 1 ? 3 : letters > 3 ? 1 : 0;
    else if (!isSpace) thirds += code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 3 : 4.5;
    isInSpace = isSpace;
  }
  return Math.ceil(thirds / 3);
}
