export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'macintosh'] as const;
export type Encoding = (typeof ENCODINGS)[number];

const startsWith = (bytes: Uint8Array, ...mark: number[]): boolean =>
  mark.every((byte, index) => bytes[index] === byte);

/** By its byte order mark, its zeros, or whether it is UTF-8 throughout; what is not comes from Windows. */
export function guessEncoding(bytes: Uint8Array): Encoding {
  if (startsWith(bytes, 0xff, 0xfe)) return 'utf-16le';
  if (startsWith(bytes, 0xfe, 0xff)) return 'utf-16be';
  const sample = bytes.subarray(0, 4096);
  const zeros = [0, 0];
  for (let at = 0; at < sample.length; at++) if (sample[at] === 0) zeros[at % 2]! += 1;
  if (zeros[1]! > sample.length / 5 && zeros[0]! < sample.length / 20) return 'utf-16le';
  if (zeros[0]! > sample.length / 5 && zeros[1]! < sample.length / 20) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/** Without its byte order mark. */
export const decodeText = (bytes: Uint8Array, encoding: Encoding): string =>
  new TextDecoder(encoding).decode(bytes);

const FORMATS: [mark: number[], told: string][] = [
  [[0x50, 0x4b, 0x03, 0x04], 'an Excel workbook or another zip file'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an old Excel workbook'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF'],
  [[0x89, 0x50, 0x4e, 0x47], 'a picture'],
  [[0xff, 0xd8, 0xff], 'a picture'],
];
/** What the file is instead of CSV, or null. */
export function otherFormat(bytes: Uint8Array, text: string): string | null {
  const known = FORMATS.find(([mark]) => startsWith(bytes, ...mark));
  if (known) return known[1];
  const sample = text.slice(0, 65_536);
  // oxlint-disable-next-line no-control-regex -- text has none of them
  const odd = sample.match(/[\0-\x08\x0e-\x1f]/g)?.length ?? 0;
  return sample.includes('\0') || odd > sample.length / 100 ? 'no text' : null;
}
