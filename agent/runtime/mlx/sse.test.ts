import { describe, expect, test } from 'vitest';
import { createSseParser } from './sse.ts';

const STREAM = ': keepalive 1/2\n\ndata: {"a":"é 漢 😀"}\r\n\r\ndata:no space\n\nevent: x\ndata: [DONE]\n\n';

function parse(chunks: Uint8Array[]): { data: string[]; comments: string[] } {
  const said = { data: [] as string[], comments: [] as string[] };
  const push = createSseParser(
    (data) => said.data.push(data),
    (text) => said.comments.push(text),
  );
  for (const chunk of chunks) push(chunk);
  return said;
}

describe('createSseParser', () => {
  const bytes = Buffer.from(STREAM);
  const whole = { data: ['{"a":"é 漢 😀"}', 'no space', '[DONE]'], comments: ['keepalive 1/2'] };

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

  test('keeps an unfinished line to itself', () => {
    expect(parse([Buffer.from('data: {"half":')])).toEqual({ data: [], comments: [] });
  });
});
