import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import './keep-plans.mjs';

// Runs before each test file is loaded: its own migrated database in DATABASE_URL, its own data folder.
const { url, template, folder } = inject('postgres');
const database = `test_${randomUUID().replaceAll('-', '')}`;
const dataFolder = mkdtempSync(path.join(folder, 'file-'));

// Copied as files: half of what writing each page to the log takes.
await asAdmin(`CREATE DATABASE ${database} TEMPLATE ${template} STRATEGY FILE_COPY`);
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
