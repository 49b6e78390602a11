import type { SnippetPiece } from '../schemas/chat-shelf.ts';

/** What is looked for: words, each of which may be the beginning of a longer one, and phrases in quotes. */
export type Term = { text: string; isPhrase: boolean };

/** Shorter words are looked for as they stand: half of all words begin with an “a”. */
const SHORTEST_BEGINNING = 3;
const MOST_TERMS = 12;

export function termsOf(asked: string): Term[] {
  const found = asked.matchAll(/"([^"]*)"?|([^\s"]+)/gu);
  return [...found]
    .map(([, phrase, word]) => ({ text: (phrase ?? word ?? '').trim(), isPhrase: phrase !== undefined }))
    .filter((it) => /[\p{L}\p{N}]/u.test(it.text))
    .slice(0, MOST_TERMS);
}

/** The terms in Postgres' own language for `to_tsquery`; all of them have to be there. */
export const tsQueryOf = (terms: readonly Term[]): string =>
  terms
    .map(({ text, isPhrase }) => {
      const quoted = `'${text.replaceAll(/['\\]/g, (it) => it + it)}'`;
      return isPhrase || text.length < SHORTEST_BEGINNING ? quoted : `${quoted}:*`;
    })
    .join(' & ');

/** Signs of Markdown that say nothing where it is not drawn: bold, code, headings, the line under a table’s head. */
const MARKS = /\*\*|`+|^#{1,6} |^\|[-:| ]+\|$/gm;
const AROUND = 60;
const LONGEST = 220;

/**
 * A piece of a text around the first place that has a term, with every place in it marked. Text only: whoever shows it
 * has nothing to trust. White space is one space, so that code and lists take one line.
 */
export function snippetOf(said: string, terms: readonly Term[]): SnippetPiece[] {
  const text = said.replaceAll(MARKS, ' ').replaceAll(/\s+/g, ' ').trim();
  const pattern = patternOf(terms);
  const first = pattern?.exec(text)?.index ?? 0;
  const from = first <= AROUND ? 0 : wordEdge(text, first - AROUND);
  const to = text.length - from <= LONGEST ? text.length : wordEdge(text, from + LONGEST);
  const shown = `${from > 0 ? '…' : ''}${text.slice(from, to).trim()}${to < text.length ? '…' : ''}`;
  return markedPieces(shown, terms);
}

/** The whole text, with every place that has a term marked. */
export function markedPieces(text: string, terms: readonly Term[]): SnippetPiece[] {
  const pattern = patternOf(terms);
  const pieces: SnippetPiece[] = [];
  let at = 0;
  for (const hit of pattern ? text.matchAll(pattern) : []) {
    if (hit.index > at) pieces.push({ text: text.slice(at, hit.index), isHit: false });
    pieces.push({ text: hit[0], isHit: true });
    at = hit.index + hit[0].length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), isHit: false });
  return pieces;
}

/** At the beginning of a word, as the search itself; null when there is nothing to look for. */
function patternOf(terms: readonly Term[]): RegExp | null {
  if (terms.length === 0) return null;
  const any = terms
    .toSorted((a, b) => b.text.length - a.text.length)
    .map(({ text }) => text.replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim())
    .filter(Boolean)
    .map((it) => it.split(' ').join(String.raw`[^\p{L}\p{N}]{1,3}`))
    .join('|');
  return new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${any})`, 'giu');
}

/** The nearest space before, where there is one near; never inside a surrogate pair. */
function wordEdge(text: string, at: number): number {
  const space = text.lastIndexOf(' ', at);
  if (space > at - 30) return space + 1;
  return /[\uDC00-\uDFFF]/.test(text[at] ?? '') ? at - 1 : at;
}
