/**
 * Splits a server-sent event stream into the data of its events and its comments, whatever the chunks. A chunk may
 * end inside a character, so it takes bytes.
 */
export function createSseParser(
  onData: (data: string) => void,
  onComment: (text: string) => void,
): (chunk: Uint8Array) => void {
  const decoder = new TextDecoder();
  let rest = '';
  return (chunk) => {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('data:')) onData(line.slice(line[5] === ' ' ? 6 : 5));
      else if (line.startsWith(':')) onComment(line.slice(1).trim());
    }
  };
}
