import { createServer, type Server } from 'node:http';

export type RequestTimeouts = { headersMs: number; requestMs: number; checkEveryMs: number };

/** Bodies are small: whoever takes longer to ask than this has gone, or keeps connections open on purpose. */
const STANDARD: RequestTimeouts = { headersMs: 10_000, requestMs: 30_000, checkEveryMs: 5000 };

/** A request that doesn't arrive in time is answered 408 and its connection closed; answers take as long as they take. */
export const createHttpServer = ({ headersMs, requestMs, checkEveryMs } = STANDARD): Server =>
  createServer({
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: checkEveryMs,
  });
