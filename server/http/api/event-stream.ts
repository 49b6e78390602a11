import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** A comment says that somebody is still there, while a question waits for its turn. */
const KEEP_ALIVE_MS = 10_000;
/** Whoever takes nothing for so long has gone. */
const STALLED_MS = 120_000;

export type EventStream = {
  /** Resolves when there is room for more: only as fast as it is read is an answer read from its log. */
  send(text: string): Promise<void>;
  end(): void;
};

/** Server-sent events, or lines of another kind, from here on. */
export function openEventStream(
  res: ServerResponse,
  signal: AbortSignal,
  { type = 'text/event-stream; charset=utf-8', keepAlive = ': keep-alive\n\n' as string | null } = {},
): EventStream {
  res.setTimeout(STALLED_MS, () => res.destroy());
  res.writeHead(200, {
    'content-type': type,
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  res.flushHeaders();
  let isSilent = false;
  const timer = setInterval(() => {
    if (isSilent && keepAlive !== null && !res.writableNeedDrain && !res.destroyed) res.write(keepAlive);
    isSilent = true;
  }, KEEP_ALIVE_MS);
  res.once('close', () => clearInterval(timer));
  return {
    async send(text) {
      isSilent = false;
      if (!res.write(text)) await once(res, 'drain', { signal });
    },
    end() {
      clearInterval(timer);
      res.end();
    },
  };
}
