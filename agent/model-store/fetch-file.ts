import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { messageOf } from '../log.ts';
import { AGENT_TIMES } from '../times.ts';
import { hashFile, hashInto } from './hash-file.ts';
import type { Pace } from './pace.ts';

const WRITE_BYTES = 4 * 1024 * 1024;
const { O_CREAT, O_NOFOLLOW, O_RDWR } = constants;

/**
 * What a file must be: `git-sha1` is Git's hash of a blob, by which a hub knows its small files. `read-back`: nobody has
 * a hash of it, so what was written is read again and must be what came; `hex` is by which its state is known again.
 */
export type Digest = { kind: 'sha256' | 'git-sha1' | 'read-back'; hex: string };
export type WantedFile = { name: string; bytes: number; digest: Digest };

/** Where files come from, for one copy: another machine of the lab, a hub outside, or a disk of this machine. */
export type FileSource = {
  /** The bytes of a file from the given one on. Throws `CopyInterrupted`, `CopyRefused`, or what the line says. */
  ask(file: WantedFile, at: number, signal: AbortSignal): Promise<AsyncIterable<Buffer>>;
  /** Feeds its own first bytes into a hash; where it can't, those that have come are taken for them. */
  hashStart?(hash: Hash, file: WantedFile, bytes: number, signal: AbortSignal): Promise<void>;
  /** Who it is when it can't be reached, and what is at fault when a file came damaged twice. */
  words: { unreachable: string; damaged: string };
};

/** The giver can't be reached, or has stopped: what is there is good, and another try goes on from it. */
export class CopyInterrupted extends Error {
  override readonly name: string = 'CopyInterrupted';
}
/** The disk it comes from is away: it goes on when that is back, however long it takes. */
export class DiskAway extends CopyInterrupted {
  override readonly name = 'DiskAway';
}
/** Another try would end the same way. */
export class CopyRefused extends Error {
  override readonly name = 'CopyRefused';
}

export type FetchFileOptions = {
  folder: string;
  source: FileSource;
  pace: Pace;
  signal: AbortSignal;
  /** Bytes of it that are there, from the giver or from an earlier try. */
  onHas(bytes: number): void;
};

/**
 * Brings one file whole into `folder`, going on from what is there. A file that came damaged is fetched once more, and
 * then told: gives the words about that, or null. Throws `CopyInterrupted`, or `CopyRefused` when it is damaged again.
 */
export async function fetchFile(file: WantedFile, options: FetchFileOptions): Promise<string | null> {
  const handle = await open(join(options.folder, file.name), O_RDWR | O_CREAT | O_NOFOLLOW, 0o600);
  try {
    let damaged: string | null = null;
    for (;;) {
      const hex = await complete(handle, file, options);
      const isReadBack = file.digest.kind === 'read-back';
      if (isReadBack) await handle.sync();
      const wanted = isReadBack
        ? await hashFile(join(options.folder, file.name), file.bytes, { signal: options.signal })
        : file.digest.hex;
      if (hex === wanted) {
        await handle.sync();
        return damaged && `${file.name} came damaged (${damaged}) and was fetched again; now it is right.`;
      }
      const differs = `${isReadBack ? 'sha256' : file.digest.kind} ${hex} in place of ${wanted}`;
      if (damaged !== null)
        throw new CopyRefused(
          `${file.name} came damaged twice (${differs}). ${options.source.words.damaged}`,
        );
      damaged = differs;
      await handle.truncate(0);
    }
  } finally {
    await handle.close();
  }
}

/** Until as many bytes are there as the file has; gives what they hash to. */
async function complete(handle: FileHandle, file: WantedFile, options: FetchFileOptions): Promise<string> {
  const { size } = await handle.stat();
  if (size > file.bytes) await handle.truncate(file.bytes);
  let at = Math.min(size, file.bytes);
  const hash = hashOf(file);
  const { hashStart } = options.source;
  if (file.digest.kind === 'read-back' && hashStart) await hashStart(hash, file, at, options.signal);
  else await hashInto(hash, join(options.folder, file.name), at, { signal: options.signal });
  options.onHas(at);
  let lastByteMs = performance.now();
  while (at < file.bytes) {
    const before = at;
    try {
      const response = await options.source.ask(file, at, options.signal);
      await take(handle, response, hash, {
        from: at,
        to: file.bytes,
        hold: (bytes) => options.pace.hold(bytes, options.signal),
        onWritten: (end) => {
          at = end;
          options.onHas(end);
        },
      });
    } catch (error) {
      options.signal.throwIfAborted();
      if (error instanceof CopyInterrupted || error instanceof CopyRefused) throw error;
      if (at > before) lastByteMs = performance.now();
      if (performance.now() - lastByteMs > AGENT_TIMES.copyGiveUpMs)
        throw new CopyInterrupted(`${options.source.words.unreachable}: ${messageOf(error)}`);
      await wait(AGENT_TIMES.copyAgainMs, undefined, { signal: options.signal });
    }
  }
  return hash.digest('hex');
}

function hashOf({ bytes, digest }: WantedFile): Hash {
  if (digest.kind !== 'git-sha1') return createHash('sha256');
  return createHash('sha1').update(`blob ${bytes}\0`);
}

type Taking = {
  from: number;
  to: number;
  hold(bytes: number): Promise<void>;
  onWritten(end: number): void;
};

/** Hashes each byte once, as it comes, and tells of it when it is written; the next piece comes while one is written. */
async function take(
  handle: FileHandle,
  response: AsyncIterable<Buffer>,
  hash: Hash,
  { from, to, hold, onWritten }: Taking,
): Promise<void> {
  let at = from;
  let pieces: Buffer[] = [];
  let held = 0;
  let writing: Promise<void> = Promise.resolve();
  const write = async (): Promise<void> => {
    const [batch, position, end] = [pieces, at, at + held];
    pieces = [];
    held = 0;
    at = end;
    await writing;
    writing = writeAll(handle, batch, position).then(() => onWritten(end));
    // It is waited for before the next one and at the end.
    writing.catch(() => undefined);
  };
  try {
    for await (const chunk of response) {
      if (at + held + chunk.length > to) throw new Error('it sent more than it said.');
      hash.update(chunk);
      pieces.push(chunk);
      held += chunk.length;
      if (held >= WRITE_BYTES) await write();
      await hold(chunk.length);
    }
  } finally {
    // What has come is hashed, so it is kept, however it ended.
    if (held > 0) await write();
    await writing;
  }
  if (at < to) throw new Error('it broke off.');
}

/** A disk that takes no more ends the try: what was hashed and not written must be read again. */
async function writeAll(handle: FileHandle, pieces: readonly Buffer[], position: number): Promise<void> {
  try {
    const bytes = pieces.reduce((sum, it) => sum + it.length, 0);
    const { bytesWritten } = await handle.writev(pieces, position);
    if (bytesWritten === bytes) return;
    const rest = Buffer.concat(pieces).subarray(bytesWritten);
    const { bytesWritten: more } = await handle.write(rest, 0, rest.length, position + bytesWritten);
    if (more < rest.length) throw new Error('it takes no more.');
  } catch (error) {
    throw new CopyInterrupted(`This machine’s disk: ${messageOf(error)}`, { cause: error });
  }
}
