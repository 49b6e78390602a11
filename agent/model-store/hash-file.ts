import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** One step of hashing is under a millisecond, so that answers on their way through this program don't wait. */
export const STEP_BYTES = 1024 * 1024;

export type HashOptions = { signal?: AbortSignal; onBytes?(bytes: number): void };

/** Feeds a file, or its first bytes, into a hash. */
export async function hashInto(
  hash: Hash,
  path: string,
  bytes: number,
  { signal, onBytes }: HashOptions = {},
): Promise<void> {
  if (bytes === 0) return;
  const stream = createReadStream(path, { highWaterMark: STEP_BYTES, end: bytes - 1, signal });
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    hash.update(chunk);
    onBytes?.(chunk.length);
  }
}

export async function hashFile(path: string, bytes: number, options?: HashOptions): Promise<string> {
  const hash = createHash('sha256');
  await hashInto(hash, path, bytes, options);
  return hash.digest('hex');
}
