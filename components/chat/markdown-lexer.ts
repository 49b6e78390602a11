import { Lexer, type MarkedOptions, type Token, Tokenizer, type Tokens } from 'marked';
import { readFootnote, readFootnoteMark } from './markdown-footnotes.ts';
import { findDollar, maskMaths, readMaths } from './markdown-maths.ts';

/*
 * marked's lexer with bounds, since a model may write anything: how deep things nest, and how much work a text may
 * cost for each of its characters. What goes beyond is shown as it was written. Beside them formulas and footnotes.
 */
const MOST_BLOCK_DEPTH = 16;
const MOST_INLINE_DEPTH = 16;
const MOST_CELLS = 4000;
const MOST_COLUMNS = 64;
const MOST_URL_CHARS = 2000;
/** Characters still to read, summed over all steps: a text without tricks stays far below. */
const allowedInlineWork = (chars: number): number => 200_000 + 250 * chars;
/** Looking for the end of an emphasis is the dearest of all. */
const allowedMarkWork = (chars: number): number => 50_000 + 30 * chars;

/** What some templates write around thoughts and calls is text with Markdown in it, not HTML. */
const NO_HTML =
  /^ {0,3}<\/?(?:think|thinking|thought|reasoning|reflection|answer|tool_call|tool_response)\b/i;

/** As written, without a look into it. */
export type PlainToken = { type: 'plain'; raw: string; text: string };
export type MathsToken = { type: 'maths'; raw: string; source: string; isDisplay: boolean; isOpen: boolean };
export type FootnoteToken = { type: 'footnote'; raw: string; label: string; tokens: Token[] };
export type FootnoteMarkToken = { type: 'footnoteMark'; raw: string; label: string };

/** What earlier parts of the same answer have defined. */
export type Known = { links: Record<string, Pick<Tokens.Link, 'href' | 'title'>>; footnotes: Set<string> };
export const nothingKnown = (): Known => ({ links: {}, footnotes: new Set() });

const plain = (raw: string): PlainToken => ({ type: 'plain', raw, text: raw });

class BoundedTokenizer extends Tokenizer {
  override emStrong(src: string, masked: string, before?: string): Tokens.Em | Tokens.Strong | undefined {
    if (!/^[*_]/.test(src) || !(this.lexer as BoundedLexer).mayLookForEnd(src)) return undefined;
    return super.emStrong(src, masked, before);
  }

  override del(src: string, masked: string, before?: string): Tokens.Del | undefined {
    if (!src.startsWith('~') || !(this.lexer as BoundedLexer).mayLookForEnd(src)) return undefined;
    return super.del(src, masked, before);
  }

  override html(src: string): Tokens.HTML | undefined {
    return NO_HTML.test(src) ? undefined : super.html(src);
  }

  /** Rows are filled up to the columns of the head: a wide head with many short rows would be millions of cells. */
  override table(src: string): Tokens.Table | undefined {
    const head = src.slice(0, src.indexOf('\n') + 1);
    if (!head.includes('|') && !/^[^\n]*\n[^\n]*[|:]/.test(src)) return undefined;
    const columns = head.split('|').length;
    if (columns > MOST_COLUMNS) return undefined;
    const end = src.indexOf('\n\n');
    const rows = (end === -1 ? src : src.slice(0, end)).split('\n').length;
    return columns * rows > MOST_CELLS ? undefined : super.table(src);
  }

  /** An open tag changes nothing for what follows it: it is text. */
  override tag(src: string): Tokens.Tag | undefined {
    const { inLink, inRawBlock } = this.lexer.state;
    const token = super.tag(src);
    Object.assign(this.lexer.state, { inLink, inRawBlock });
    return token;
  }

  override url(src: string): Tokens.Link | undefined {
    const isLong = /^(?:https?:|ftp:|www\.)/i.test(src) && !/[\s<]/.test(src.slice(0, MOST_URL_CHARS));
    return isLong && src.length > MOST_URL_CHARS ? undefined : super.url(src);
  }

  override inlineText(src: string): Tokens.Text | undefined {
    const token = super.inlineText(src);
    if (!token) return undefined;
    const at = findDollar(src, token.raw.length);
    if (at === -1) return token;
    const text = src.slice(0, at);
    return { type: 'text', raw: text, text, escaped: false };
  }
}

type Options = { known: Known; streaming: boolean };
export type LexedBlock = { token: Token; start: number };

class BoundedLexer extends Lexer {
  readonly known: Known;
  readonly streaming: boolean;
  /** Where each block of the top begins, counted from the end. */
  readonly lefts: number[] = [];
  /** The text whose inline parts are being read. */
  inlineSrc = '';
  depth = 0;
  #inlineDepth = 0;
  #work = 0;
  #markWork = 0;

