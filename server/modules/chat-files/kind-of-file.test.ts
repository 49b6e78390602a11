import { expect, test } from 'vitest';
import { kindOfFile } from './kind-of-file.ts';

const of = (text: string) => kindOfFile(Buffer.from(text, 'latin1'));

test.each([
  ['words', { kind: 'text' }],
  ['BMW and others', { kind: 'text' }],
  ['%PDF-1.4', { kind: 'pdf' }],
  ['\n\n%PDF-1.4', { kind: 'pdf' }],
])('%j is taken', (text, kind) => {
  expect(of(text)).toEqual(kind);
});

test.each([
  ['\xff\xd8\xff\xe0', 'a picture'],
  ['GIF89a', 'a picture'],
  ['BM6\0\0\0', 'a picture'],
  ['RIFF\0\0\0\0WEBPVP8 ', 'a picture'],
  ['\0\0\0\x18ftypheic', 'a picture'],
  ['\0\0\0\x18ftypisom', 'sound or film'],
  ['RIFF\0\0\0\0WAVEfmt ', 'sound or film'],
  ['PK\x03\x04\x14\0[Content_Types].xml', 'an office document'],
  ['PK\x03\x04\x14\0a.txt', 'a packed archive'],
  ['\x1f\x8b\x08', 'a packed archive'],
  ['\x7fELF', 'a program'],
])('%j is not, and why is said', (text, told) => {
  expect(of(text)).toEqual({ problem: expect.stringContaining(told) });
});
