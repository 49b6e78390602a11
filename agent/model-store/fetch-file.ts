import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { ModelFile } from '@/shared/schemas/model-store.ts';
import { messageOf } from '../log.ts';
import { AGENT_TIMES } from '../times.ts';
import { hashInto } from './hash-file.ts';
import type { createPace } from './pace.ts';

const WRITE_BYTES = 4 * 1024 * 1024;
const { O_CREAT, O_NOFOLLOW, O_RDWR } = constants;
const MOST_WORDS = 200;

/** Where files come from: one giver, for one copy. */
export type CopySource = { address: string; port: number; token: string };

/** The giver can't be reached, or has stopped: what is there is good, and another try goes on from it. */
export class CopyInterrupted extends Error {
  override readonly name = 'CopyInterrupted';
}
/** Another try would end the same way. */
export class CopyRefused extends Error {
  override readonly name = 'CopyRefused';
}

export type FetchFileOptions = {
  folder: string;
  source: CopySource;
  pace: ReturnType<typeof createPace>;
  signal: AbortSignal;
  /** Bytes of it that are there, from the giver or from an earlier try. */
  onHas(bytes: number): void;
};

/**
 * Brings one file whole into `folder`, going on from what is there. A file that came damaged is fetched once more, and
 * then told: gives the words about that, or null. Throws `CopyInterrupted`, or `CopyRefused` when it is damaged again.
 */
export async function fetchFile(file: ModelFile, options: FetchFileOptions): Promise<string | null> {
  const handle = await open(join(options.folder, file.name), O_RDWR | O_CREAT | O_NOFOLLOW, 0o600);
  try {
    let damaged: string | null = null;
    for (;;) {
      const sha256 = await complete(handle, file, options);
      if (sha256 === file.sha256) {
        await handle.sync();
        return damaged && `${file.name} came damaged (${damaged}) and was fetched again; now it is right.`;
      }
      const differs = `sha256 ${sha256} in place of ${file.sha256}`;
      if (damaged !== null)
        throw new CopyRefused(
          `${file.name} came damaged twice (${differs}). Its giver’s disk, this one or the way between them is at fault.`,
        );
      damaged = differs;
      await handle.truncate(0);
    }
  } finally {
    await handle.close();
  }
}

/** Until as many bytes are there as the file has; gives what they hash to. */
async function complete(handle: FileHandle, file: ModelFile, options: FetchFileOptions): Promise<string> {
  const { size } = await handle.stat();
  if (size > file.bytes) await handle.truncate(file.bytes);
  let at = Math.min(size, file.bytes);
  const hash = createHash('sha256');
  await hashInto(hash, join(options.folder, file.name), at, { signal: options.signal });
  options.onHas(at);
  let lastByteMs = performance.now();
  while (at < file.bytes) {
    const before = at;
    try {
      const response = await ask(file, at, options);
      await take(handle, response, hash, {
        from: at,
        to: file.bytes,
        hold: (bytes) => options.pace(bytes, options.signal),
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
        throw new CopyInterrupted(`The machine that gives it can’t be reached: ${messageOf(error)}`);
      await wait(AGENT_TIMES.copyAgainMs, undefined, { signal: options.signal });
    }
  }
  return hash.digest('hex');
}

async function ask(
  file: ModelFile,
  at: number,
  { source, signal }: FetchFileOptions,
): Promise<IncomingMessage> {
  const { address: host, port, token } = source;
  const headers = { authorization: `Bearer ${token}`, ...(at > 0 && { range: `bytes=${at}-` }) };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = get({ host, port, path: `/files/${file.name}`, headers, signal, agent: false }, resolve);
    request.setTimeout(AGENT_TIMES.copyStallMs, () => request.destroy(new Error('it has gone silent.')));
    request.once('error', reject);
  });
  const wanted = at > 0 ? `bytes ${at}-${file.bytes - 1}/${file.bytes}` : undefined;
  const isIt =
    response.statusCode === (at > 0 ? 206 : 200) &&
    response.headers['content-range'] === wanted &&
    Number(response.headers['content-length']) === file.bytes - at;
  if (isIt) return response;
  const words = await firstWords(response);
  response.destroy();
  throw new CopyInterrupted(
    `The machine that gives it answered ${response.statusCode} for ${file.name}: ${words}`,
  );
}

async function firstWords(response: IncomingMessage): Promise<string> {
  let words = '';
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      words += chunk.toString('utf8', 0, MOST_WORDS);
      if (words.length >= MOST_WORDS) break;
    }
  } catch {
    // What has come of its words will do.
  }
  return words.slice(0, MOST_WORDS);
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
  response: IncomingMessage,
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
    for await (const chunk of response as AsyncIterable<Buffer>) {
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
