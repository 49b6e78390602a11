import { cleanText } from '@/shared/domain/clip-text.ts';
import { decodeText, type Encoding, guessEncoding } from '@/shared/domain/csv/decode-text.ts';
import { MOST_USED_CHARACTERS } from '@/shared/schemas/chat-files.ts';
import type { ReadFile } from '../chat/index.ts';

const TOLD: Record<Encoding, string> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  'windows-1252': 'Windows-1252',
  macintosh: 'Mac Roman',
};
/** Of those there are in a text, one in so many may be of no use. */
const ODD_SHARE = 1 / 200;
// oxlint-disable-next-line no-control-regex -- text has none of them
const ODD = /[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]/g;

/** A text by its bytes, or why it is none. */
export function readText(bytes: Uint8Array): ReadFile | { problem: string } {
  const encoding = guessEncoding(bytes);
  const text = decodeText(bytes, encoding).replaceAll('\r\n', '\n');
  if (text.trim() === '') return { problem: 'There is nothing in it but spaces.' };
  const used = text.slice(0, MOST_USED_CHARACTERS);
  const odd = used.match(ODD)?.length ?? 0;
  if (text.includes('\0') || odd > used.length * ODD_SHARE)
    return {
      problem: 'It is no text: it has bytes that only programs write. Text files and PDFs are taken.',
    };
  return {
    kind: 'text',
    text: cleanText(text),
    characters: text.length,
    encoding: TOLD[encoding],
    pages: null,
  };
}
