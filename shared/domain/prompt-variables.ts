/** `{{audience}}`: letters, digits, spaces, `_` and `-`, by any of which it is asked for. */
const VARIABLE = /\{\{\s*([\p{L}\p{N}][\p{L}\p{N} _-]{0,39}?)\s*\}\}/gu;

/** The variables of a prompt, each once, in the order in which they come. */
export const variablesOf = (text: string): string[] => [
  ...new Set(Array.from(text.matchAll(VARIABLE), (it) => it[1]!)),
];

/** The prompt with its variables put in; what is put in is not looked through again. */
export const fillPrompt = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(VARIABLE, (whole, name: string) => (Object.hasOwn(values, name) ? values[name]! : whole));

/** The prompt in pieces, so that its variables can be shown as such. */
export function piecesOf(text: string): { text: string; variable: boolean }[] {
  const pieces: { text: string; variable: boolean }[] = [];
  let from = 0;
  for (const match of text.matchAll(VARIABLE)) {
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), variable: false });
    pieces.push({ text: match[1]!, variable: true });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), variable: false });
  return pieces;
}
