import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, inject } from 'vitest';

// Runs before each test file is loaded: its own migrated database in DATABASE_URL, its own data folder.
const { url, template, folder } = inject('postgres');
const database = `test_${randomUUID().replaceAll('-', '')}`;
const dataFolder = mkdtempSync(path.join(folder, 'file-'));

await asAdmin(`CREATE DATABASE ${database} TEMPLATE ${template}`);
const own = new URL(url);
own.pathname = `/${database}`;
Object.assign(process.env, {
  DATABASE_URL: own.href,
  ESPALIER_DATA: dataFolder,
  LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent',
});

// Files that share a process start as if it were their own.
for (const key of Object.getOwnPropertySymbols(globalThis))
  if (key.description?.startsWith('espalier.')) Reflect.deleteProperty(globalThis, key);

afterAll(async () => {
  await asAdmin(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
});

async function asAdmin(sql: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
