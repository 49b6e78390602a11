/** Longer than any event of a rank that is well. */
const MOST_CHARACTERS = 8 * 1024 * 1024;

type Events = {
  onData(data: string): void;
  onComment(text: string): void;
  /** A line that never ends was left out. */
  onTooLong(): void;
};

/**
 * Splits a server-sent event stream into the data of its events and its comments, whatever the chunks. A chunk may
 * end inside a character, so it takes bytes.
 */
export function createSseParser({ onData, onComment, onTooLong }: Events): {
  push(chunk: Uint8Array): void;
  /** What came last may lack its line break. */
  end(): void;
} {
  const decoder = new TextDecoder();
  let rest = '';
  let isTooLong = false;
  const give = (line: string): void => {
    if (line.startsWith('data:')) onData(line.slice(line[5] === ' ' ? 6 : 5));
    else if (line.startsWith(':')) onComment(line.slice(1).trim());
  };
  return {
    push(chunk) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      for (const line of lines) {
        // The rest of what was too long is not a line of its own.
        if (!isTooLong) give(line);
        isTooLong = false;
      }
      if (rest.length <= MOST_CHARACTERS) return;
      if (!isTooLong) onTooLong();
      isTooLong = true;
      rest = '';
    },
    end() {
      if (!isTooLong) give(rest.replace(/\r$/, ''));
      rest = '';
    },
  };
}
