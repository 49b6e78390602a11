import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { backupName, backupsToPrune, type BackupKind } from '@/shared/domain/backup-rules.ts';
import {
  listPartitions,
  listSequences,
  listTables,
  quoted,
  readApplied,
  readHeaderOf,
  type Table,
} from './catalog.ts';
import { checkBackup } from './check-backup.ts';
import {
  BACKUP_FORMAT,
  type BackupHeader,
  type BackupManifest,
  HEADER_ENTRY,
  MANIFEST_ENTRY,
  MANIFEST_HASH_ENTRY,
  partEntry,
  SECRET_ENTRY,
} from './manifest.ts';
import { tarEnd, tarEntry } from './tar.ts';

const PART_BYTES = 4 * 2 ** 20;
const UNFINISHED = '.part';
const ABANDONED_AFTER_MS = 24 * 3_600_000;

export type WriteBackup = {
  databaseUrl: string;
  /** Made if it isn't there; the file in it is for its owner alone. */
  folder: string;
  kind: BackupKind;
  /** The data folder's own, which the backup then holds; null where it comes from the environment. */
  secret: string | null;
  signal?: AbortSignal;
};
export type WrittenBackup = { file: string; bytes: number; takenAt: Date; rows: number; tookMs: number };

/**
 * Everything the lab's database held at one moment, in one file, while portals go on. The file is read back and checked
 * before it has its name: half a backup is never found. Throws when there is no lab, or no room.
 */
export async function writeBackup(options: WriteBackup): Promise<WrittenBackup> {
  const { databaseUrl, folder, kind, secret, signal } = options;
  const startedMs = performance.now();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const [holder, reader] = [makeClient(databaseUrl), makeClient(databaseUrl)];
  let unfinished: string | null = null;
  try {
    await Promise.all([holder.connect(), reader.connect()]);
    // The snapshot is held apart from who reads: a table is locked only while it is read itself, or the job that drops
    // old readings would wait for all of it, and whoever writes readings for that job.
    await holder.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const header = await readHeaderOf(holder);
    if (!header) throw new Error('There is no lab in this database yet.');
    const takenAt = new Date(header.takenAt);
    const file = path.join(folder, backupName(takenAt, kind));
    unfinished = `${file}${UNFINISHED}`;
    const written = await writeFile(unfinished, {
      holder,
      reader,
      header: { ...header, kind, format: BACKUP_FORMAT },
      secret,
      signal,
    });
    const { migrations } = await checkBackup(unfinished);
    const now = await readApplied(holder);
    if (now?.length !== migrations.length)
      throw new Error('The database was upgraded meanwhile; start it again.');
    await rename(unfinished, file);
    await syncFolder(folder);
    const { size } = await stat(file);
    return { file, bytes: size, takenAt, rows: written, tookMs: Math.round(performance.now() - startedMs) };
  } catch (error) {
    if (unfinished) await rm(unfinished, { force: true });
    throw error;
  } finally {
    await Promise.all([holder.end(), reader.end()].map((it) => it.catch(() => undefined)));
  }
}

/** Takes away what the rule lets go, and what an interrupted backup left. Returns the names. */
export async function pruneBackups(folder: string, keep: number, now: Date): Promise<string[]> {
  const names = await readdir(folder).catch(() => [] as string[]);
  const abandoned: string[] = [];
  for (const name of names.filter((it) => it.startsWith('espalier-') && it.endsWith(UNFINISHED))) {
    const { mtimeMs } = await stat(path.join(folder, name)).catch(() => ({ mtimeMs: now.getTime() }));
    if (now.getTime() - mtimeMs > ABANDONED_AFTER_MS) abandoned.push(name);
  }
  const gone = [...backupsToPrune(names, keep), ...abandoned];
  for (const name of gone) await rm(path.join(folder, name), { force: true });
  return gone;
}

function makeClient(connectionString: string): pg.Client {
  const client = new pg.Client({
    connectionString,
    application_name: 'espalier backup',
    options: '-c timezone=UTC',
  });
  // A lost connection is the failure of the query that is under way.
  client.on('error', () => undefined);
  return client;
}

type Writing = {
  holder: pg.Client;
  reader: pg.Client;
  header: BackupHeader;
  secret: string | null;
  signal: AbortSignal | undefined;
};

async function writeFile(file: string, { holder, reader, header, secret, signal }: Writing): Promise<number> {
  const { rows } = await holder.query<{ id: string }>('SELECT pg_export_snapshot() AS id');
  const snapshot = rows[0]!.id;
  const at = new Date(header.takenAt);
  const out = createWriteStream(file, { mode: 0o600, flush: true });
  // A full disk, say: told by the next look.
  const failures: Error[] = [];
  out.on('error', (error) => failures.push(error));
  const put = async (name: string, body: Buffer): Promise<void> => {
    signal?.throwIfAborted();
    for (const error of failures) throw error;
    if (!out.write(tarEntry({ name, body }, at))) await drained(out);
  };
  try {
    await put(HEADER_ENTRY, json(header));
    if (secret !== null) await put(SECRET_ENTRY, Buffer.from(secret));
    const tables: BackupManifest['tables'] = [];
    for (const table of await listTables(holder))
      tables.push({ ...table, ...(await copyTable(reader, snapshot, table, put)) });
    const manifest: BackupManifest = {
      ...header,
      tables,
      partitions: await listPartitions(holder),
      sequences: await listSequences(holder),
      hasSecret: secret !== null,
    };
    const told = json(manifest);
    await put(MANIFEST_ENTRY, told);
    await put(MANIFEST_HASH_ENTRY, Buffer.from(createHash('sha256').update(told).digest('hex')));
    for (const error of failures) throw error;
    const closed = once(out, 'close');
    out.end(tarEnd());
    await closed;
    for (const error of failures) throw error;
    return tables.reduce((sum, it) => sum + it.rows, 0);
  } finally {
    out.destroy();
  }
}

/** Until there is room again, or the file is closed by a failure; without a listener left behind. */
async function drained(out: WriteStream): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  await Promise.race([once(out, 'drain', { signal }), once(out, 'close', { signal })]);
  over.abort();
}

type Put = (name: string, body: Buffer) => Promise<void>;

async function copyTable(reader: pg.Client, snapshot: string, { name, columns }: Table, put: Put) {
  const hash = createHash('sha256');
  let bytes = 0;
  let parts = 0;
  let held: Buffer[] = [];
  let heldBytes = 0;
  const putPart = async (): Promise<void> => {
    if (heldBytes === 0) return;
    const packed = await promisify(gzip)(Buffer.concat(held), { level: 4 });
    [held, heldBytes] = [[], 0];
    await put(partEntry(name, (parts += 1)), packed);
  };
  await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  await reader.query(`SET TRANSACTION SNAPSHOT '${snapshot}'`);
  const list = columns.map(quoted).join(', ');
  // A partitioned table can't be copied but as what is selected from it.
  const stream = reader.query(copyTo(`COPY (SELECT ${list} FROM public.${quoted(name)}) TO STDOUT`));
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
    held.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes >= PART_BYTES) await putPart();
  }
  await putPart();
  await reader.query('COMMIT');
  return { rows: stream.rowCount ?? 0, bytes, sha256: hash.digest('hex') };
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().catch(() => undefined);
  await handle.close();
}

const json = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value, null, 1)}\n`);
