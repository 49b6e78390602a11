import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer } from 'node:net';
import type { Duplex } from 'node:stream';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';

/** Set by a proxy that asks another portal again when this one answers 502 (`deploy/nginx.conf`). */
export const ELSEWHERE = 'x-espalier-elsewhere';
const LOOK_MS = 25;
/** Requests that had been sent when the port was closed are on their way for so many looks. */
const QUIET_LOOKS = 6;
/** Nothing new has come in so many looks: the proxy has noticed. One that doesn't is not waited for longer. */
const NOTICED_LOOKS = 16;
const NOTICE_LIMIT_MS = 10_000;
/** Of a loop that is kept busy by others a turn may come late, and connections after it: so many found none. */
const EMPTY_TURNS = 5;
const EMPTY_LIMIT_MS = 10_000;
const EMPTY_ALONE_MS = 2000;

type Stopping = {
  /** Another portal of the lab serves: whoever can is sent there before this one is closed. */
  hasOthers: boolean;
  /** Called when others are sent elsewhere: whose sockets end now come back to another portal. */
  onLeave?: (() => void) | undefined;
  /** What is still being answered then is cut off. */
  limitMs: number;
  /** Aborted when nobody wants to wait any longer. */
  hurry?: AbortSignal | undefined;
};

/**
 * Counts what is being answered from now on. The function it returns takes nobody in any more and resolves once all that
 * was asked is answered. Nothing is lost on the way, in this order: a proxy is shown that this portal goes, by requests
 * that may be asked twice; then the port is closed, at a moment when no connection waits to be taken; then what is under
 * way is finished.
 */
export function trackRequests(server: Server): (stopping: Stopping) => Promise<void> {
  let open = 0;
  let changes = 0;
  let isClosed = false;
  server.prependListener('request', (_req: IncomingMessage, res: ServerResponse) => {
    open += 1;
    changes += 1;
    // Whoever keeps a connection asks the next time on a new one, of a portal that goes on.
    if (isClosed) res.setHeader('connection', 'close');
    res.once('close', () => {
      open -= 1;
      changes += 1;
    });
  });
  server.prependListener('upgrade', () => void (changes += 1));
  return async ({ hasOthers, onLeave, limitMs, hurry }) => {
    const state = { changes: () => changes, isOver: () => hurry?.aborted ?? false };
    if (hasOthers) {
      sendElsewhere(server, () => (changes += 1));
      onLeave?.();
      await untilQuiet({ ...state, isQuiet: () => true, looks: NOTICED_LOOKS, limitMs: NOTICE_LIMIT_MS });
    }
    await untilNoneWaits(server, hasOthers ? EMPTY_LIMIT_MS : EMPTY_ALONE_MS);
    isClosed = true;
    // Not the server's own `close`, which also ends connections whose request has come and is not read yet.
    NetServer.prototype.close.call(server);
    await untilQuiet({ ...state, isQuiet: () => open === 0, looks: QUIET_LOOKS, limitMs });
    server.closeAllConnections();
  };
}

type Quiet = {
  changes(): number;
  isQuiet(): boolean;
  isOver(): boolean;
  looks: number;
  limitMs: number;
};

/** So many looks in a row found nothing new. Counted, not timed: in a busy process time goes by with nothing read. */
async function untilQuiet({ changes, isQuiet, isOver, looks, limitMs }: Quiet): Promise<void> {
  const startedMs = performance.now();
  let [seen, found] = [changes(), 0];
  while (found < looks && !isOver() && performance.now() - startedMs < limitMs) {
    await wait(LOOK_MS);
    found = isQuiet() && changes() === seen ? found + 1 : 0;
    seen = changes();
  }
}

/**
 * Still listens, and sends elsewhere what may be asked twice, so that a proxy gives nothing more to this portal. What
 * writes is done here until then: nobody could know whether it was done if it were not.
 */
function sendElsewhere(server: Server, onChange: () => void): void {
  for (const event of ['request', 'upgrade'] as const) {
    const serving = server.listeners(event);
    server.removeAllListeners(event);
    server.on(event, (req: IncomingMessage, ...rest: [ServerResponse] | [Duplex, Buffer]) => {
      onChange();
      if (goesElsewhere(req)) return refuse(req, rest[0]);
      for (const it of serving) it.call(server, req, ...rest);
    });
  }
}

const isReadiness = ({ url }: IncomingMessage): boolean => url?.split('?')[0] === '/api/ready';

const goesElsewhere = (req: IncomingMessage): boolean =>
  isReadiness(req) || (req.headers[ELSEWHERE] !== undefined && ['GET', 'HEAD'].includes(req.method ?? ''));

/** A proxy that looks for itself whether a portal is ready is told so in the words it knows. */
function refuse(req: IncomingMessage, to: ServerResponse | Duplex): void {
  const isBehindOurs = req.headers[ELSEWHERE] !== undefined;
  const line = isBehindOurs ? '502 Bad Gateway' : '503 Service Unavailable';
  if (!('writeHead' in to)) {
    to.end(`HTTP/1.1 ${line}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    return;
  }
  const message = 'This portal is being stopped; another one serves.';
  to.writeHead(isBehindOurs ? 502 : 503, { connection: 'close', 'content-type': 'application/json' });
  to.end(JSON.stringify({ error: { code: 'UNAVAILABLE', message } }));
}

/**
 * Connections are made by the system and taken one a turn: those that wait when the port is closed are reset, with
 * what was asked on them. Resolves after turns that found none waiting.
 */
async function untilNoneWaits(server: Server, limitMs: number): Promise<void> {
  let taken = 0;
  const count = (): void => void (taken += 1);
  server.on('connection', count);
  const startedMs = performance.now();
  // From here on each turn begins and ends at the same place, with one look for connections between.
  await nextTurn();
  for (let empty = 0; empty < EMPTY_TURNS && performance.now() - startedMs < limitMs;) {
    const before = taken;
    await nextTurn();
    empty = taken === before ? empty + 1 : 0;
  }
  server.off('connection', count);
}
