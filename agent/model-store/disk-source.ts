import { constants } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { messageOf } from '../log.ts';
import { CopyInterrupted, CopyRefused, DiskAway, type FileSource, type WantedFile } from './fetch-file.ts';
import { hashInto, STEP_BYTES } from './hash-file.ts';
import type { DiskFile, DiskFolder } from './look-at-disks.ts';

export const awayWords = (place: string | null): string =>
  place === null
    ? 'The disk it comes from is not attached to this Mac now, or the folder on it is gone. It goes on by itself when it is back.'
    : `The disk ${place} is not attached to this Mac any more. It goes on by itself when it is back.`;

/** Whether another disk, or none, is where this one was. */
export const isAway = ({ root, rootDevice }: Pick<DiskFolder, 'root' | 'rootDevice'>): Promise<boolean> =>
  Promise.all([stat(root), readdir(root)]).then(
    ([{ dev }]) => dev !== rootDevice,
    () => true,
  );

type Disk = Pick<DiskFolder, 'root' | 'rootDevice'> & { place: string; files: readonly DiskFile[] };

/** A disk of this machine: files as they were when they were looked at, each in its place, and nothing that leads away. */
export function diskSource({ root, rootDevice, place, files }: Disk): FileSource {
  const find = ({ name }: WantedFile): DiskFile => {
    const file = files.find((it) => it.name === name);
    if (!file) throw new CopyRefused(`There is no ${name} on the disk.`);
    return file;
  };
  const toldAs = async (error: unknown, name: string): Promise<Error> => {
    if (error instanceof CopyRefused || error instanceof CopyInterrupted) return error;
    if (await isAway({ root, rootDevice })) return new DiskAway(awayWords(place), { cause: error });
    const words = `${name} can’t be read on the disk ${place}: ${messageOf(error)}`;
    return new CopyInterrupted(words, { cause: error });
  };
  async function* read(file: DiskFile, from: number, signal: AbortSignal): AsyncGenerator<Buffer> {
    let at = from;
    try {
      const handle = await open(file.path, constants.O_RDONLY | constants.O_NOFOLLOW);
      try {
        const now = await handle.stat();
        if (!now.isFile() || now.size !== file.bytes || now.mtimeMs !== file.mtimeMs)
          throw new CopyRefused(`${file.name} has changed on the disk. Look at it again.`);
        while (at < file.bytes) {
          signal.throwIfAborted();
          const room = Buffer.allocUnsafe(Math.min(STEP_BYTES, file.bytes - at));
          const { bytesRead } = await handle.read(room, 0, room.length, at);
          if (bytesRead === 0) throw new Error('it became shorter.');
          at += bytesRead;
          yield room.subarray(0, bytesRead);
        }
      } finally {
        await handle.close();
      }
    } catch (error) {
      signal.throwIfAborted();
      throw await toldAs(error, file.name);
    }
  }
  return {
    words: {
      unreachable: `The disk ${place} can’t be read`,
      damaged: 'The disk it comes from, this Mac’s own or the cable between them is at fault.',
    },
    ask: (wanted, at, signal) => Promise.resolve(read(find(wanted), at, signal)),
    async hashStart(hash, wanted, bytes, signal) {
      const file = find(wanted);
      try {
        await hashInto(hash, file.path, bytes, { signal });
      } catch (error) {
        signal.throwIfAborted();
        throw await toldAs(error, file.name);
      }
    },
  };
}
