import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from './embedded.ts';
import { diffSchema, writeMigration } from './migrate.ts';

// Called by scripts/create-migration.mjs: `<name>` writes a migration, `--check` fails on drift.
async function main(argument: string | undefined): Promise<number> {
  if (!argument || !/^(--check|[a-z][a-z0-9_]*)$/.test(argument)) {
    console.error('Usage: node scripts/create-migration.mjs <name_in_snake_case> | --check');
    return 2;
  }
  const dataFolder = mkdtempSync(path.join(tmpdir(), 'espalier-migration-'));
  chmodSync(dataFolder, 0o755);
  const postgres = await startEmbeddedPostgres({
    dataFolder,
    address: 'a migration script',
    isDurable: false,
  });
  try {
    if (argument === '--check') {
      const drift = await diffSchema(postgres.url);
      console.log(drift ?? 'prisma/schema and prisma/migrations agree.');
      return drift === null ? 0 : 1;
    }
    const file = await writeMigration(postgres.url, argument, new Date());
    console.log(
      file ? `Wrote ${file}` : 'Nothing to change: prisma/migrations already leads to prisma/schema.',
    );
    return 0;
  } finally {
    await postgres.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

// The engine leaves a ten-second timer behind.
process.exit(await main(process.argv[2]));
