import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createDatabase, type Database } from '../../server/db.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../server/postgres/embedded.ts';
import { applyMigrations } from '../../server/postgres/migrate.ts';

export function makeBenchFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'espalier-bench-'));
  // The system user that Postgres runs as must get in.
  chmodSync(folder, 0o755);
  return folder;
}

/** Gives `work` a migrated database on a Postgres of its own, and its result once both are gone. */
export async function withBenchDatabase<Result>(
  work: (db: Database, postgres: EmbeddedPostgres) => Promise<Result>,
  options: { isDurable?: boolean } = {},
): Promise<Result> {
  const dataFolder = makeBenchFolder();
  const postgres = await startEmbeddedPostgres({ dataFolder, address: 'a bench', ...options });
  await applyMigrations(postgres.url);
  const db = createDatabase(postgres.url);
  try {
    return await work(db, postgres);
  } finally {
    await db.$disconnect();
    await postgres.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}
