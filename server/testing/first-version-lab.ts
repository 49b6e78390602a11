import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { applyMigrations } from '../postgres/migrate.ts';

export const FIRST_VERSION_FIXTURES = path.resolve('server/postgres/fixtures');
const FIRST = '20261124022036_init';

/** A database of that name on the tests' Postgres as the first version had it: a few weeks of a small lab. Returns its URL. */
export async function makeFirstVersionLab(name: string): Promise<string> {
  const url = await makeEmptyDatabase(name);
  await applyMigrations(url, undefined, [FIRST]);
  await runSql(url, readFileSync(path.join(FIRST_VERSION_FIXTURES, 'first-version.sql'), 'utf8'));
  return url;
}

/** Another database on the tests' Postgres; `owner` a role of it. */
export async function makeEmptyDatabase(
  name: string,
  owner?: { role: string; password: string },
): Promise<string> {
  const url = new URL(process.env.DATABASE_URL!);
  await runSql(url.href, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await runSql(url.href, `CREATE DATABASE ${name}${owner ? ` OWNER ${owner.role}` : ''}`);
  url.pathname = `/${name}`;
  if (owner) Object.assign(url, { username: owner.role, password: owner.password });
  return url.href;
}

/** Runs statements on a connection of their own; returns the rows of the last. */
export async function runSql<Row extends pg.QueryResultRow>(
  databaseUrl: string,
  sql: string,
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const result = await client.query<Row>(sql);
    return result.rows;
  } finally {
    await client.end();
  }
}
