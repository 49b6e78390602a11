/** Text that every store takes: no half of a surrogate pair, and no NUL, which Postgres can't hold. */
export const cleanText = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\uFFFD');

/** `cleanText` of at most `most` characters; what was longer ends in “…”. */
export function clipText(text: string, most: number): string {
  return text.length <= most ? cleanText(text) : `${cleanText(text.slice(0, safeCut(text, most - 1)))}…`;
}

const graphemes = new Intl.Segmenter('en');
/** A character of more parts than this is cut. */
const LONGEST_GRAPHEME = 64;

/** The last place up to `at` where text can be cut: never inside a surrogate pair, nor in what is read as one character. */
export function safeCut(text: string, at: number): number {
  if (at <= 0 || at >= text.length) return Math.max(0, Math.min(at, text.length));
  const from = Math.max(0, at - LONGEST_GRAPHEME);
  const around = text.slice(from, at + LONGEST_GRAPHEME);
  const cut = from + (graphemes.segment(around).containing(at - from)?.index ?? at - from);
  // One that began before the window is longer than any character.
  if (cut > from) return cut;
  return isHalf(text, at) ? at - 1 : at;
}

/** Text in pieces of at most `most` characters (two or more), each cut where `safeCut` allows it; none of no text. */
export function cutIntoPieces(text: string, most: number): string[] {
  const pieces: string[] = [];
  let left = text;
  while (left !== '') {
    const cut = safeCut(left, most);
    pieces.push(left.slice(0, cut));
    left = left.slice(cut);
  }
  return pieces;
}

/** Between the two halves of a surrogate pair. */
const isHalf = (text: string, at: number): boolean =>
  /[\uD800-\uDBFF]/.test(text[at - 1]!) && /[\uDC00-\uDFFF]/.test(text[at]!);
