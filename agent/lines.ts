import { stripVTControlCharacters } from 'node:util';

const MAX_LINE = 4000;

/** Cuts a byte stream into lines for a log: at most 4000 characters, without terminal codes, \r as a line's end. */
export function createLineSplitter(onLine: (line: string) => void): {
  push(chunk: Uint8Array): void;
  end(): void;
} {
  const decoder = new TextDecoder();
  let rest = '';
  const give = (line: string): void => {
    const clean = cleanLine(line);
    if (clean !== '') onLine(clean);
  };
  return {
    push(chunk) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r/);
      rest = lines.pop() ?? '';
      for (const line of lines) give(line);
      while (rest.length > MAX_LINE) {
        give(rest.slice(0, MAX_LINE));
        rest = rest.slice(MAX_LINE);
      }
    },
    end() {
      give(rest);
      rest = '';
    },
  };
}

export function cleanLine(line: string): string {
  return stripVTControlCharacters(line)
    .replaceAll(/(?!\t)\p{Cc}/gu, '')
    .trimEnd()
    .slice(0, MAX_LINE);
}
