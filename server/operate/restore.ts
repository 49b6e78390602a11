import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { env, secretToKeep } from '../env.ts';
import { RestoreRefusal, restoreBackup } from '../postgres/backup/restore-backup.ts';
import { writeBackup } from '../postgres/backup/write-backup.ts';
import { openLabDatabase } from '../postgres/lab-database.ts';
import { usage } from './words.ts';

const USAGE = 'npm run restore -- <file> [--replace "<name of the lab that is there>"]';

/** Puts a backup in the place of an empty lab, or of the one that is named. */
export async function runRestore(args: string[]): Promise<number> {
  const { file, replace } = parse(args);
  const database = await openLabDatabase(env.dataFolder, env.databaseUrl);
  try {
    if (database.portal) throw new RestoreRefusal(`Espalier runs at ${database.portal}: stop it first.`);
    const { rows, manifest } = await restoreInto(database.url, file, replace);
    console.log(
      `${rows} rows are back, as they were at ${manifest.takenAt} (UTC). Start Espalier: npm start`,
    );
    return 0;
  } finally {
    await database.close();
  }
}

/** Restores and puts the secret into the data folder; what was there is backed up first. */
export async function restoreInto(databaseUrl: string, file: string, replace: string | null) {
  const restored = await restoreBackup({
    file: path.resolve(file),
    databaseUrl,
    replace,
    beforeReplacing: async () => {
      const { folder } = env.backups;
      const made = await writeBackup({
        databaseUrl,
        folder,
        kind: 'before-restore',
        secret: secretToKeep(env),
      });
      console.log(`What was there is kept in ${made.file}`);
    },
  });
  putSecret(restored.secret);
  return restored;
}

function putSecret(secret: string | null): void {
  if (env.secret || secret === null) {
    if (secret === null && !env.secret)
      console.log('The backup holds no secret: give ESPALIER_SECRET as it was, or everybody signs in again.');
    return;
  }
  mkdirSync(env.dataFolder, { recursive: true });
  const file = path.join(env.dataFolder, 'secret');
  writeFileSync(`${file}.new`, secret, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function parse(args: string[]): { file: string; replace: string | null } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { replace: { type: 'string' } },
    });
    const [file] = positionals;
    if (!file || positionals.length > 1) throw new Error('Say which file.');
    return { file, replace: values.replace ?? null };
  } catch (error) {
    throw usage(error, USAGE);
  }
}
