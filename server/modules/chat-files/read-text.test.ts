import { expect, test } from 'vitest';
import { readText } from './read-text.ts';

const utf16 = (text: string) => Buffer.from(text, 'utf16le');

test.each([
  ['UTF-8', Buffer.from('Größe 5 €')],
  ['UTF-8', Buffer.from('\uFEFFGröße 5 €')],
  ['UTF-16', utf16('\uFEFFGröße 5 €')],
  ['UTF-16', utf16('\uFEFFGröße 5 €').swap16()],
  ['Windows-1252', Buffer.from('Gr\xf6\xdfe 5 \x80', 'latin1')],
])('%s is told and read', (encoding, bytes) => {
  expect(readText(bytes)).toMatchObject({ encoding, text: 'Größe 5 €', characters: 9 });
});

test('lines end as they do in a question, colours of a terminal’s log stay', () => {
  expect(readText(Buffer.from('a\r\nb\u001b[31mred'))).toMatchObject({ text: 'a\nb\u001b[31mred' });
});
