import { createAdapter } from '@socket.io/postgres-adapter';
import pg from 'pg';
import type { Logger } from 'pino';

/** Own portals know each other by rows; this is only how long a dead one stays in the adapter's own count. */
const HEARTBEAT_MS = 60_000;
const CLEANUP_MS = 60_000;

/**
 * socket.io's Postgres adapter over connections of its own: one that listens, and one that sends, so that messages
 * keep their order. `onHeardAgain`: the listening connection was lost and is back; what was said meanwhile is missing.
 */
export function createPortalAdapter(databaseUrl: string, logger: Logger, onHeardAgain: () => void) {
  const sender = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  sender.on('error', (error) => logger.warn({ err: error }, 'the connection to other portals was lost'));
  let connections = 0;
  // The adapter takes a listener out of its pool and, when it ends, another; a pool would wait for the lost one.
  const listen = async () => {
    const client = new pg.Client({ connectionString: databaseUrl, keepAlive: true });
    client.on('error', (error) => logger.warn({ err: error }, 'other portals can’t be heard for a moment'));
    await client.connect();
    connections += 1;
    if (connections > 1) setImmediate(onHeardAgain);
    return Object.assign(client, { release: () => void client.end().catch(() => undefined) });
  };
  const pool = { connect: listen, query: sender.query.bind(sender) };
  const adapter = createAdapter(pool as unknown as pg.Pool, {
    tableName: '"PortalMessage"',
    cleanupInterval: CLEANUP_MS,
    heartbeatInterval: HEARTBEAT_MS,
    heartbeatTimeout: 2.5 * HEARTBEAT_MS,
    errorHandler: (error) => logger.warn({ err: error }, 'a message between portals was lost'),
  });
  return { adapter, close: () => sender.end() };
}
