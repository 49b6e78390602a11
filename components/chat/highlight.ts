/*
 * One quiet palette for code: comments, strings, numbers, and the keywords most languages share. A single pass
 * with one regular expression, so it costs the same for any input; what it does not know stays plain.
 */
export type CodePart = { kind: 'comment' | 'string' | 'number' | 'keyword' | null; text: string };

const MAX_CHARS = 20_000;
/** A string that never ends is looked for to the end of its line. */
const MAX_LINE = /[^\n]{2000}/;
const KEYWORDS = new Set(
  (
    'and as assert async await break case catch class const continue def default del do elif else end enum except ' +
    'export extends false False finally fn for from function func global if impl implements import in interface is ' +
    'lambda let match mod mut new nil None not null of or package pass pub public private protected raise return ' +
    'self static struct super switch then this throw trait true True try type typeof undefined use var void where ' +
    'while with yield select insert update delete create table join on group by order SELECT FROM WHERE INSERT INTO ' +
    'VALUES UPDATE SET DELETE CREATE TABLE JOIN LEFT RIGHT INNER ON GROUP BY ORDER LIMIT AND OR NOT NULL AS'
  ).split(' '),
);
/** Languages as `nameCode` calls them. */
const HASH_COMMENTS = new Set(['python', 'bash', 'ruby', 'yaml', 'toml', 'r', 'makefile', 'dockerfile']);
const DASH_COMMENTS = new Set(['sql', 'lua', 'haskell']);
const PLAIN = new Set(['code', 'text', 'markdown', 'console', 'log', 'output', 'diff']);

const STRING = String.raw`"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|${'`'}(?:\\.|[^${'`'}\\])*${'`'}`;
const NUMBER = String.raw`\b0x[\da-fA-F]+\b|\b\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?\b`;
const WORD = String.raw`[A-Za-z_$][\w$]*`;

function pattern(language: string): RegExp {
  const comment = HASH_COMMENTS.has(language)
    ? String.raw`#[^\n]*`
    : DASH_COMMENTS.has(language)
      ? String.raw`--[^\n]*`
      : String.raw`\/\/[^\n]*|\/\*[\s\S]*?\*\/`;
  return new RegExp(`(${comment})|(${STRING})|(${NUMBER})|(${WORD})`, 'g');
}

/** The parts of `code` in order; joined, their texts are `code` to the character. */
export function highlight(code: string, language: string): CodePart[] {
  if (PLAIN.has(language) || code.length > MAX_CHARS || MAX_LINE.test(code))
    return [{ kind: null, text: code }];
  const parts: CodePart[] = [];
  let end = 0;
  for (const match of code.matchAll(pattern(language))) {
    const kind = match[1]
      ? 'comment'
      : match[2]
        ? 'string'
        : match[3]
          ? 'number'
          : KEYWORDS.has(match[0])
            ? 'keyword'
            : null;
    if (!kind) continue;
    if (match.index > end) parts.push({ kind: null, text: code.slice(end, match.index) });
    parts.push({ kind, text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < code.length) parts.push({ kind: null, text: code.slice(end) });
  return parts;
}
