import { mkdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { prepareCluster, type Cluster } from './cluster.ts';
import { adminUrlOf, endPostgres, launchPostgres, type PostgresProcess } from './launch-postgres.ts';
import { stopLeftover } from './leftover.ts';
import { takePortalLock } from './portal-lock.ts';

export type EmbeddedPostgres = {
  url: string;
  /** Another one after a restart. */
  readonly pid: number;
  /** Settles when Postgres has ended for good: it was stopped, or it ended by itself and can't be brought back. */
  exited: Promise<void>;
  stop: () => Promise<void>;
};

type Options = {
  dataFolder: string;
  /** Where this portal can be reached, told to whoever tries to start a second one. */
  address: string;
  database?: string;
  /** false only for tests: no fsync. */
  isDurable?: boolean;
  /** It has ended by itself (killed, out of memory) and is being started again; or, with an error, a start failed. */
  onEnded?: (error: unknown) => void;
  /** Only for tests: the first wait between the tries to bring it back. */
  firstRetryMs?: number;
};

/** So often it may end by itself within that time; one that ends again and again needs a person. */
const MAX_ENDS = 5;
const ENDS_WINDOW_MS = 10 * 60_000;
/** What keeps it from starting may pass (a last backend, a full disk): the waits double, a minute and a half in all. */
const MAX_TRIES = 8;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;

export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const { isDurable = true, onEnded = () => undefined, firstRetryMs = FIRST_RETRY_MS } = options;
  const dataFolder = path.resolve(options.dataFolder);
  mkdirSync(dataFolder, { recursive: true });
  const releaseLock = takePortalLock(dataFolder, options.address);
  try {
    const cluster = await prepareCluster(dataFolder);
    await stopLeftover(cluster.folder);
    const { port, running } = await launchOnFreePort(cluster, dataFolder, isDurable);
    const url = await ensureDatabase(adminUrlOf(cluster, port), options.database ?? 'espalier');
    // On its port: everybody who has the address finds it again.
    const again = async () => {
      await stopLeftover(cluster.folder);
      return launchPostgres(cluster, { dataFolder, port, isDurable });
    };
    const kept = keepRunning(running, { again, onEnded, firstRetryMs });
    const stop = async () => {
      await kept.stop();
      releaseLock();
    };
    return {
      url,
      get pid() {
        return kept.pid();
      },
      exited: kept.exited,
      stop,
    };
  } catch (error) {
    releaseLock();
    throw error;
  }
}

type Keeping = {
  again: () => Promise<PostgresProcess>;
  onEnded: (error: unknown) => void;
  firstRetryMs: number;
};

/** What ends by itself is started again, a few times; each time the tries have an end too. */
function keepRunning(first: PostgresProcess, { again, onEnded, firstRetryMs }: Keeping) {
  let running = first;
  const stopping = new AbortController();
  const ends: number[] = [];
  const isEndingAgainAndAgain = (): boolean => {
    ends.push(performance.now());
    return ends.filter((it) => it > performance.now() - ENDS_WINDOW_MS).length > MAX_ENDS;
  };
  const bringBack = async (): Promise<boolean> => {
    for (let tried = 0; tried < MAX_TRIES && !stopping.signal.aborted; tried += 1) {
      try {
        running = await again();
        return true;
      } catch (error) {
        onEnded(error);
        const waitMs = Math.min(LONGEST_RETRY_MS, firstRetryMs * 2 ** tried);
        await wait(waitMs, null, { signal: stopping.signal }).catch(() => undefined);
      }
    }
    return false;
  };
  const watch = async (): Promise<void> => {
    for (;;) {
      await running.exited;
      if (stopping.signal.aborted) return;
      onEnded(null);
      if (isEndingAgainAndAgain() || !(await bringBack())) return;
    }
  };
  const exited = watch();
  return {
    exited,
    pid: () => running.child.pid!,
    async stop() {
      stopping.abort();
      await endPostgres(running);
      await exited;
      // It may have been on its way up when the stop came.
      await endPostgres(running);
    },
  };
}

// Between finding a free port and Postgres taking it, somebody else may.
async function launchOnFreePort(cluster: Cluster, dataFolder: string, isDurable: boolean) {
  const launch = async () => {
    const port = await freePort();
    return { port, running: await launchPostgres(cluster, { dataFolder, port, isDurable }) };
  };
  return launch().catch(launch);
}

async function ensureDatabase(adminUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (!rowCount) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  return adminUrl.replace(/\/postgres$/, `/${name}`);
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
