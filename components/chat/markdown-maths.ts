/** A formula as written; `isOpen` while its end has not come yet. */
export type Maths = { raw: string; source: string; isDisplay: boolean; isOpen: boolean };

const MOST_DISPLAY_CHARS = 6000;
const MOST_INLINE_CHARS = 1000;
const PAIRS = [
  { start: '$$', end: '$$', isDisplay: true },
  { start: '\\[', end: '\\]', isDisplay: true },
  { start: '\\(', end: '\\)', isDisplay: false },
] as const;

/** The formula that `src` begins with. `before` is the character that stands before it. */
export function readMaths(src: string, before: string, streaming: boolean): Maths | null {
  for (const pair of PAIRS) {
    if (!src.startsWith(pair.start)) continue;
    return readPair(src, pair, streaming);
  }
  return src.startsWith('$') ? readDollar(src, before) : null;
}

function readPair(src: string, { start, end, isDisplay }: (typeof PAIRS)[number], streaming: boolean) {
  const at = endOf(src, end);
  if (at === -1) {
    const isOpen = streaming && src.length <= MOST_DISPLAY_CHARS && !src.includes('\n\n');
    return isOpen ? { raw: src, source: src, isDisplay, isOpen } : null;
  }
  const source = src.slice(start.length, at).trim();
  return source === '' ? null : { raw: src.slice(0, at + end.length), source, isDisplay, isOpen: false };
}

/** A formula knows no blank line, and a backslash takes what follows it. */
function endOf(src: string, end: string): number {
  const first = src.indexOf(end, 2);
  if (first === -1 || first > MOST_DISPLAY_CHARS) return -1;
  const most = Math.min(src.length, MOST_DISPLAY_CHARS);
  for (let at = 2; at < most; at++) {
    if (src.startsWith(end, at)) return at;
    if (src[at] === '\\') at += 1;
    else if (src[at] === '\n' && src[at + 1] === '\n') return -1;
  }
  return -1;
}

/** Pandoc's rule, by which "$5 and $10" are prices: no space inside the signs, no digit after them. */
function readDollar(src: string, before: string): Maths | null {
  if (/[\p{L}\p{N}$]/u.test(before) || !/^\$[^\s$]/.test(src)) return null;
  const most = Math.min(src.length, MOST_INLINE_CHARS);
  for (let at = 1; at < most; at++) {
    if (src[at] === '\\') at += 1;
    else if (src[at] === '\n' && src[at + 1] === '\n') return null;
    else if (src[at] === '$') {
      if (/\s/.test(src[at - 1]!) || /[\d$]/.test(src[at + 1] ?? '')) return null;
      return { raw: src.slice(0, at + 1), source: src.slice(1, at), isDisplay: false, isOpen: false };
    }
  }
  return null;
}

/** Where in the first `length` characters, but not at their beginning, a formula between dollars begins; or -1. */
export function findDollar(src: string, length: number): number {
  for (let at = src.indexOf('$', 1); at !== -1 && at < length; at = src.indexOf('$', at + 1)) {
    const rest = src.slice(at, at + MOST_DISPLAY_CHARS);
    if (readMaths(rest, src[at - 1]!, false)) return at;
    // Both of a pair without an end are text.
    if (src[at + 1] === '$') at += 1;
  }
  return -1;
}

/** `masked` with the formulas of `src` blotted out, as long as before: an underscore in one is no emphasis. */
export function maskMaths(masked: string, src: string): string {
  if (!/[$\\]/.test(src)) return masked;
  let result = '';
  let from = 0;
  for (let at = nextSign(src, 0); at !== -1; at = nextSign(src, at)) {
    // What is masked already is code or a link.
    const isHidden = src[at] === '$' && masked[at] !== '$';
    const maths = isHidden
      ? null
      : readMaths(src.slice(at, at + MOST_DISPLAY_CHARS), src[at - 1] ?? '', false);
    if (!maths) {
      at += src[at] === '\\' ? 2 : 1;
      continue;
    }
    result += masked.slice(from, at) + 'a'.repeat(maths.raw.length);
    at += maths.raw.length;
    from = at;
  }
  return result + masked.slice(from);
}

function nextSign(src: string, from: number): number {
  for (let at = from; at < src.length; at++) if (src[at] === '$' || src[at] === '\\') return at;
  return -1;
}
