import { safeFileName } from './file-name.ts';

/**
 * A file as a question holds it: its name, and its text in a fence that is longer than any inside, so that nothing in
 * the file can end it.
 *
 *     File: notes.md (first 200,000 of 310,022 characters)
 *     ````text
 *     …
 *     ````
 */
export function attachmentBlock(file: { name: string; text: string; characters: number }): string {
  const { name, text, characters } = file;
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const fence = '`'.repeat(Math.max(3, longest + 1));
  const count = (it: number): string => it.toLocaleString('en-GB');
  const cut =
    text.length < characters ? ` (first ${count(text.length)} of ${count(characters)} characters)` : '';
  return `File: ${safeFileName(name)}${cut}\n${fence}text\n${text}${text.endsWith('\n') ? '' : '\n'}${fence}`;
}

/** Files stand before what is asked about them. */
export const questionWithFiles = (blocks: readonly string[], text: string): string =>
  [...blocks, text].join('\n\n');
