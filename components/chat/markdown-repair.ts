import type { Token, Tokens } from 'marked';

const MOST_LOOKED_AT = 2000;
const CLOSERS: Record<string, string> = { '**': '**', '*': '*', __: '__', _: '_', '~~': '~~' };

/**
 * The end of an answer that is still written, as if it were complete: a mark that is open is closed, half a link is
 * its words, half a table is a table. Null when nothing is missing.
 */
export function repairEnd(written: string, token: Token): string | null {
  if (!isProse(token)) return null;
  const table = token.type === 'paragraph' ? repairTable(written) : null;
  if (table !== null) return table;
  const text = written.trimEnd();
  const from = Math.max(startOfLast(text), text.length - MOST_LOOKED_AT);
  const last = text.slice(from);
  const repaired = closeMarks(endLink(last));
  return repaired === last ? null : text.slice(0, from) + repaired;
}

/** Whether the answer ends in words, and not in code or a formula. */
function isProse(token: Token): boolean {
  switch (token.type) {
    case 'list': {
      const item = (token as Tokens.List).items.at(-1);
      const last = item?.tokens.findLast((it) => it.type !== 'space');
      return last ? isProse(last) : false;
    }
    case 'blockquote':
    case 'footnote': {
      const last = (token as Tokens.Blockquote).tokens.findLast((it) => it.type !== 'space');
      return last ? isProse(last) : false;
    }
    case 'paragraph':
    case 'text':
    case 'heading':
    case 'table':
      return true;
    default:
      return false;
  }
}

/** Where the last paragraph, item, row or heading begins: marks do not reach over it. */
function startOfLast(text: string): number {
  for (let at = text.length; at > 0;) {
    const line = text.lastIndexOf('\n', at - 1) + 1;
    if (line === 0 || /^\s*(?:$|[-*+>#|]\s|\||\d{1,9}[.)]\s)/.test(text.slice(line, line + 40))) return line;
    if (/\n[ \t]*\n?$/.test(text.slice(Math.max(0, line - 40), line - 1) + '\n') && text[line - 2] === '\n')
      return line;
    at = line - 1;
  }
  return 0;
}

/** `[words](https://exa` is shown as its words until the address is there. */
const endLink = (last: string): string =>
  last.replace(/!?\[([^[\]\n]{0,300})\]\([^()\s]{0,1000}$/, (_, words: string) => words);

/** Closes what is open at the end; a mark with nothing behind it yet is left out. */
function closeMarks(last: string): string {
  const text = last.replace(/(?:^|(?<=[\s(]))(?:\*{1,3}|_{1,3}|~~|`{1,2})$/, '').trimEnd();
  const open = openMarks(text);
  if (open.length === 0) return text === last.trimEnd() ? last : text;
  const closing = open.toReversed().map((mark) => CLOSERS[mark] ?? mark);
  return text + closing.join('');
}

function openMarks(text: string): string[] {
  const open: string[] = [];
  for (let at = 0; at < text.length;) {
    const mark = /^(?:`+|\*\*?|__?|~~)/.exec(text.slice(at, at + 40))?.[0];
    if (text[at] === '\\') at += 2;
    else if (!mark) at += 1;
    else if (mark.startsWith('`')) {
      const end = text.indexOf(mark, at + mark.length);
      if (end === -1) return [...open, mark];
      at = end + mark.length;
    } else {
      toggle(open, mark, text[at - 1] ?? ' ', text[at + mark.length] ?? ' ');
      at += mark.length;
    }
  }
  return open;
}

/** A mark closes after a letter and opens before one; an underscore within a word is a letter. */
function toggle(open: string[], mark: string, before: string, after: string): void {
  if (mark.startsWith('_') && /\w/.test(before) && /\w/.test(after)) return;
  const place = open.lastIndexOf(mark);
  if (place !== -1 && /\S/.test(before)) open.length = place;
  else if (/\S/.test(after)) open.push(mark);
}

/** A head of a table is one from its first row on. */
function repairTable(written: string): string | null {
  const found = /^(\|[^\n]*)(?:\n([\s|:-]*))?$/.exec(written.trimEnd());
  const head = found?.[1]?.trim();
  if (!head || head.length < 2) return null;
  const columns = head.replace(/^\|/, '').replace(/\|$/, '').split('|').length;
  return `${head}\n${'|---'.repeat(columns)}|`;
}
