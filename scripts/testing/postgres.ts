import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../server/postgres/embedded.ts';
import { applyMigrations } from '../../server/postgres/migrate.ts';
import { memoryFolder } from '../lib/memory-folder.mjs';

const TEMPLATE = 'espalier_template';

declare module 'vitest' {
  interface ProvidedContext {
    postgres: { url: string; template: string; folder: string };
  }
}

// One Postgres for the run, with a migrated template that every test file clones (./own-database.ts).
export default async function setup(project: TestProject) {
  const dataFolder = mkdtempSync(path.join(memoryFolder(), 'espalier-tests-'));
  // The system user that Postgres runs as must get in.
  chmodSync(dataFolder, 0o755);
  const postgres = await startEmbeddedPostgres({ dataFolder, address: 'a test run', isDurable: false });
  const stop = async () => {
    await postgres.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  };
  try {
    await prepareTemplate(postgres.url);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide('postgres', { url: postgres.url, template: TEMPLATE, folder: dataFolder });
  return stop;
}

async function prepareTemplate(url: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${TEMPLATE}`);
    const template = new URL(url);
    template.pathname = `/${TEMPLATE}`;
    await applyMigrations(template.href);
  } finally {
    await client.end();
  }
}
