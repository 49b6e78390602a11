import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { prepareCluster } from './cluster.ts';
import { startEmbeddedPostgres } from './embedded.ts';
import { launchPostgres } from './launch-postgres.ts';
import { processCommand, processStartTime } from './process-identity.ts';

let parent: string;
let dataFolder: string;
beforeAll(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'espalier-embedded-'));
  chmodSync(parent, 0o755);
  dataFolder = path.join(parent, 'data of ours');
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

const start = () => startEmbeddedPostgres({ dataFolder, address: 'http://localhost:3000' });

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

const addRow = (url: string) =>
  query(url, 'DROP TABLE IF EXISTS kept; CREATE TABLE kept (x int); INSERT INTO kept VALUES (1)');
const countRows = async (url: string) => (await query(url, 'SELECT count(*)::int AS n FROM kept'))[0]?.n;

// A portal in a process of its own, so that it can be killed.
async function startPortalProcess() {
  const script = `
    import { startEmbeddedPostgres } from ${JSON.stringify(path.resolve('server/postgres/embedded.ts'))};
    const postgres = await startEmbeddedPostgres({ dataFolder: process.argv[2], address: 'http://localhost:3000' });
    console.log(JSON.stringify({ url: postgres.url, pid: postgres.pid }));
    setInterval(() => {}, 1000);`;
  const file = path.join(parent, 'portal.mts');
  writeFileSync(file, script);
  const args = ['--import', import.meta.resolve('tsx'), file, dataFolder];
  const portal = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(portal.stdout, 'data')) as [Buffer];
  return { portal: portal as ChildProcess, ...(JSON.parse(String(line)) as { url: string; pid: number }) };
}

const ended = (pid: number) => vi.waitUntil(() => processStartTime(pid) === null, { timeout: 15_000 });

test('keeps its data and its password over a restart, and lets go of everything', async () => {
  const first = await start();
  await addRow(first.url);
  await first.stop();
  expect(processStartTime(first.pid)).toBe(null);
  const second = await start();
  expect(await countRows(second.url)).toBe(1);
  expect(new URL(second.url).password).toBe(new URL(first.url).password);
  await second.stop();
});

test('a copy of a lab is not taken for it, though both have one password and want one port', async () => {
  await (await start()).stop();
  const copy = path.join(parent, 'a copy');
  execFileSync('cp', ['-a', dataFolder, copy]);
  const postgres = await start();
  try {
    const port = Number(new URL(postgres.url).port);
    const asked = launchPostgres(await prepareCluster(copy), { dataFolder: copy, port, isDurable: false });
    await expect(asked).rejects.toThrow(/did not start/);
    expect((await query(postgres.url, 'SELECT 1 AS n'))[0]).toEqual({ n: 1 });
  } finally {
    await postgres.stop();
  }
});

test('a second start says where the first one runs', async () => {
  const first = await start();
  await expect(start()).rejects.toThrow(
    `Espalier already runs on ${dataFolder} at http://localhost:3000 (process ${process.pid}).`,
  );
  await addRow(first.url);
  await first.stop();
});

test('a lock whose process is gone, or whose number was given to another, holds nothing', async () => {
  await (await start()).stop();
  for (const holder of [
    { pid: 999_999_999, startTime: '1' },
    { pid: process.pid, startTime: 'another' },
  ]) {
    writeFileSync(path.join(dataFolder, 'portal.lock'), JSON.stringify({ ...holder, address: 'x' }));
    await (await start()).stop();
  }
});

test('ends by itself, cleanly, when its portal is killed', async () => {
  const { portal, url, pid } = await startPortalProcess();
  await addRow(url);
  portal.kill('SIGKILL');
  await ended(pid);
  expect(readFileSync(path.join(dataFolder, 'logs/postgres.log'), 'utf8')).toContain(
    'database system is shut down',
  );
  const next = await start();
  expect(await countRows(next.url)).toBe(1);
  await next.stop();
});

test('takes over from a killed portal while its Postgres still runs', async () => {
  const { portal, url, pid } = await startPortalProcess();
  await addRow(url);
  portal.kill('SIGKILL');
  await once(portal, 'exit');
  const next = await start();
  expect(await countRows(next.url)).toBe(1);
  expect(processStartTime(pid)).toBe(null);
  await next.stop();
});

test('recovers when portal and Postgres are both killed', async () => {
  const { portal, url, pid } = await startPortalProcess();
  await addRow(url);
  process.kill(pid, 'SIGKILL');
  const gone = once(portal, 'exit');
  portal.kill('SIGKILL');
  await Promise.all([gone, ended(pid)]);
  const next = await start();
  expect(await countRows(next.url)).toBe(1);
  await next.stop();
});

