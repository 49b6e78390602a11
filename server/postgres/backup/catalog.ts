import type pg from 'pg';
import type { BackupHeader } from './manifest.ts';

/** Of the portals that run, and of Prisma: made anew where a backup is restored. */
const LEFT_OUT = ['_prisma_migrations', 'Portal', 'PortalMessage'];

export type Table = { name: string; columns: string[] };

/** The lab's tables, partitioned ones as one, with the columns that are stored. */
export async function listTables(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND a.attgenerated = '' AND c.relname <> ALL($1)
     GROUP BY c.oid, c.relname ORDER BY c.relname`,
    [LEFT_OUT],
  );
  return rows;
}

export type Partition = { name: string; parent: string; bounds: string };

export async function listPartitions(client: pg.ClientBase): Promise<Partition[]> {
  const { rows } = await client.query<Partition>(
    `SELECT c.relname AS name, p.relname AS parent, pg_get_expr(c.relpartbound, c.oid) AS bounds
     FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
     WHERE c.relispartition AND c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname`,
  );
  return rows;
}

/** Where each sequence that was used stands. */
export async function listSequences(client: pg.ClientBase): Promise<{ name: string; value: string }[]> {
  const { rows } = await client.query<{ name: string; value: string }>(
    `SELECT sequencename AS name, last_value::text AS value FROM pg_sequences
     WHERE schemaname = 'public' AND last_value IS NOT NULL ORDER BY 1`,
  );
  return rows;
}

export type AppliedMigration = { name: string; checksum: string };

/** What was applied, in order; null where there never was a lab. */
export async function readApplied(client: pg.ClientBase): Promise<AppliedMigration[] | null> {
  const { rows: found } = await client.query(
    `SELECT 1 WHERE to_regclass('public._prisma_migrations') IS NOT NULL`,
  );
  if (found.length === 0) return null;
  const { rows } = await client.query<AppliedMigration>(
    `SELECT migration_name AS name, checksum FROM public._prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return rows.length > 0 ? rows : null;
}

/** The lab's name, as any version of its table has it; null before it was set up. */
export async function readLabName(client: pg.ClientBase): Promise<string | null> {
  const { rows: found } = await client.query(`SELECT 1 WHERE to_regclass('public."Lab"') IS NOT NULL`);
  if (found.length === 0) return null;
  const { rows } = await client.query<{ name: string | null }>(
    `SELECT to_jsonb(l)->>'name' AS name FROM public."Lab" l LIMIT 1`,
  );
  return rows[0]?.name ?? null;
}

export async function readHeaderOf(
  client: pg.ClientBase,
): Promise<Omit<BackupHeader, 'format' | 'kind'> | null> {
  const migrations = await readApplied(client);
  if (!migrations) return null;
  const { rows } = await client.query<{ now: Date; postgres: string }>(
    `SELECT now() AS now, current_setting('server_version') AS postgres`,
  );
  const { now, postgres } = rows[0]!;
  return { takenAt: now.toISOString(), lab: await readLabName(client), postgres, migrations };
}

/** `a "quoted" name` as SQL has it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
