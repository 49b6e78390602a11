import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** Requests that had been sent when the portal was told to stop are on their way for so long. */
const QUIET_MS = 150;
const LOOK_MS = 25;

/**
 * Counts what is being answered from now on. The function it returns takes no new connections and resolves once all that
 * was asked is answered, at the latest after `limitMs`: a proxy then gives what comes next to another portal, and what it
 * had given to this one is not cut off.
 */
export function trackRequests(server: Server): (limitMs: number) => Promise<void> {
  let open = 0;
  let lastMs = 0;
  let isStopping = false;
  server.prependListener('request', (_req: IncomingMessage, res: ServerResponse) => {
    open += 1;
    lastMs = performance.now();
    // Whoever keeps a connection asks the next time on a new one, of a portal that goes on.
    if (isStopping) res.setHeader('connection', 'close');
    res.once('close', () => {
      open -= 1;
      lastMs = performance.now();
    });
  });
  return async (limitMs) => {
    isStopping = true;
    const startedMs = performance.now();
    // Not the server's own `close`, which also ends connections whose request has come and is not read yet.
    NetServer.prototype.close.call(server);
    const isQuiet = (): boolean => open === 0 && performance.now() - Math.max(lastMs, startedMs) >= QUIET_MS;
    while (!isQuiet() && performance.now() - startedMs < limitMs) await wait(LOOK_MS);
    server.closeAllConnections();
  };
}
