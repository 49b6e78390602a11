import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { applyMigrations, knownMigrations } from '../migrate.ts';
import { listTables, quoted, readLabName } from './catalog.ts';
import { checkBackup, readBackup } from './check-backup.ts';
import type { BackupManifest } from './manifest.ts';

export type RestoreBackup = {
  file: string;
  databaseUrl: string;
  /** The name of the lab that may be overwritten; null where only an empty database will do. */
  replace: string | null;
  /** Where a lab goes: called after all refusals, before the first change. */
  beforeReplacing?: () => Promise<void>;
  prismaFolder?: string;
};
export type RestoredBackup = { manifest: BackupManifest; secret: string | null; rows: number };

/** Something a person can mend; its message says how. */
export class RestoreRefusal extends Error {}

/**
 * Makes the database what it was when the backup was taken, and then upgrades it to this version. Needs a role that
 * owns the database, not a superuser. Refuses a lab that isn't named, a portal that runs, and a backup of a newer version.
 */
export async function restoreBackup(options: RestoreBackup): Promise<RestoredBackup> {
  const { file, databaseUrl, replace, beforeReplacing, prismaFolder } = options;
  const manifest = await checkBackup(file);
  refuseNewer(manifest, knownMigrations(prismaFolder));
  const client = new pg.Client({
    connectionString: databaseUrl,
    options: '-c timezone=UTC',
    application_name: 'espalier restore',
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await refuseUsed(client);
    const lab = await readOccupant(client);
    if (lab !== null && lab !== replace) {
      throw new RestoreRefusal(
        replace === null
          ? `This database holds the lab “${lab}”. To put the backup in its place: --replace "${lab}"`
          : `This database holds the lab “${lab}”, not “${replace}”. To put the backup in its place: --replace "${lab}"`,
      );
    }
    if (lab !== null) await beforeReplacing?.();
    await empty(client);
    await applyMigrations(
      databaseUrl,
      prismaFolder,
      manifest.migrations.map((it) => it.name),
    );
    const restored = await load(client, file, manifest);
    await applyMigrations(databaseUrl, prismaFolder);
    await client.query('ANALYZE');
    return { manifest, ...restored };
  } finally {
    await client.end();
  }
}

function refuseNewer({ migrations }: BackupManifest, known: readonly string[]): void {
  const unknown = migrations.map((it) => it.name).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new RestoreRefusal(
      `This backup is of a newer version of Espalier: it knows ${unknown.at(-1)}, this version doesn’t. Update Espalier, then restore.`,
    );
}

async function refuseUsed(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ users: number }>(
    `SELECT count(*)::int AS users FROM pg_stat_activity
     WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`,
  );
  const { users } = rows[0]!;
  if (users > 0)
    throw new RestoreRefusal(
      `${users} ${users === 1 ? 'connection' : 'connections'} to this database ${users === 1 ? 'is' : 'are'} open: stop every portal (and psql) first.`,
    );
}

/** The lab that would be lost; null where nobody has an account yet. */
async function readOccupant(client: pg.Client): Promise<string | null> {
  const { rows: found } = await client.query(`SELECT 1 WHERE to_regclass('public."User"') IS NOT NULL`);
  if (found.length === 0) return null;
  const { rows } = await client.query(`SELECT 1 FROM public."User" LIMIT 1`);
  return rows.length === 0 ? null : ((await readLabName(client)) ?? 'without a name');
}

async function empty(client: pg.Client): Promise<void> {
  await client.query('BEGIN');
  await client.query('DROP SCHEMA IF EXISTS jobs CASCADE');
  await client.query('DROP SCHEMA public CASCADE');
  await client.query('CREATE SCHEMA public');
  await client.query('GRANT USAGE ON SCHEMA public TO PUBLIC');
  await client.query('COMMIT');
}

async function load(client: pg.Client, file: string, manifest: BackupManifest) {
  // A failure ends the connection, and with it the transaction.
  await client.query('BEGIN');
  await refuseOtherColumns(client, manifest);
  await makePartitions(client, manifest);
  const putBack = await setAside(client);
  const loaded = await copyAll(client, file, manifest);
  await putBack();
  for (const { name, value } of manifest.sequences)
    await client.query('SELECT setval($1::regclass, $2::bigint)', [`public.${quoted(name)}`, value]);
  await client.query('COMMIT');
  return loaded;
}

