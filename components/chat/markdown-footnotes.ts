export type Footnote = { raw: string; label: string; text: string };

const START = /^ {0,3}\[\^([^\]\s[]{1,60})\]:[ \t]*/;
const MARK = /^\[\^([^\]\s[]{1,60})\](?!:)/;

/** The footnote that `src` begins with: its line, the lines that go on without a blank one, and indented ones. */
export function readFootnote(src: string): Footnote | null {
  const start = START.exec(src);
  if (!start) return null;
  let end = endOfLine(src, 0);
  const lines = [src.slice(start[0].length, end)];
  let isAfterBlank = false;
  for (let at = end; at < src.length;) {
    const next = endOfLine(src, at);
    const line = src.slice(at, next);
    const isBlank = line.trim() === '';
    if (!isBlank && !/^(?: {2,}|\t)/.test(line) && (isAfterBlank || START.test(line))) break;
    lines.push(line.replace(/^(?: {1,4}|\t)/, ''));
    if (!isBlank) end = next;
    isAfterBlank = isBlank;
    at = next;
  }
  return { raw: src.slice(0, end), label: start[1]!, text: lines.join('').trimEnd() };
}

const endOfLine = (src: string, from: number): number => {
  const at = src.indexOf('\n', from);
  return at === -1 ? src.length : at + 1;
};

/** The mark in a text that points at a footnote: one that is known, or a number; `[^a-z]` is text. */
export function readFootnoteMark(
  src: string,
  known: ReadonlySet<string>,
): { raw: string; label: string } | null {
  const mark = MARK.exec(src);
  if (!mark || !(known.has(mark[1]!) || /^\d{1,3}$/.test(mark[1]!))) return null;
  return { raw: mark[0], label: mark[1]! };
}
