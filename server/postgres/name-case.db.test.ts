import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyMigrations } from './migrate.ts';

const MIGRATION = '20261126104000_newcomers';
const folder = mkdtempSync(path.join(tmpdir(), 'espalier-name-case-'));
let client: pg.Client;

beforeAll(async () => {
  const own = new URL(process.env.DATABASE_URL!);
  const outside = new pg.Client({ connectionString: own.href });
  await outside.connect();
  await outside.query('DROP DATABASE IF EXISTS name_case WITH (FORCE)');
  await outside.query('CREATE DATABASE name_case');
  await outside.end();
  own.pathname = '/name_case';
  cpSync('prisma/schema', path.join(folder, 'schema'), { recursive: true });
  for (const name of readdirSync('prisma/migrations').filter((it) => it < MIGRATION))
    cpSync(`prisma/migrations/${name}`, path.join(folder, 'migrations', name), { recursive: true });
  await applyMigrations(own.href, folder);
  client = new pg.Client({ connectionString: own.href });
  await client.connect();
  await client.query(`
    INSERT INTO "Machine" (id, name, "createdAt") VALUES
      ('1', 'Anjou', '2026-01-02'), ('2', 'anjou', '2026-01-01'), ('3', 'ANJOU', '2026-01-03'),
      ('4', 'anjou (2)', '2026-01-04'), ('5', 'Bosc', '2026-01-01'),
      ('6', repeat('n', 60), '2026-01-01'), ('7', repeat('N', 60), '2026-01-02')`);
  await applyMigrations(own.href);
}, 120_000);
afterAll(async () => {
  await client?.end();
  rmSync(folder, { recursive: true, force: true });
});

test('of machines whose names differ by case only the oldest keeps it; the others get a number that is free', async () => {
  const { rows } = await client.query<{ id: string; name: string }>('SELECT id, name FROM "Machine"');
  expect(Object.fromEntries(rows.map(({ id, name }) => [id, name]))).toEqual({
    1: 'Anjou (3)',
    2: 'anjou',
    3: 'ANJOU (4)',
    4: 'anjou (2)',
    5: 'Bosc',
    6: 'n'.repeat(60),
    7: `${'N'.repeat(54)} (2)`,
  });
  const audit = await client.query(
    `SELECT "objectId", before FROM "AuditEntry" WHERE action = 'machine.rename' ORDER BY "objectId"`,
  );
  expect(audit.rows).toMatchObject([
    { objectId: '1', before: { name: 'Anjou' } },
    { objectId: '3', before: { name: 'ANJOU' } },
    { objectId: '7', before: { name: 'N'.repeat(60) } },
  ]);
});

test('no second one comes in, whatever its case', async () => {
  const add = client.query(`INSERT INTO "Machine" (id, name) VALUES ('8', 'BOSC')`);
  await expect(add).rejects.toMatchObject({ code: '23505', constraint: 'machine_name_any_case' });
});
