import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import pg from 'pg';

const CHAR_TYPE = pg.types.builtins.CHAR;
const TEXT_TYPE = pg.types.builtins.TEXT;

// PrismaPg (7.10) can't carry migrations as it is: it cuts scripts at every ";", also inside a function body; it
// runs each piece on any connection of its pool; its shadow database is the real one when it was given a URL;
// and it knows no "char" columns, which the engine reads from the catalogue.
export function migrationAdapter(databaseUrl: string) {
  const opened: SqlDriverAdapter[] = [];
  const keep = async (adapter: Promise<SqlDriverAdapter>) => {
    opened.push(await adapter);
    return adapter;
  };
  const factory: SqlMigrationAwareDriverAdapterFactory = {
    provider: 'postgres',
    adapterName: 'espalier-migrations',
    connect: () => keep(openAdapter(databaseUrl)),
    connectToShadowDb: () => keep(openShadow(databaseUrl)),
  };
  // The engine leaves its connection open, and its advisory lock with it.
  const close = async () => {
    for (const adapter of opened) await adapter.dispose();
  };
  return { factory, close };
}

async function openAdapter(databaseUrl: string): Promise<SqlDriverAdapter> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  const adapter = await new PrismaPg(pool).connect();
  let closing: Promise<void> | undefined;
  adapter.dispose = () => (closing ??= pool.end());
  readCharColumns(adapter, pool);
  // One simple query: the whole script in one implicit transaction, as Prisma's own engine sends it.
  adapter.executeScript = async (script: string) => {
    await pool.query(script);
  };
  return adapter;
}

async function openShadow(databaseUrl: string): Promise<SqlDriverAdapter> {
  const database = `espalier_shadow_${randomUUID().replaceAll('-', '')}`;
  await runOnce(databaseUrl, `CREATE DATABASE ${database}`);
  const url = new URL(databaseUrl);
  url.pathname = `/${database}`;
  const adapter = await openAdapter(url.href);
  const dispose = adapter.dispose.bind(adapter);
  adapter.dispose = async () => {
    await dispose();
    await runOnce(databaseUrl, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
  };
  return adapter;
}

async function runOnce(databaseUrl: string, sql: string) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

// The engine asks one thing at a time, so the last answer's "char" columns are those of this call.
function readCharColumns(adapter: SqlDriverAdapter, pool: pg.Pool) {
  const query = pool.query.bind(pool) as (config: unknown) => Promise<pg.QueryResult>;
  const queryRaw = adapter.queryRaw.bind(adapter);
  let charColumns: number[] = [];
  pool.query = (async (config: unknown) => {
    const result = await query(config);
    const fields = result.fields ?? [];
    charColumns = fields.flatMap((field, index) => (field.dataTypeID === CHAR_TYPE ? [index] : []));
    for (const index of charColumns) fields[index]!.dataTypeID = TEXT_TYPE;
    return result;
  }) as typeof pool.query;
  adapter.queryRaw = async (params) => {
    const result = await queryRaw(params);
    for (const index of charColumns) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
}
