import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** A file of an archive: its path there, when it is of, and what is in it, read only as fast as the archive is taken. */
export type ZipEntry = { path: string; at: Date; content: AsyncIterable<string> };

/** The entries as one ZIP archive, in pieces, one entry after the other. What goes wrong in one breaks the archive off. */
export async function* zip(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Buffer> {
  const archive = new ZipFile();
  const packed = archive.outputStream as Readable;
  const breakOff = (error: Error): void => void packed.destroy(error);
  archive.on('error', breakOff);
  let reading: Readable | undefined;
  const fill = async (): Promise<void> => {
    for await (const { path, at, content } of entries) {
      if (packed.destroyed) return;
      reading = Readable.from(content, { objectMode: false });
      archive.addReadStream(reading, path, { mtime: at });
      await finished(reading);
    }
    archive.end();
  };
  fill().catch(breakOff);
  try {
    for await (const piece of packed) yield piece as Buffer;
  } finally {
    // Whoever takes no more of it ends what is being read.
    reading?.destroy();
  }
}
