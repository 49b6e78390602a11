import { describe, expect, test } from 'vitest';
import { createSseParser } from './sse.ts';

const STREAM = ': keepalive 1/2\n\ndata: {"a":"é 漢 😀"}\r\n\r\ndata:no space\n\nevent: x\ndata: [DONE]\n\n';

function parse(chunks: Uint8Array[]): { data: string[]; comments: string[]; tooLong: number } {
  const said = { data: [] as string[], comments: [] as string[], tooLong: 0 };
  const stream = createSseParser({
    onData: (data) => said.data.push(data),
    onComment: (text) => said.comments.push(text),
    onTooLong: () => (said.tooLong += 1),
  });
  for (const chunk of chunks) stream.push(chunk);
  stream.end();
  return said;
}

describe('createSseParser', () => {
  const bytes = Buffer.from(STREAM);
  const whole = { data: ['{"a":"é 漢 😀"}', 'no space', '[DONE]'], comments: ['keepalive 1/2'], tooLong: 0 };

  test('reads data and comments', () => {
    expect(parse([bytes])).toEqual(whole);
  });

  test('says the same wherever the stream is cut, also inside a character', () => {
    for (let cut = 1; cut < bytes.length; cut++) {
      expect(parse([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(whole);
    }
  });

  test('says the same byte by byte', () => {
    expect(parse([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
  });

  test('takes a last line without its break', () => {
    expect(parse([Buffer.from('data: {"a":1}\n\ndata: [DONE]')]).data).toEqual(['{"a":1}', '[DONE]']);
    expect(parse([Buffer.from('data: [DONE]\r')]).data).toEqual(['[DONE]']);
  });

  test('leaves out a line that never ends, keeps little of it, and goes on after it', () => {
    const megabyte = Buffer.alloc(1024 * 1024, 'x');
    const endless = Array.from({ length: 30 }, () => megabyte);
    const heldBytes = process.memoryUsage().heapUsed;
    const said = parse([
      Buffer.from('data: before\ndata: '),
      ...endless,
      Buffer.from('x\ndata: after\n'),
      Buffer.from('data: '),
      ...endless,
    ]);
    expect(said).toEqual({ data: ['before', 'after'], comments: [], tooLong: 2 });
    expect(process.memoryUsage().heapUsed - heldBytes).toBeLessThan(64 * 1024 * 1024);
  });
});