  constructor({ known, streaming }: Options) {
    super(lexerOptions());
    this.known = known;
    this.streaming = streaming;
    Object.assign(this.tokens.links, known.links);
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- marked's overloads say the same of each kind of list.
  override blockTokens(src: string, tokens: any = [], lastParagraphClipped?: boolean): any {
    if (this.depth >= MOST_BLOCK_DEPTH) {
      tokens.push(plain(src));
      this.state.top = true;
      return tokens;
    }
    this.depth += 1;
    try {
      return super.blockTokens(src, tokens, lastParagraphClipped);
    } finally {
      this.depth -= 1;
    }
  }

  override inlineTokens(src: string, tokens: Token[] = []): Token[] {
    if (this.#inlineDepth === 0) {
      this.#work = allowedInlineWork(src.length);
      this.#markWork = allowedMarkWork(src.length);
    }
    if (this.#inlineDepth >= MOST_INLINE_DEPTH) {
      tokens.push(plain(src) as Token);
      return tokens;
    }
    this.#inlineDepth += 1;
    this.inlineSrc = src;
    try {
      return super.inlineTokens(src, tokens);
    } finally {
      this.#inlineDepth -= 1;
    }
  }

  mayLookForEnd(src: string): boolean {
    this.#markWork -= src.length;
    return this.#markWork >= 0;
  }

  /** Takes what is left as it is once the text has cost what it may. */
  spend(src: string): PlainToken | undefined {
    this.#work -= src.length;
    return this.#work < 0 ? plain(src) : undefined;
  }
}

/** The blocks of a text and where each begins. */
export function lexBlocks(text: string, options: Options): LexedBlock[] {
  const lexer = new BoundedLexer(options);
  const tokens = lexer.lex(text);
  return tokens.map((token, index) => ({ token, start: text.length - lexer.lefts[index]! }));
}

type Step = (this: { lexer: BoundedLexer }, src: string, tokens: Token[]) => unknown;
const lastChar = (tokens: readonly Token[]): string => tokens.at(-1)?.raw.at(-1) ?? '';

const blockSteps: Step[] = [
  function note(src, tokens) {
    if (this.lexer.depth === 1) this.lexer.lefts[tokens.length] = src.length;
    return undefined;
  },
  function maths(src) {
    const indent = /^ {0,3}(?=\$\$|\\\[)/.exec(src)?.[0].length;
    if (indent === undefined) return undefined;
    const found = readMaths(src.slice(indent), '', this.lexer.streaming && this.lexer.depth === 1);
    if (!found) return undefined;
    const rest = /^[ \t]*(?:\n|$)/.exec(src.slice(indent + found.raw.length));
    // Words after it on its line make it a part of a paragraph.
    return rest && { ...found, type: 'maths', raw: src.slice(0, indent + found.raw.length + rest[0].length) };
  },
  function footnote(src) {
    const found = readFootnote(src);
    if (!found) return undefined;
    this.lexer.known.footnotes.add(found.label);
    return {
      type: 'footnote',
      raw: found.raw,
      label: found.label,
      tokens: this.lexer.blockTokens(found.text, []),
    };
  },
];

const inlineSteps: Step[] = [
  function guard(src) {
    return this.lexer.spend(src);
  },
  function maths(src, tokens) {
    if (src[0] !== '$' && src[0] !== '\\') return undefined;
    const found = readMaths(src, lastChar(tokens), false);
    return found && { ...found, type: 'maths' };
  },
  function footnoteMark(src) {
    const found = src.startsWith('[^') ? readFootnoteMark(src, this.lexer.known.footnotes) : null;
    return found && { ...found, type: 'footnoteMark' };
  },
];

/** Where within the paragraph that `src` begins with a formula or a footnote of its own line begins. */
function startOfOwn(src: string): number | undefined {
  const end = src.indexOf('\n\n');
  const part = end === -1 ? src : src.slice(0, end);
  for (const { index } of part.matchAll(/\n(?= {0,3}(?:\$\$|\\\[|\[\^))/g)) {
    const own = src.slice(index + 1).replace(/^ {0,3}/, '');
    if (own.startsWith('[^') ? readFootnote(own) : readMaths(own, '', false)) return index + 1;
  }
  return undefined;
}

const lexerOptions = (): MarkedOptions =>
  ({
    gfm: true,
    breaks: false,
    tokenizer: new BoundedTokenizer(),
    hooks: {
      emStrongMask(this: { lexer: BoundedLexer }, masked: string): string {
        return maskMaths(masked, this.lexer.inlineSrc);
      },
    },
    extensions: {
      block: blockSteps,
      inline: inlineSteps,
      startBlock: [startOfOwn],
      renderers: {},
      childTokens: {},
    },
  }) as unknown as MarkedOptions;
