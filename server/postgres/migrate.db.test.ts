import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyMigrations, diffSchema, writeMigration } from './migrate.ts';

const SCHEMA = `
datasource db {
  provider = "postgresql"
}
model Machine {
  id   String @id
  name String
}
`;
// What Prisma's schema language can't say, and a body whose semicolons must not end the statement.
const BY_HAND = `
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE "Machine" ADD CONSTRAINT once EXCLUDE USING gist ("name" WITH =);
ALTER TABLE "Machine" ADD CONSTRAINT named CHECK ("name" <> '');
CREATE UNIQUE INDEX folded ON "Machine" (lower("name"));
CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name := 'a;b'; RETURN NEW; END $$;
CREATE TRIGGER keeping BEFORE UPDATE ON "Machine" FOR EACH ROW EXECUTE FUNCTION keep();
`;

let folder: string;
let url: string;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'espalier-migrate-'));
  mkdirSync(path.join(folder, 'migrations'));
  mkdirSync(path.join(folder, 'schema'));
  writeFileSync(path.join(folder, 'schema/base.prisma'), SCHEMA);
  const own = new URL(process.env.DATABASE_URL!);
  await run(own.href, 'DROP DATABASE IF EXISTS migrate_scratch WITH (FORCE)');
  await run(own.href, 'CREATE DATABASE migrate_scratch');
  own.pathname = '/migrate_scratch';
  url = own.href;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function run(databaseUrl: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

const migrationOf = (name: string, sql: string) => {
  mkdirSync(path.join(folder, 'migrations', name));
  writeFileSync(path.join(folder, 'migrations', name, 'migration.sql'), sql);
};

test('prisma/schema and prisma/migrations agree', async () => {
  expect(await diffSchema(process.env.DATABASE_URL!)).toBe(null);
});

test('writes a migration once, applies it once, and sees no drift in what was added by hand', async () => {
  const file = await writeMigration(url, 'first', new Date('2026-01-02T03:04:05Z'), folder);
  expect(file).toBe(path.join(folder, 'migrations/20260102030405_first/migration.sql'));
  writeFileSync(file!, BY_HAND, { flag: 'a' });
  expect(await writeMigration(url, 'second', new Date(), folder)).toBe(null);
  expect(await applyMigrations(url, folder)).toEqual(['20260102030405_first']);
  expect(await applyMigrations(url, folder)).toEqual([]);
  await run(url, `INSERT INTO "Machine" VALUES ('1', 'a')`);
  await expect(run(url, `INSERT INTO "Machine" VALUES ('2', 'a')`)).rejects.toThrow('"once"');
  const left = await run(url, "SELECT datname FROM pg_database WHERE datname LIKE 'espalier_shadow%'");
  expect(left).toEqual([]);
});

test('portals that start together apply each migration once', async () => {
  migrationOf('1_first', 'CREATE TABLE one (x int);');
  const applied = await Promise.all([
    applyMigrations(url, folder),
    applyMigrations(url, folder),
    applyMigrations(url, folder),
  ]);
  expect(applied.flat()).toEqual(['1_first']);
});

test('a migration that fails half way leaves nothing of itself behind', async () => {
  migrationOf('1_broken', 'CREATE TABLE one (x int);\nSELECT 1 / 0;');
  await expect(applyMigrations(url, folder)).rejects.toThrow();
  expect(await run(url, "SELECT to_regclass('one') AS it")).toEqual([{ it: null }]);
});
