const ANSI = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)|[@-Z\\-_])/g;
const MAX_LINE = 4000;

/** Cuts a byte stream into lines for a log: at most 4000 characters, without terminal codes, \r as a line's end. */
export function createLineSplitter(onLine: (line: string) => void): { push(chunk: Uint8Array): void; end(): void } {
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
  // eslint-disable-next-line no-control-regex
  return line.replaceAll(ANSI, '').replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F]/g, '').trimEnd().slice(0, MAX_LINE);
}
