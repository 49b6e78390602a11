import { ATTACHMENT_TYPES, type AttachmentType } from '@/shared/schemas/attachment.ts';

/** What a file is by its content; null for whatever is not kept. A text may be a table: its name tells. */
export function sniffType(bytes: Uint8Array): AttachmentType | null {
  if (holdsMarkup(bytes)) return null;
  if (startsWith(bytes, '%PDF-')) return 'application/pdf';
  if (startsWith(bytes, '\x89PNG\r\n\x1a\n') && ascii(bytes, 12, 16) === 'IHDR') return 'image/png';
  if (startsWith(bytes, '\xff\xd8\xff')) return 'image/jpeg';
  if (startsWith(bytes, 'RIFF') && ascii(bytes, 8, 12) === 'WEBP') return 'image/webp';
  if (ascii(bytes, 4, 8) === 'ftyp' && HEIF_BRANDS.has(ascii(bytes, 8, 12))) return 'image/heic';
  return isText(bytes) ? 'text/plain' : null;
}

const HEIF_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1']);

const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.subarray(from, to)).toString('latin1');
const startsWith = (bytes: Uint8Array, text: string): boolean => ascii(bytes, 0, text.length) === text;

// As far as a browser looks for what a file is, and some more.
const LOOKED_AT = 4096;
const MARKUP = /<(!doctype|html|head|body|script|style|svg|iframe|img|a|table|math)[\s/>]|<\?xml|<!--/i;
// One picture in a few hundred has `<a ` by chance.
const BINARY_MARKUP = new RegExp(MARKUP.source.replace('|a|', '|'), 'i');

/** A page or a drawing that runs scripts, whatever it begins with; a text is looked through to its end. */
function holdsMarkup(bytes: Uint8Array): boolean {
  if (isText(bytes)) return MARKUP.test(ascii(bytes, 0, bytes.length));
  return BINARY_MARKUP.test(ascii(bytes, 0, LOOKED_AT));
}

/** No character that only programs write; UTF-8 or an older one-byte code. */
const isText = (bytes: Uint8Array): boolean =>
  bytes.length > 0 && bytes.every((it) => (it >= 0x20 && it !== 0x7f) || it === 9 || it === 10 || it === 13);

/** The media type of a file by its content and its name, or what is wrong with it in words. */
export function typeOfFile(name: string, bytes: Uint8Array): { type: AttachmentType } | { problem: string } {
  const found = sniffType(bytes);
  if (found === null) return { problem: `This is none of the files that are kept: ${KEPT}.` };
  const ending = endingOf(name);
  const type = found === 'text/plain' && ending === 'csv' ? 'text/csv' : found;
  const endings: readonly string[] = ATTACHMENT_TYPES[type];
  if (ending !== null && !endings.includes(ending))
    return { problem: `Its name ends in .${ending}, but it is ${TYPE_WORDS[type]}. Give it its right name.` };
  return { type };
}

export const KEPT = 'PDF, PNG, JPEG, HEIC, WebP, plain text and CSV';
const TYPE_WORDS: Record<AttachmentType, string> = {
  'application/pdf': 'a PDF',
  'image/png': 'a PNG picture',
  'image/jpeg': 'a JPEG picture',
  'image/heic': 'a HEIC picture',
  'image/webp': 'a WebP picture',
  'text/plain': 'plain text',
  'text/csv': 'a CSV table',
};

export const endingOf = (name: string): string | null =>
  /\.([^.\s]{1,12})$/.exec(name)?.[1]?.toLowerCase() ?? null;
