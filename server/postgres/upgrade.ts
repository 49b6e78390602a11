import pg from 'pg';
import { readApplied } from './backup/catalog.ts';
import { pruneBackups, type WrittenBackup, writeBackup } from './backup/write-backup.ts';
import { applyMigrations, knownMigrations } from './migrate.ts';

const ADVISORY_LOCK = 4_711_002;

export type UpgradeBackup = { folder: string; keep: number; secret: string | null };
type Options = { backup: UpgradeBackup | null; prismaFolder?: string };
type Upgraded = { applied: string[]; backup: WrittenBackup | null };

/** The database is of a newer version: it is not run backwards. */
export class NewerDatabaseError extends Error {}

/**
 * Brings the lab's database to this version, after a backup where there is something to lose. Portals that start together
 * wait for each other. Throws `NewerDatabaseError` where the database knows migrations that this version doesn't, and
 * changes nothing where the backup fails.
 */
export async function upgradeDatabase(
  databaseUrl: string,
  { backup, prismaFolder }: Options,
): Promise<Upgraded> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
    const { pending, unknown, isNew } = await readUpgrade(client, prismaFolder);
    if (unknown.length > 0)
      throw new NewerDatabaseError(
        `This database is of a newer version of Espalier (it knows ${unknown.at(-1)}): start that version, or restore a backup made before the upgrade.`,
      );
    const made = isNew || pending.length === 0 || !backup ? null : await backUp(databaseUrl, backup);
    return { applied: await applyMigrations(databaseUrl, prismaFolder), backup: made };
  } finally {
    await client.end();
  }
}

/** What stands between the database and this version; `unknown` stands beyond it. */
export async function readUpgrade(client: pg.ClientBase, prismaFolder?: string) {
  const applied = await readApplied(client);
  const known = knownMigrations(prismaFolder);
  const names = (applied ?? []).map((it) => it.name);
  return {
    isNew: applied === null,
    pending: known.filter((it) => !names.includes(it)),
    unknown: names.filter((it) => !known.includes(it)),
  };
}

async function backUp(databaseUrl: string, { folder, keep, secret }: UpgradeBackup): Promise<WrittenBackup> {
  try {
    const made = await writeBackup({ databaseUrl, folder, kind: 'before-upgrade', secret });
    await pruneBackups(folder, keep, made.takenAt);
    return made;
  } catch (error) {
    throw new Error(
      `The database wasn’t upgraded, for no backup could be made in ${folder} first: ${(error as Error).message} Make room there, name another folder in ESPALIER_BACKUP_FOLDER, or start without one: ESPALIER_BACKUP_BEFORE_UPGRADE=false`,
    );
  }
}
