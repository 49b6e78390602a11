import { expect, test } from 'vitest';
import { decodeText, type Encoding, guessEncoding, otherFormat } from './decode-text.ts';

const TEXT = 'Name;Ort\nBirne;München € „1“';
const utf16 = (isBigEndian: boolean, text: string): Uint8Array => {
  const bytes = Buffer.from(text, 'utf16le');
  return isBigEndian ? bytes.swap16() : bytes;
};
const windows = Uint8Array.from(
  Array.from(TEXT, (it) => ({ '€': 0x80, '„': 0x84, '“': 0x93 })[it] ?? it.codePointAt(0)!),
);

test.each<[string, Encoding, Uint8Array]>([
  ['UTF-8', 'utf-8', Buffer.from(TEXT)],
  ['UTF-8 with a byte order mark', 'utf-8', Buffer.from(`\uFEFF${TEXT}`)],
  ['UTF-16 with one', 'utf-16le', utf16(false, `\uFEFF${TEXT}`)],
  ['UTF-16 the other way round', 'utf-16be', utf16(true, `\uFEFF${TEXT}`)],
  ['UTF-16 without one', 'utf-16le', utf16(false, TEXT)],
  ['Windows', 'windows-1252', windows],
])('%s is found and read', (_, encoding, bytes) => {
  expect(guessEncoding(bytes)).toBe(encoding);
  expect(decodeText(bytes, encoding)).toBe(TEXT);
});

test('what a Mac of long ago wrote is read when it is said', () => {
  expect(decodeText(Uint8Array.from([0x4d, 0x9f]), 'macintosh')).toBe('Mü');
});

test('other files are told by what they are', () => {
  const of = (...bytes: number[]) => otherFormat(Uint8Array.from(bytes), String.fromCharCode(...bytes));
  expect(of(0x50, 0x4b, 3, 4, 20, 0)).toBe('an Excel workbook or another zip file');
  expect(of(0x41, 0, 0x42)).toBe('no text');
  expect(of(0x41, 0x2c, 0x0d, 0x0a, 0x09)).toBe(null);
});
