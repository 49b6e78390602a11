import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createDeflateRaw } from 'node:zlib';

/** A file of an archive: its path there, when it is of, and what is in it, read only as fast as the archive is taken. */
export type ZipEntry = { path: string; at: Date; content: AsyncIterable<string> };

type Written = { path: Buffer; stamp: Buffer; crc: number; packed: number; bytes: number; offset: number };

/** Above these the format wants other records (ZIP64), which are not written: the archive breaks off instead. */
const MOST_BYTES = 0xffff_ffff;
const MOST_ENTRIES = 0xffff;
/** Deflated, sizes after the content, names in UTF-8. */
const VERSION = 20;
const FLAGS = 0x0808;
const DEFLATED = 8;

/** The entries as one ZIP archive, in pieces. Holds a line for each file and nothing of their content. */
export async function* zip(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Buffer> {
  const written: Written[] = [];
  let offset = 0;
  for await (const { path, at, content } of entries) {
    const file = { path: Buffer.from(path), stamp: stampOf(at), crc: 0, packed: 0, bytes: 0, offset };
    for await (const piece of pack(file, content)) {
      offset += piece.length;
      yield piece;
    }
    written.push(file);
    if (offset > MOST_BYTES || file.bytes > MOST_BYTES || written.length > MOST_ENTRIES)
      throw new Error('An archive of this size cannot be written.');
  }
  const list = Buffer.concat(written.map(listed));
  yield list;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(written.length, 8);
  end.writeUInt16LE(written.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  yield end;
}

async function* pack(file: Written, content: AsyncIterable<string>): AsyncGenerator<Buffer> {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x0403_4b50, 0);
  head.writeUInt16LE(VERSION, 4);
  head.writeUInt16LE(FLAGS, 6);
  head.writeUInt16LE(DEFLATED, 8);
  file.stamp.copy(head, 10);
  head.writeUInt16LE(file.path.length, 26);
  yield Buffer.concat([head, file.path]);
  const deflate = createDeflateRaw();
  const fed = pipeline(Readable.from(tallied(file, content)), deflate);
  // What goes wrong in it destroys the stream, so that the loop throws the same.
  fed.catch(() => undefined);
  try {
    for await (const piece of deflate as AsyncIterable<Buffer>) {
      file.packed += piece.length;
      yield piece;
    }
    await fed;
  } finally {
    deflate.destroy();
  }
  const sizes = Buffer.alloc(16);
  sizes.writeUInt32LE(0x0807_4b50, 0);
  sizes.writeUInt32LE(file.crc, 4);
  sizes.writeUInt32LE(Math.min(file.packed, MOST_BYTES), 8);
  sizes.writeUInt32LE(Math.min(file.bytes, MOST_BYTES), 12);
  yield sizes;
}

async function* tallied(file: Written, content: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const text of content) {
    const bytes = Buffer.from(text);
    file.bytes += bytes.length;
    file.crc = crc32(bytes, file.crc);
    yield bytes;
  }
}

function listed({ path, stamp, crc, packed, bytes, offset }: Written): Buffer {
  const line = Buffer.alloc(46);
  line.writeUInt32LE(0x0201_4b50, 0);
  line.writeUInt16LE(VERSION, 4);
  line.writeUInt16LE(VERSION, 6);
  line.writeUInt16LE(FLAGS, 8);
  line.writeUInt16LE(DEFLATED, 10);
  stamp.copy(line, 12);
  line.writeUInt32LE(crc, 16);
  line.writeUInt32LE(packed, 20);
  line.writeUInt32LE(bytes, 24);
  line.writeUInt16LE(path.length, 28);
  line.writeUInt32LE(offset, 42);
  return Buffer.concat([line, path]);
}

/** Time and day as MS-DOS had them, in UTC, to two seconds, from 1980 on. */
function stampOf(at: Date): Buffer {
  const stamp = Buffer.alloc(4);
  const year = Math.max(1980, at.getUTCFullYear());
  stamp.writeUInt16LE((at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1), 0);
  stamp.writeUInt16LE(((year - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate(), 2);
  return stamp;
}
