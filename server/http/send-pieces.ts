import { once } from 'node:events';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** Whoever takes nothing for so long has gone. */
const STALLED_MS = 60_000;
/** Pieces are gathered to about so many characters a write. */
const CHUNK = 16_384;

/** A file as it is made, only as fast as it is taken: nothing of it is kept that nobody reads. */
export async function sendPieces(
  res: ServerResponse,
  pieces: AsyncGenerator<string> | AsyncGenerator<Buffer>,
  { headers, signal }: { headers: OutgoingHttpHeaders; signal: AbortSignal },
): Promise<void> {
  // Before the head, so that what goes wrong first is still an answer of its own.
  const first = await pieces.next();
  res.setTimeout(STALLED_MS, () => res.destroy());
  res.writeHead(200, { ...headers, 'cache-control': 'no-store' });
  let gathered: (string | Buffer)[] = first.done ? [] : [first.value];
  let length = gathered[0]?.length ?? 0;
  try {
    for await (const piece of pieces) {
      gathered.push(piece);
      length += piece.length;
      if (length < CHUNK) continue;
      if (!res.write(joined(gathered))) await once(res, 'drain', { signal });
      gathered = [];
      length = 0;
    }
    res.end(joined(gathered));
  } catch (error) {
    // The head is sent: cut off is the only way left to say that it is not whole.
    res.destroy();
    if (!signal.aborted) throw error;
  }
}

/** One kind in each file: text or bytes. */
const joined = (pieces: (string | Buffer)[]): string | Buffer =>
  typeof pieces[0] === 'object' ? Buffer.concat(pieces as Buffer[]) : pieces.join('');

const MIMES = { csv: 'text/csv; charset=utf-8', json: 'application/json; charset=utf-8' } as const;
export type FileType = keyof typeof MIMES;

/** The same as a file of a type that has a name. */
export const sendReportFile = (
  res: ServerResponse,
  pieces: AsyncGenerator<string>,
  { name, type, signal }: { name: string; type: FileType; signal: AbortSignal },
): Promise<void> =>
  sendPieces(res, pieces, {
    headers: { 'content-type': MIMES[type], 'content-disposition': `attachment; filename="${name}"` },
    signal,
  });

/** Aborts when who asked closes the connection before the answer is whole. */
export function goneSignal(res: ServerResponse): AbortSignal {
  const gone = new AbortController();
  res.once('close', () => {
    if (!res.writableFinished) gone.abort();
  });
  return gone.signal;
}
