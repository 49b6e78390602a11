import { lexer, type MarkedToken, type Token, type Tokens } from 'marked';

/** Schemes a link of a model may have; everything else is shown as text. */
const LINK_PROTOCOLS = new Set(['https:', 'mailto:']);
const OPTIONS = { gfm: true, breaks: false } as const;

export type Block = { token: MarkedToken; raw: string };
export type Document = { blocks: Block[]; definitions: number };

/** Cuts an answer into blocks. While it streams, an emphasis or code span still open at the end is closed. */
export function toBlocks(text: string, streaming: boolean): Document {
  let tokens = lexer(text, OPTIONS);
  const last = tokens.at(-1);
  if (streaming && last && (last.type === 'paragraph' || last.type === 'list')) {
    const closing = openMarks(last.raw);
    if (closing) tokens = lexer(text.trimEnd() + closing, OPTIONS);
  }
  const blocks = tokens
    .filter((it) => it.type !== 'space' && it.type !== 'def')
    .map((it) => ({ token: it as MarkedToken, raw: it.raw }));
  return { blocks, definitions: tokens.length - blocks.length };
}

/** What would close the `**` and the backtick that are open at the end of a paragraph. */
function openMarks(raw: string): string {
  const line = raw.split('\n').at(-1) ?? '';
  const outsideCode = line.replaceAll(/`[^`]*`/g, '');
  if (outsideCode.includes('`')) return '`';
  const bolds = outsideCode.split('**').length - 1;
  return bolds % 2 === 1 && !/\*\*\s*$/.test(outsideCode) ? '**' : '';
}

/** The address and the host to show beside it, or null when this must not be a link. */
export function safeLink(href: string): { href: string; host: string | null } | null {
  let url: URL;
  try {
    url = new URL(href);
  } catch {
    return null;
  }
  if (!LINK_PROTOCOLS.has(url.protocol)) return null;
  return { href: url.href, host: url.protocol === 'mailto:' ? null : url.host };
}

const NAMED: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  times: '×',
};

/** Character references as Markdown allows them; the result is text and never becomes markup. */
export function decodeEntities(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi, (whole, decimal, hex, name) => {
    if (name) return NAMED[(name as string).toLowerCase()] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex as string, 16);
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
      ? String.fromCodePoint(code)
      : whole;
  });
}

const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** Marks that turn the reading direction can make code look like other code: they are shown by their number. */
export const showBidi = (code: string): string =>
  code.replaceAll(BIDI, (mark) => `⟨U+${mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`);
export const withoutBidi = (code: string): string => code.replaceAll(BIDI, '');

export type { MarkedToken, Token, Tokens };
