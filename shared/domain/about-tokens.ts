/*
 * Roughly how many tokens a model makes of a text; tokenizers differ by a fifth either way, so it is always told with
 * "about". Tokens a character, by script: common English words are one token, other scripts are cut finer.
 */
const LATIN = 0.27;
const OTHER_LETTERS = 0.5;
const IDEOGRAPHS = 0.9;

export function aboutTokens(text: string): number {
  let tokens = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    tokens += code < 0x80 ? LATIN : code >= 0x2e80 ? IDEOGRAPHS : OTHER_LETTERS;
  }
  return Math.ceil(tokens);
}
