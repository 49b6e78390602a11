/*
 * The plain tar of POSIX (ustar): a backup can be opened by any computer's `tar` when nothing of ours runs any more.
 */
const BLOCK = 512;
const MAX_ENTRY_BYTES = 256 * 2 ** 20;

export type TarEntry = { name: string; body: Buffer };

/** One file of the archive: its header, its bytes, and zeros up to the next block. Names are ASCII, 100 bytes at most. */
export function tarEntry({ name, body }: TarEntry, at: Date): Buffer {
  const header = Buffer.alloc(BLOCK);
  const put = (text: string, offset: number): void => void header.write(text, offset, 'ascii');
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;
  if (Buffer.byteLength(name) > 100) throw new Error(`"${name}" is too long a name for an archive.`);
  put(name, 0);
  put(octal(0o600, 7), 100);
  put(octal(0, 7), 108);
  put(octal(0, 7), 116);
  put(octal(body.length, 11), 124);
  put(octal(Math.floor(at.getTime() / 1000), 11), 136);
  put('        ', 148);
  put('0', 156);
  put('ustar\0', 257);
  put('00', 263);
  put(`${octal(checksum(header), 6)} `, 148);
  return Buffer.concat([header, body, Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK)]);
}

/** What an archive ends with; one without it was cut off. */
export const tarEnd = (): Buffer => Buffer.alloc(2 * BLOCK);

/** The entries as they come. Throws a sentence about what is wrong when this is no archive, or a part of one. */
export async function* readTar(chunks: AsyncIterable<Buffer>): AsyncGenerator<TarEntry> {
  const source = chunks[Symbol.asyncIterator]();
  let held: Buffer[] = [];
  let heldBytes = 0;
  const take = async (bytes: number): Promise<Buffer> => {
    while (heldBytes < bytes) {
      const { value, done } = await source.next();
      if (done) throw new Error('the file ends in its midst: it was cut off');
      held.push(value);
      heldBytes += value.length;
    }
    const all = held.length === 1 ? held[0]! : Buffer.concat(held);
    held = [all.subarray(bytes)];
    heldBytes = all.length - bytes;
    return all.subarray(0, bytes);
  };
  try {
    for (;;) {
      const header = await take(BLOCK);
      if (header.every((byte) => byte === 0)) return;
      const { name, bytes } = readHeader(header);
      const padded = await take(Math.ceil(bytes / BLOCK) * BLOCK);
      yield { name, body: padded.subarray(0, bytes) };
    }
  } finally {
    await source.return?.();
  }
}

function readHeader(header: Buffer): { name: string; bytes: number } {
  const text = (from: number, to: number): string => header.toString('ascii', from, to).replace(/\0.*$/s, '');
  const blank = Buffer.from(header).fill(' ', 148, 156);
  const bytes = Number.parseInt(text(124, 136), 8);
  if (text(257, 262) !== 'ustar' || Number.parseInt(text(148, 155), 8) !== checksum(blank))
    throw new Error('this is no backup of Espalier, or it was damaged');
  if (!(bytes >= 0 && bytes <= MAX_ENTRY_BYTES))
    throw new Error('a part of it says it is of an impossible size');
  return { name: text(0, 100), bytes };
}

const checksum = (header: Buffer): number => header.reduce((sum, byte) => sum + byte, 0);
