const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.subarray(from, to)).toString('latin1');
const startsWith = (bytes: Uint8Array, mark: string): boolean => ascii(bytes, 0, mark.length) === mark;

const PICTURE =
  'It is a picture, and no model here reads pictures: the engine takes text alone. Write what is on it, or attach its text.';
const SOUND = 'It is sound or film, and no model here hears or sees. Attach its text.';
const PACKED = 'It is a packed archive. Unpack it, and attach the text files in it.';
const OFFICE = 'It is an office document. Save it as PDF or as text, and attach that.';
const PROGRAM = 'It is a program, not a text.';

const MARKS: readonly [mark: string, problem: string][] = [
  ['\x89PNG', PICTURE],
  ['\xff\xd8\xff', PICTURE],
  ['GIF8', PICTURE],
  ['BM', PICTURE],
  ['II*\0', PICTURE],
  ['MM\0*', PICTURE],
  ['ID3', SOUND],
  ['OggS', SOUND],
  ['fLaC', SOUND],
  ['\x1aE\xdf\xa3', SOUND],
  ['\xd0\xcf\x11\xe0', OFFICE],
  ['{\\rtf', OFFICE],
  ['\x1f\x8b', PACKED],
  ['BZh', PACKED],
  ['\xfd7zXZ', PACKED],
  ['7z\xbc\xaf', PACKED],
  ['Rar!', PACKED],
  ['\x28\xb5\x2f\xfd', PACKED],
  ['\x7fELF', PROGRAM],
  ['\xcf\xfa\xed\xfe', PROGRAM],
  ['\xca\xfe\xba\xbe', PROGRAM],
];
const PICTURE_BRANDS = /^(heic|heix|hevc|mif1|msf1|avif|avis)$/;
/** As far as a PDF's mark may stand from its beginning. */
const PDF_WITHIN = 1024;

/** What a file is by its first bytes, or why it is not taken. */
export function kindOfFile(bytes: Uint8Array): { kind: 'pdf' | 'text' } | { problem: string } {
  if (bytes.length === 0) return { problem: 'It is empty.' };
  if (ascii(bytes, 0, PDF_WITHIN).includes('%PDF-')) return { kind: 'pdf' };
  if (startsWith(bytes, 'PK\x03\x04') || startsWith(bytes, 'PK\x05\x06')) {
    const isOffice = /\[Content_Types\]\.xml|mimetypeapplication\/vnd\./.test(ascii(bytes, 0, 4096));
    return { problem: isOffice ? OFFICE : PACKED };
  }
  if (startsWith(bytes, 'RIFF')) return { problem: ascii(bytes, 8, 12) === 'WEBP' ? PICTURE : SOUND };
  if (ascii(bytes, 4, 8) === 'ftyp')
    return { problem: PICTURE_BRANDS.test(ascii(bytes, 8, 12)) ? PICTURE : SOUND };
  // Two letters may begin any text; a picture's header has zeros soon after.
  const mark = MARKS.find(
    ([it]) => startsWith(bytes, it) && (it !== 'BM' || bytes.subarray(2, 30).includes(0)),
  );
  return mark ? { problem: mark[1] } : { kind: 'text' };
}