async function refuseOtherColumns(client: pg.Client, manifest: BackupManifest): Promise<void> {
  const here = new Map((await listTables(client)).map((it) => [it.name, it.columns.toSorted().join()]));
  for (const { name, columns, rows } of manifest.tables) {
    const found = here.get(name);
    if (found === columns.toSorted().join() || (found === undefined && rows === 0)) continue;
    throw new RestoreRefusal(
      `The backup’s table ${name} is not what its migrations make: somebody changed the database by hand.`,
    );
  }
}

async function makePartitions(client: pg.Client, { partitions }: BackupManifest): Promise<void> {
  for (const { name, parent, bounds } of partitions) {
    const { rows } = await client.query('SELECT 1 WHERE to_regclass($1) IS NOT NULL', [
      `public.${quoted(name)}`,
    ]);
    if (rows.length > 0) continue;
    await client.query(`CREATE TABLE public.${quoted(name)} PARTITION OF public.${quoted(parent)} ${bounds}`);
  }
}

/**
 * Rows come table by table and bring all that triggers would make of them: foreign keys and triggers are off while they
 * do, within the transaction, by means an owner has. Returns what checks the keys anew and puts all back.
 */
async function setAside(client: pg.Client): Promise<() => Promise<void>> {
  const { rows: keys } = await client.query<{ table: string; name: string; definition: string }>(
    `SELECT conrelid::regclass::text AS table, conname AS name, pg_get_constraintdef(oid) AS definition
     FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND connamespace = 'public'::regnamespace ORDER BY 1, 2`,
  );
  const { rows: triggers } = await client.query<{ table: string; name: string; enabled: string }>(
    `SELECT t.tgrelid::regclass::text AS table, t.tgname AS name, t.tgenabled AS enabled
     FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND c.relnamespace = 'public'::regnamespace`,
  );
  for (const { table, name } of keys)
    await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${quoted(name)}`);
  for (const { table, name } of triggers)
    await client.query(`ALTER TABLE ${table} DISABLE TRIGGER ${quoted(name)}`);
  // What migrations wrote is in the backup too, as it was then.
  const names = (await listTables(client)).map((it) => `public.${quoted(it.name)}`);
  if (names.length > 0) await client.query(`TRUNCATE ${names.join(', ')}`);
  const how: Record<string, string> = { O: 'ENABLE', A: 'ENABLE ALWAYS', R: 'ENABLE REPLICA' };
  return async () => {
    for (const { table, name, definition } of keys)
      await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${quoted(name)} ${definition}`);
    for (const { table, name, enabled } of triggers)
      if (how[enabled]) await client.query(`ALTER TABLE ${table} ${how[enabled]} TRIGGER ${quoted(name)}`);
  };
}

async function copyAll(client: pg.Client, file: string, { tables }: BackupManifest) {
  const byName = new Map(tables.map((it) => [it.name, it]));
  let secret: string | null = null;
  let total = 0;
  let copying: Copying | null = null;
  for await (const piece of readBackup(file)) {
    if (piece.kind === 'secret') secret = piece.secret;
    if (piece.kind !== 'rows') continue;
    if (copying?.table.name !== piece.table) {
      total += await endCopy(copying);
      copying = startCopy(client, byName.get(piece.table)!);
    }
    const { stream, ended } = copying!;
    if (!stream.write(piece.rows)) await Promise.race([once(stream, 'drain'), ended]);
  }
  total += await endCopy(copying);
  return { secret, rows: total };
}

type Copying = ReturnType<typeof startCopy>;

function startCopy(client: pg.Client, table: BackupManifest['tables'][number]) {
  const columns = table.columns.map(quoted).join(', ');
  const stream = client.query(copyFrom(`COPY public.${quoted(table.name)} (${columns}) FROM STDIN`));
  const ended = finished(stream);
  ended.catch(() => undefined);
  return { table, stream, ended };
}

async function endCopy(copying: Copying | null): Promise<number> {
  if (!copying) return 0;
  const { table, stream, ended } = copying;
  stream.end();
  await ended;
  if (stream.rowCount !== table.rows)
    throw new Error(`${table.name} came back with ${stream.rowCount} rows of ${table.rows}.`);
  return table.rows;
}
