import { describe, expect, test } from 'vitest';
import { sniffType, typeOfFile } from './media-type.ts';

const latin = (text: string) => Buffer.from(text, 'latin1');
const PDF = '%PDF-1.7\n1 0 obj';

describe('a file is what it holds', () => {
  test.each([
    ['a PDF', PDF, 'application/pdf'],
    ['a PNG', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'image/png'],
    ['a JPEG', '\xff\xd8\xff\xe1\0\x10Exif', 'image/jpeg'],
    ['a HEIC of a telephone', '\0\0\0\x18ftypheic\0\0\0\0mif1', 'image/heic'],
    ['a HEIF', '\0\0\0\x18ftypmif1', 'image/heic'],
    ['a WebP', 'RIFF\x10\0\0\0WEBPVP8 ', 'image/webp'],
    ['a text', 'Bought on 2 Sep\r\n\tby Leon, 5 < 6', 'text/plain'],
    ['a text in windows-1252', 'Ger\xe4t; 1.234,50 \x80', 'text/plain'],
    ['an AVIF', '\0\0\0\x18ftypavif', null],
    ['a GIF', 'GIF89a\x01\0', null],
    ['a zip', 'PK\x03\x04', null],
    ['a PNG without its head', '\x89PNG\r\n\x1a\n', null],
    ['a text in UTF-16', '\xff\xfea\0b\0', null],
    ['a page', ' \n<!DOCTYPE html><p>', null],
    ['a page in capitals', '<HTML>', null],
    ['a drawing', '<?xml version="1.0"?><svg/>', null],
    ['a page at the end of a long text', `${'x'.repeat(10_000)}<script src=x>`, null],
    ['a JPEG with a link in it by chance', '\xff\xd8\xff\xe1\0\x10Exif\x80<a \x01', 'image/jpeg'],
    ['a page in a PDF', `${PDF}<script>`, null],
    ['nothing', '', null],
  ])('%s', (_what, text, type) => expect(sniffType(latin(text))).toBe(type));
});

test.each([
  ['a.pdf', PDF, { type: 'application/pdf' }],
  ['A.PDF', PDF, { type: 'application/pdf' }],
  ['invoice', PDF, { type: 'application/pdf' }],
  ['list.csv', 'a;b', { type: 'text/csv' }],
  ['list.txt', 'a;b', { type: 'text/plain' }],
  ['photo.heif', '\0\0\0\x18ftypheic', { type: 'image/heic' }],
  ['photo.jpeg', '\xff\xd8\xff\xe0', { type: 'image/jpeg' }],
  [
    'photo.png',
    '\xff\xd8\xff\xe0',
    { problem: 'Its name ends in .png, but it is a JPEG picture. Give it its right name.' },
  ],
  [
    'script.js',
    'alert(1)',
    { problem: 'Its name ends in .js, but it is plain text. Give it its right name.' },
  ],
])('%s', (name, text, found) => expect(typeOfFile(name, latin(text))).toEqual(found));
