import type { Token, Tokens } from 'marked';
import {
  type FootnoteToken,
  type Known,
  type LexedBlock,
  lexBlocks,
  nothingKnown,
} from './markdown-lexer.ts';
import { repairEnd } from './markdown-repair.ts';

/** One block of an answer; the same object as long as it looks the same. */
export type Block = { token: Token; raw: string; isOpen: boolean };

/**
 * An answer cut into blocks, and how far: what stands before `closedLength` is never read again while the answer
 * grows, so that each step costs as much as what is new and the block it belongs to.
 */
export type Reading = {
  text: string;
  closedLength: number;
  closed: Block[];
  open: Block[];
  /** What its closed blocks define. */
  known: Known;
  isFinal: boolean;
};

/** A block longer than this is cut at a line, and each part is a block. */
const MOST_BLOCK_CHARS = 16_000;
const WINDOW_CHARS = 8000;
const FENCE = /^\s*(?:`{3}|~{3})/;

const start = (known: Known): Reading => ({
  text: '',
  closedLength: 0,
  closed: [],
  open: [],
  known,
  isFinal: false,
});

/** Reads on from where `before` ended, or anew when the text is another one. */
export function readBlocks(before: Reading | null, written: string, streaming: boolean): Reading {
  const text = written.replaceAll(/\r\n?/g, '\n');
  if (before?.text === text && before.isFinal === !streaming) return before;
  const goesOn = before && !before.isFinal && text.startsWith(before.text);
  let reading = readOn(goesOn ? before : start(nothingKnown()), text, streaming);
  if (!streaming && isDefining(reading.known)) {
    // What refers to something defined further down.
    reading = readOn(start(reading.known), text, false);
  }
  return keepSame(before, { ...reading, isFinal: !streaming });
}

export const blocksOf = (reading: Reading): Block[] => [...reading.closed, ...reading.open];

const isDefining = (known: Known): boolean => known.footnotes.size > 0 || Object.keys(known.links).length > 0;

function readOn(from: Reading, text: string, streaming: boolean): Reading {
  let reading = from;
  let length = from.text.length;
  do {
    const tail = length - reading.closedLength;
    length = Math.min(text.length, length + Math.max(WINDOW_CHARS, tail));
    reading = step(reading, text.slice(0, length), streaming && length === text.length);
  } while (length < text.length);
  return reading;
}

/** Reads what is not closed yet. */
function step(reading: Reading, text: string, streaming: boolean): Reading {
  let { closedLength, closed, known } = reading;
  for (;;) {
    const tail = text.slice(closedLength);
    const cut = tail.length > MOST_BLOCK_CHARS && !FENCE.test(tail) ? cutAt(tail) : null;
    const part = cut === null ? tail : tail.slice(0, cut);
    const found = lexSafely(part, known, streaming && cut === null);
    const firstOpen = firstOpenOf(found, part);
    // A block that fills the whole part is cut with it.
    const isWhole = cut !== null && firstOpen === 0;
    const ended = isWhole ? found : found.slice(0, firstOpen);
    closed = [...closed, ...ended.flatMap(toBlock)];
    closedLength += isWhole ? part.length : (found[firstOpen]?.start ?? 0);
    known = withDefined(known, ended);
    if (cut !== null) continue;
    const rest = found.slice(firstOpen);
    const open = streaming ? openBlocks(rest, part, known) : rest.flatMap(toBlock);
    if (!streaming) known = withDefined(known, rest);
    return { ...reading, text, closedLength, closed, open, known };
  }
}

function withDefined(known: Known, found: readonly LexedBlock[]): Known {
  const defining = found.filter(({ token }) => token.type === 'def' || token.type === 'footnote');
  if (defining.length === 0) return known;
  const all = copyOf(known);
  for (const { token } of defining) {
    if (token.type === 'footnote') all.footnotes.add((token as FootnoteToken).label);
    else all.links[(token as Tokens.Def).tag] ??= token as Tokens.Def;
  }
  return all;
}

/** The last block may go on; so may the one before it while the first line of the last is not complete. */
function firstOpenOf(found: readonly LexedBlock[], part: string): number {
  const last = found.at(-1);
  if (!last) return 0;
  return part.includes('\n', last.start) ? found.length - 1 : Math.max(0, found.length - 2);
}

function openBlocks(found: readonly LexedBlock[], part: string, known: Known): Block[] {
  const last = found.at(-1);
  if (!last) return [];
  const written = part.slice(last.start);
  const repaired = repairEnd(written, last.token);
  const ends = repaired === null ? [last] : lexSafely(repaired, known, true);
  const blocks = ends.flatMap(toBlock);
  return [
    ...found.slice(0, -1).flatMap(toBlock),
    ...blocks.map((it, index) => ({ ...it, isOpen: index === blocks.length - 1 })),
  ];
}

const copyOf = (known: Known): Known => ({ links: { ...known.links }, footnotes: new Set(known.footnotes) });

const toBlock = ({ token }: LexedBlock): Block[] =>
  token.type === 'space' || token.type === 'def' ? [] : [{ token, raw: token.raw, isOpen: false }];

/** Whatever the lexer stumbles over is shown as it was written. */
function lexSafely(text: string, known: Known, streaming: boolean): LexedBlock[] {
  try {
    const found = lexBlocks(text, { known: copyOf(known), streaming });
    return found.filter(({ token }) => token.type !== 'space');
  } catch {
    return [{ token: { type: 'plain', raw: text, text } as Token, start: 0 }];
  }
}

/** The best place to cut a part that is too long: before a blank line, a line that begins at the left, any line. */
function cutAt(tail: string): number {
  const most = tail.slice(0, MOST_BLOCK_CHARS);
  const half = MOST_BLOCK_CHARS / 2;
  for (const at of [most.lastIndexOf('\n\n') + 1, lastLeftLine(most), most.lastIndexOf('\n') + 1]) {
    if (at > half) return at;
  }
  // Not between the two halves of one character.
  return /[\ud800-\udbff]$/.test(most) ? most.length - 1 : most.length;
}

function lastLeftLine(most: string): number {
  for (let at = most.lastIndexOf('\n'); at > 0; at = most.lastIndexOf('\n', at - 1)) {
    if (/\S/.test(most[at + 1] ?? ' ')) return at + 1;
  }
  return 0;
}

/** Blocks that look as they did keep their object, by which the page knows that there is nothing to draw. */
function keepSame(before: Reading | null, reading: Reading): Reading {
  if (!before) return reading;
  const old = blocksOf(before);
  const refers = isDefining(reading.known);
  const keep = (block: Block, index: number): Block => {
    const other = old[index];
    return other && looksAlike(block, other) && !(refers && reading.isFinal && block.raw.includes('['))
      ? other
      : block;
  };
  const closed = reading.closed.map(keep);
  return { ...reading, closed, open: reading.open.map((it, at) => keep(it, closed.length + at)) };
}

function looksAlike(a: Block, b: Block): boolean {
  if (a === b) return true;
  if (a.token.type !== b.token.type || a.isOpen !== b.isOpen) return false;
  return a.raw === b.raw || (a.token.type !== 'code' && a.raw.trimEnd() === b.raw.trimEnd());
}
