import { stripVTControlCharacters } from 'node:util';
import { clipText, cutIntoPieces } from '@/shared/domain/clip-text.ts';

const MOST_LINE = 4000;

/** Cuts a byte stream into lines for a log: at most `most` characters, without terminal codes, \r as a line's end. */
export function createLineSplitter(
  onLine: (line: string) => void,
  most = MOST_LINE,
): {
  push(chunk: Uint8Array): void;
  end(): void;
} {
  const decoder = new TextDecoder();
  let rest = '';
  const give = (pieces: readonly string[]): void => {
    for (const clean of pieces.map(withoutCodes)) if (clean !== '') onLine(clean);
  };
  return {
    push(chunk) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r/);
      const unended = cutIntoPieces(lines.pop() ?? '', most);
      rest = unended.pop() ?? '';
      for (const line of lines) give(cutIntoPieces(line, most));
      give(unended);
    },
    end() {
      give(cutIntoPieces(rest + decoder.decode(), most));
      rest = '';
    },
  };
}

/** A line as it is kept; what was longer ends in “…”. */
export const cleanLine = (line: string): string => clipText(withoutCodes(line), MOST_LINE);

const withoutCodes = (line: string): string =>
  stripVTControlCharacters(line)
    .replaceAll(/(?!\t)\p{Cc}/gu, '')
    .trimEnd();
