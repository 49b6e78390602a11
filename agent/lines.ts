import { stripVTControlCharacters } from 'node:util';
import { clipText, safeCut } from '@/shared/domain/clip-text.ts';

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
  const give = (line: string): void => {
    const clean = withoutCodes(line);
    if (clean !== '') onLine(clean);
  };
  const giveInPieces = (line: string): string => {
    let left = line;
    while (left.length > most) {
      const cut = safeCut(left, most);
      give(left.slice(0, cut));
      left = left.slice(cut);
    }
    return left;
  };
  return {
    push(chunk) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r/);
      const last = lines.pop() ?? '';
      for (const line of lines) give(giveInPieces(line));
      rest = giveInPieces(last);
    },
    end() {
      give(giveInPieces(rest + decoder.decode()));
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
