import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';

export type RequestTimeouts = { headersMs: number; requestMs: number; checkEveryMs: number };

/** Bodies are small: whoever takes longer to ask than this has gone, or keeps connections open on purpose. */
const STANDARD: RequestTimeouts = { headersMs: 10_000, requestMs: 30_000, checkEveryMs: 5000 };

/** A proxy keeps its connections for less than this (`deploy/nginx.conf`), so that none is closed with a request under way. */
const KEEP_ALIVE_MS = 75_000;

/** A request that doesn't arrive in time is answered 408 and its connection closed; answers take as long as they take. */
export function createHttpServer(
  { headersMs, requestMs, checkEveryMs }: RequestTimeouts = STANDARD,
  tls: { cert: Buffer; key: Buffer } | null = null,
): Server {
  const options = {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: checkEveryMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
  };
  if (!tls) return createServer(options);
  // All that a portal asks of its server, the encrypted one has too.
  const { cert, key } = tls;
  return createTlsServer({ ...options, cert, key, minVersion: 'TLSv1.2' }) as unknown as Server;
}