test('killed under its portal, it is back on the same address with all that was committed', async () => {
  const ends: unknown[] = [];
  const postgres = await startEmbeddedPostgres({
    dataFolder,
    address: 'http://localhost:3000',
    onEnded: (error) => ends.push(error),
  });
  await addRow(postgres.url);
  const { pid } = postgres;
  process.kill(pid, 'SIGKILL');
  await vi.waitUntil(() => postgres.pid !== pid, { timeout: 20_000 });
  expect(await countRows(postgres.url)).toBe(1);
  expect(ends).toEqual([null]);
  await postgres.stop();
  await postgres.exited;
  expect(processStartTime(postgres.pid)).toBe(null);
});

test('one that can’t start for a moment is tried again until it can', async () => {
  const file = path.join(dataFolder, 'postgres/data/global/pg_control');
  const ends: unknown[] = [];
  const postgres = await startEmbeddedPostgres({
    dataFolder,
    address: 'http://localhost:3000',
    firstRetryMs: 5,
    onEnded: (error) => {
      ends.push(error);
      // What is in its way is gone after two tries.
      if (ends.length === 3) renameSync(`${file}.away`, file);
    },
  });
  const { pid } = postgres;
  renameSync(file, `${file}.away`);
  process.kill(pid, 'SIGKILL');
  await vi.waitUntil(() => postgres.pid !== pid, { timeout: 20_000 });
  expect(await countRows(postgres.url)).toBe(1);
  expect(ends).toHaveLength(3);
  await postgres.stop();
});

test('one that ends again and again is not brought back for ever', async () => {
  const postgres = await start();
  const pids: number[] = [];
  const over = postgres.exited.then(() => true);
  while (!(await Promise.race([over, Promise.resolve(false)]))) {
    const { pid } = postgres;
    if (!pids.includes(pid)) process.kill(pid, 'SIGKILL');
    if (!pids.includes(pid)) pids.push(pid);
    await Promise.race([over, new Promise((resolve) => setTimeout(resolve, 20))]);
  }
  expect(pids).toHaveLength(6);
  await postgres.stop();
  const next = await start();
  expect(await countRows(next.url)).toBe(1);
  await next.stop();
});

test('one that can’t be brought back is said to have ended', async () => {
  const ends: unknown[] = [];
  const postgres = await startEmbeddedPostgres({
    dataFolder,
    address: 'http://localhost:3000',
    onEnded: (error) => ends.push(error),
    firstRetryMs: 5,
  });
  const file = path.join(dataFolder, 'postgres/data/global/pg_control');
  renameSync(file, `${file}.away`);
  process.kill(postgres.pid, 'SIGKILL');
  await postgres.exited;
  renameSync(`${file}.away`, file);
  expect(ends).toHaveLength(9);
  expect(ends[0]).toBe(null);
  expect(String(ends[1])).toContain('Postgres did not start');
  await postgres.stop();
  const next = await start();
  expect(await countRows(next.url)).toBe(1);
  await next.stop();
});

test("a pid file that names someone else's process stops nobody", async () => {
  await (await start()).stop();
  writeFileSync(
    path.join(dataFolder, 'postgres/data/postmaster.pid'),
    `${process.pid}\n${dataFolder}/postgres/data\n`,
  );
  const next = await start();
  expect(next.pid).not.toBe(process.pid);
  await next.stop();
});

test('listens on loopback only, wants the password, syncs to disk', async () => {
  const postgres = await start();
  const [settings] = await query(
    postgres.url,
    "SELECT current_setting('listen_addresses') AS listen, current_setting('fsync') AS fsync, current_setting('unix_socket_directories') AS sockets",
  );
  expect(settings).toEqual({ listen: '127.0.0.1', fsync: 'on', sockets: '' });
  expect(statSync(path.join(dataFolder, 'postgres/password')).mode & 0o777).toBe(0o600);
  const wrong = new URL(postgres.url);
  wrong.password = 'guess';
  await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  expect(processCommand(postgres.pid)).not.toContain(new URL(postgres.url).password);
  await postgres.stop();
});

test('a folder closed to others is served too', async () => {
  const closed = mkdtempSync(path.join(tmpdir(), 'espalier-closed-'));
  const startThere = () => startEmbeddedPostgres({ dataFolder: closed, address: 'x', isDurable: false });
  const first = await startThere();
  await addRow(first.url);
  await first.stop();
  const second = await startThere();
  expect(await countRows(second.url)).toBe(1);
  await second.stop();
  rmSync(realpathSync(path.join(closed, 'postgres')), { recursive: true });
  rmSync(closed, { recursive: true });
});
