import { createHash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { log, messageOf } from '../log.ts';
import type { GivenFile } from './list-files.ts';

const STEP_BYTES = 1024 * 1024;
/** The one that gets it asks for one file at a time; more are tries that it has given up. */
const MOST_CONNECTIONS = 8;
const HEADERS_MS = 10_000;
const FILE = /^\/files\/([\w.+-]+)$/;
const RANGE = /^bytes=(\d{1,16})-$/;

export type GiveOptions = {
  /** One of this machine's own addresses. */
  address: string;
  token: string;
  files: readonly GivenFile[];
  idleMs: number;
  /** Nobody has asked for `idleMs`. */
  onIdle(): void;
};
export type Gift = { port: number; close(): void };

/**
 * Gives the files of one model to whoever has the token, for as long as it is asked: `GET /files/<name>`, from any
 * byte on by `Range: bytes=<n>-`. It knows these files and no path. Throws when the address is not this machine's.
 */
export async function give(options: GiveOptions): Promise<Gift> {
  const files = new Map(options.files.map((it) => [it.name, it]));
  const over = new AbortController();
  let timer = setTimeout(options.onIdle, options.idleMs);
  const stay = (): void => {
    clearTimeout(timer);
    if (!over.signal.aborted) timer = setTimeout(options.onIdle, options.idleMs);
  };
  const server = createServer((incoming, outgoing) => {
    const file = admit(incoming, outgoing, options.token, files);
    if (!file) return;
    stay();
    const gone = new AbortController();
    outgoing.once('close', () => gone.abort());
    const signal = AbortSignal.any([over.signal, gone.signal]);
    send(file, incoming, outgoing, { signal, stay }).catch((error: unknown) => {
      // Who asked goes on from where it got to.
      if (!signal.aborted) log(`${file.name} could not be given on: ${messageOf(error)}`);
      outgoing.destroy();
    });
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.headersTimeout = HEADERS_MS;
  server.listen(0, options.address);
  try {
    await once(server, 'listening');
  } catch (error) {
    clearTimeout(timer);
    throw new Error(
      `It can't be given at ${options.address}, which is no address of this machine now: ${messageOf(error)}`,
      { cause: error },
    );
  }
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      over.abort();
      clearTimeout(timer);
      server.close();
      server.closeAllConnections();
    },
  };
}

const refuse = (outgoing: ServerResponse, status: number, words: string): null => {
  outgoing.writeHead(status, { 'content-type': 'text/plain', connection: 'close' }).end(words);
  return null;
};

function admit(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  token: string,
  files: ReadonlyMap<string, GivenFile>,
): GivenFile | null {
  if (!isTold(incoming.headers.authorization, token)) return refuse(outgoing, 401, 'Not for you.');
  if (incoming.method !== 'GET') return refuse(outgoing, 405, 'Only GET.');
  const file = files.get(FILE.exec(incoming.url ?? '')?.[1] ?? '');
  return file ?? refuse(outgoing, 404, 'There is no such file in this model.');
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const isTold = (said: string | undefined, token: string): boolean =>
  timingSafeEqual(digest(said ?? ''), digest(`Bearer ${token}`));

type Sending = { signal: AbortSignal; stay(): void };

async function send(
  file: GivenFile,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  sending: Sending,
): Promise<void> {
  const range = incoming.headers.range;
  const from = range === undefined ? 0 : Number(RANGE.exec(range)?.[1] ?? NaN);
  if (!(from < file.bytes || (from === 0 && range === undefined)))
    return void refuse(outgoing, 416, 'It has no such bytes.');
  const handle = await open(file.path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const now = await handle.stat();
    if (now.size !== file.bytes || now.mtimeMs !== file.mtimeMs)
      return void refuse(outgoing, 409, `${file.name} has changed since it was hashed.`);
    outgoing.writeHead(range === undefined ? 200 : 206, {
      'content-type': 'application/octet-stream',
      'content-length': file.bytes - from,
      ...(range !== undefined && { 'content-range': `bytes ${from}-${file.bytes - 1}/${file.bytes}` }),
    });
    await pour(handle, { from, to: file.bytes }, outgoing, sending);
    outgoing.end();
  } finally {
    await handle.close();
  }
}

/** Reads the next piece while the last one leaves. */
async function pour(
  handle: FileHandle,
  { from, to }: { from: number; to: number },
  outgoing: ServerResponse,
  { signal, stay }: Sending,
): Promise<void> {
  const read = (at: number): Promise<Buffer> | null =>
    at < to ? readAt(handle, at, Math.min(STEP_BYTES, to - at)) : null;
  let at = from;
  let next = read(at);
  while (next !== null) {
    const piece = await next;
    signal.throwIfAborted();
    at += piece.length;
    next = read(at);
    // It is waited for below; until then its failure is nobody's.
    next?.catch(() => undefined);
    if (!outgoing.write(piece)) await once(outgoing, 'drain', { signal });
    stay();
  }
}

async function readAt(handle: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(bytes), 0, bytes, at);
  if (bytesRead === 0) throw new Error('It became shorter.');
  return buffer.subarray(0, bytesRead);
}
