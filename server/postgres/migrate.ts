import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type * as SchemaEngineModule from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { migrationAdapter } from './migration-adapter.ts';

// Prisma's command line downloads a native engine. This is the same engine as WebAssembly, from npm: it writes
// the same _prisma_migrations table, so `prisma migrate deploy` stays interchangeable.

const PRISMA_FOLDER = path.resolve('prisma');
// Partitioned, compact, and only ever read in sets, or kept by triggers (`ChatText`): these are not in the schema.
const RAW_TABLES = [
  'ReadingChunk',
  'ReadingDrop',
  'ReadingDue',
  'ReadingMinute',
  'ReadingHour',
  'ReadingMonth',
  'ChatText',
];
const FILTER = { externalTables: RAW_TABLES.map((it) => `public.${it}`), externalEnums: [] };
const ADVISORY_LOCK = 4_711_001;

/** In the order they are applied. */
export const knownMigrations = (prismaFolder = PRISMA_FOLDER): string[] =>
  readMigrations(prismaFolder).migrationDirectories.map((it) => it.path);

/**
 * Returns the names of the migrations that were applied now. Portals that start together wait for each other. With
 * `only`, no others than these: a database as an earlier version had it.
 */
export async function applyMigrations(
  databaseUrl: string,
  prismaFolder = PRISMA_FOLDER,
  only?: readonly string[],
): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
    const { appliedMigrationNames } = await withEngine(databaseUrl, prismaFolder, (engine) =>
      engine.applyMigrations({ migrationsList: readMigrations(prismaFolder, only), filters: FILTER }),
    );
    return appliedMigrationNames;
  } finally {
    await client.end();
  }
}

// The SQL that would lead from prisma/migrations to prisma/schema; null when they agree. Replays the migrations
// in a shadow database. What Prisma's schema can't say (EXCLUDE, CHECK, triggers) is invisible to it, no drift.
export async function diffSchema(databaseUrl: string, prismaFolder = PRISMA_FOLDER): Promise<string | null> {
  const { exitCode, stdout } = await withEngine(databaseUrl, prismaFolder, (engine) =>
    engine.diff({
      from: { tag: 'migrations', ...readMigrations(prismaFolder) },
      to: { tag: 'schemaDatamodel', files: readSchema(prismaFolder) },
      script: true,
      exitCode: true,
      filters: FILTER,
    }),
  );
  return exitCode === 2 ? (stdout ?? '') : null;
}

// Returns the file written, or null when there is nothing to change.
export async function writeMigration(
  databaseUrl: string,
  name: string,
  now: Date,
  prismaFolder = PRISMA_FOLDER,
): Promise<string | null> {
  const sql = await diffSchema(databaseUrl, prismaFolder);
  if (sql === null) return null;
  const timestamp = now.toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = path.join(prismaFolder, 'migrations', `${timestamp}_${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(prismaFolder, 'migrations/migration_lock.toml'), 'provider = "postgresql"\n');
  const file = path.join(folder, 'migration.sql');
  writeFileSync(file, sql);
  return file;
}

async function withEngine<T>(
  databaseUrl: string,
  prismaFolder: string,
  use: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const { SchemaEngine } = await loadEngineModule();
  const adapter = migrationAdapter(databaseUrl);
  const datamodels = readSchema(prismaFolder).map((file): [string, string] => [file.path, file.content]);
  const engine = await SchemaEngine.new(
    { datamodels },
    () => {},
    bindMigrationAwareSqlAdapterFactory(adapter.factory),
  );
  try {
    return await use(engine);
  } finally {
    engine.free();
    await adapter.close();
  }
}

// The package's own entry imports the .wasm file as a module, which Node can do from 24.5 on only.
let engineModule: Promise<typeof SchemaEngineModule> | undefined;
const loadEngineModule = () => (engineModule ??= instantiateEngine());

async function instantiateEngine() {
  // Where the engine reports a panic; without it the report itself fails.
  const registry = { set_message: (message: string) => console.error(message) };
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: registry });
  const glueFile = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const glue = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const wasm = readFileSync(glueFile.replace(/\.js$/, '.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, {
    './schema_engine_bg.js': glue as unknown as WebAssembly.ModuleImports,
  });
  const internal = glue as unknown as { __wbg_set_wasm: (exports: WebAssembly.Exports) => void };
  internal.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  return glue;
}

function readMigrations(prismaFolder: string, only?: readonly string[]): MigrationList {
  const baseDir = path.join(prismaFolder, 'migrations');
  const names = existsSync(baseDir) ? readdirSync(baseDir, { withFileTypes: true }) : [];
  return {
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: names
      .filter((entry) => entry.isDirectory() && (only?.includes(entry.name) ?? true))
      .map(({ name }) => name)
      .toSorted()
      .map((name) => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok', value: readFileSync(path.join(baseDir, name, 'migration.sql'), 'utf8') },
        },
      })),
  };
}

function readSchema(prismaFolder: string) {
  const folder = path.join(prismaFolder, 'schema');
  const names = readdirSync(folder).filter((name) => name.endsWith('.prisma'));
  return names.toSorted().map((name) => {
    const file = path.join(folder, name);
    return { path: file, content: readFileSync(file, 'utf8') };
  });
}
