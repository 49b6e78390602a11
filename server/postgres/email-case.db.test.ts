import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyMigrations } from './migrate.ts';

const MIGRATION = '20261126081000_email_case';
const folder = mkdtempSync(path.join(tmpdir(), 'espalier-email-case-'));
let client: pg.Client;

beforeAll(async () => {
  const own = new URL(process.env.DATABASE_URL!);
  const outside = new pg.Client({ connectionString: own.href });
  await outside.connect();
  await outside.query('DROP DATABASE IF EXISTS email_case WITH (FORCE)');
  await outside.query('CREATE DATABASE email_case');
  await outside.end();
  own.pathname = '/email_case';
  cpSync('prisma/schema', path.join(folder, 'schema'), { recursive: true });
  for (const name of readdirSync('prisma/migrations').filter((it) => it < MIGRATION))
    cpSync(`prisma/migrations/${name}`, path.join(folder, 'migrations', name), { recursive: true });
  await applyMigrations(own.href, folder);
  client = new pg.Client({ connectionString: own.href });
  await client.connect();
  await client.query(`
    INSERT INTO "User" (id, name, email, "createdAt", "updatedAt") VALUES
      ('one', 'One', 'Ada@Example.org', '2026-01-01', now()),
      ('two', 'Two', 'ada@example.org', '2026-02-01', now()),
      ('three', 'Three', 'ADA@example.org', '2026-03-01', now()),
      ('four', 'Four', 'BO@example.org', '2026-02-01', now()),
      ('five', 'Five', 'Bo@example.org', '2026-01-01', now()),
      ('six', 'Six', 'Cem@Example.ORG', '2026-01-01', now()),
      ('seven', 'Seven', 'dee@example.org', '2026-01-01', now())`);
  await applyMigrations(own.href);
}, 120_000);
afterAll(async () => {
  await client?.end();
  rmSync(folder, { recursive: true, force: true });
});

test('every address is in lower case; of those alike the one that could sign in keeps it, the oldest else', async () => {
  const { rows } = await client.query<{ id: string; email: string }>('SELECT id, email FROM "User"');
  expect(Object.fromEntries(rows.map(({ id, email }) => [id, email]))).toEqual({
    one: 'same-as-2-one-ada@example.org',
    two: 'ada@example.org',
    three: 'same-as-3-three-ada@example.org',
    four: 'same-as-2-four-bo@example.org',
    five: 'bo@example.org',
    six: 'cem@example.org',
    seven: 'dee@example.org',
  });
});

test('the audit tells who was set apart', async () => {
  const { rows } = await client.query(
    `SELECT "objectId", before, after FROM "AuditEntry" WHERE action = 'member.set-apart' ORDER BY "objectId"`,
  );
  expect(rows).toEqual([
    {
      objectId: 'four',
      before: { email: 'BO@example.org' },
      after: { email: 'same-as-2-four-bo@example.org' },
    },
    {
      objectId: 'one',
      before: { email: 'Ada@Example.org' },
      after: { email: 'same-as-2-one-ada@example.org' },
    },
    {
      objectId: 'three',
      before: { email: 'ADA@example.org' },
      after: { email: 'same-as-3-three-ada@example.org' },
    },
  ]);
});

test('no second one comes in, whatever its case', async () => {
  const add = client.query(
    `INSERT INTO "User" (id, name, email, "updatedAt") VALUES ('eight', 'Eight', 'DEE@example.org', now())`,
  );
  await expect(add).rejects.toMatchObject({ code: '23505', constraint: 'user_email_any_case' });
});
