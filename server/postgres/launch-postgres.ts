import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { postgresEnvironment, type Cluster } from './cluster.ts';

export type PostgresProcess = { child: ChildProcess; exited: Promise<void> };
type Options = { dataFolder: string; port: number; isDurable: boolean };

const STOP_TIMEOUT_MS = 15_000;
const START_TIMEOUT_MS = 120_000;
const LOG_LIMIT_BYTES = 10_000_000;

// Postgres must outlive Ctrl-C (the portal still writes while it stops) and must not outlive the portal. So it
// gets its own process group, and a watcher that asks it to stop when the portal's end of a pipe closes, which
// also happens on kill -9. The watcher is forked twice: Postgres takes an unknown child's death for a crash.
const WATCHED = '( { read -r _ <&3; kill -INT $$; } >/dev/null 2>&1 & ) 3<&0; exec "$@" </dev/null';

export const adminUrlOf = (cluster: Cluster, port: number): string =>
  `postgresql://espalier:${cluster.password}@127.0.0.1:${port}/postgres`;

/** Resolves when it takes connections. */
export async function launchPostgres(
  cluster: Cluster,
  { dataFolder, port, isDurable }: Options,
): Promise<PostgresProcess> {
  const log = openLog(dataFolder);
  const command = [cluster.binaries.postgres, '-D', cluster.folder, ...postgresSettings(port, isDurable)];
  const child = spawn('/bin/sh', ['-c', WATCHED, 'sh', ...command], {
    ...cluster.owner,
    cwd: '/',
    detached: true,
    stdio: ['pipe', log.fd, log.fd],
    env: postgresEnvironment(),
  });
  closeSync(log.fd);
  child.stdin!.on('error', () => {});
  const exited = new Promise<void>((resolve, reject) => {
    child.once('exit', () => resolve());
    child.once('error', reject);
  });
  try {
    await untilReady(cluster, adminUrlOf(cluster, port), child, log.file);
  } catch (error) {
    child.kill('SIGQUIT');
    throw error;
  }
  return { child, exited };
}

async function untilReady(cluster: Cluster, url: string, child: ChildProcess, logFile: string) {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
    client.on('error', () => {});
    try {
      await client.connect();
      // A copy of this lab has the same password: it may have taken the port first.
      const { rows } = await client.query<{ folder: string }>(
        `SELECT current_setting('data_directory') AS folder`,
      );
      await client.end();
      if (rows[0]?.folder === cluster.folder) return;
      throw new Error(`Another Postgres answers in place of that of ${cluster.folder}.`);
    } catch (error) {
      void client.end().catch(() => {});
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
        throw new Error(`Postgres did not start; its log is ${logFile}:\n${tail(logFile)}`);
      }
      if (Date.now() > deadline) throw error;
      await wait(50);
    }
  }
}

/**
 * A report goes through the hours of a whole lab's year, about 50 MB for 50 machines, beside its bookings: what doesn't
 * fit is copied in from the system anew by each report. Taken from the computer only as it fills.
 */
function sharedBuffersMb(): number {
  const memoryMb = Math.min(os.totalmem(), process.constrainedMemory() || Infinity) / 2 ** 20;
  return Math.round(Math.min(256, Math.max(64, memoryMb / 32)));
}

function postgresSettings(port: number, isDurable: boolean): string[] {
  const settings: Record<string, string | number> = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 100,
    shared_buffers: `${sharedBuffersMb()}MB`,
    max_wal_size: '256MB',
    wal_level: 'minimal',
    max_wal_senders: 0,
    jit: 'off',
    // Containers often have a /dev/shm too small for parallel queries.
    max_parallel_workers_per_gather: 0,
    timezone: 'UTC',
    log_min_messages: 'warning',
    log_checkpoints: 'off',
    ...(isDurable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

// "Fast" shutdown: open transactions are rolled back, everything committed is checkpointed.
export async function endPostgres({ child, exited }: PostgresProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGINT');
  const isStopped = await Promise.race([
    exited.then(() => true),
    wait(STOP_TIMEOUT_MS, false, { ref: false }),
  ]);
  if (isStopped) return;
  child.kill('SIGQUIT');
  await exited;
}

function openLog(dataFolder: string) {
  const file = path.join(dataFolder, 'logs', 'postgres.log');
  mkdirSync(path.dirname(file), { recursive: true });
  const isFull = (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES;
  return { file, fd: openSync(file, isFull ? 'w' : 'a', 0o600) };
}

const tail = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
