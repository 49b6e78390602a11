import path from 'node:path';
import { parseArgs } from 'node:util';
import { formatFileSize } from '@/shared/domain/format.ts';
import { env, secretToKeep } from '../env.ts';
import { checkBackup } from '../postgres/backup/check-backup.ts';
import { pruneBackups, writeBackup } from '../postgres/backup/write-backup.ts';
import { openLabDatabase } from '../postgres/lab-database.ts';
import { usage } from './words.ts';

const USAGE = 'npm run backup [-- <folder>], or npm run backup -- --check <file>';

/** Makes a backup now, of a lab that runs or not; or reads one through and says whether it can be restored. */
export async function runBackup(args: string[]): Promise<number> {
  const { check, folder } = parse(args);
  if (check) return tellCheck(path.resolve(check));
  const database = await openLabDatabase(env.dataFolder, env.databaseUrl);
  try {
    const made = await writeBackup({
      databaseUrl: database.url,
      folder: path.resolve(folder ?? env.backups.folder),
      kind: 'by-hand',
      secret: secretToKeep(env),
    });
    console.log(
      `${made.file}\n${made.rows} rows, ${formatFileSize(made.bytes)}, in ${(made.tookMs / 1000).toFixed(1)} s; read back and whole.`,
    );
    if (env.secret)
      console.log('ESPALIER_SECRET is not in it: keep that apart, and give it to the restored lab.');
    if (!folder) await pruneBackups(env.backups.folder, env.backups.keep, made.takenAt);
    return 0;
  } finally {
    await database.close();
  }
}

function parse(args: string[]): { check: string | undefined; folder: string | undefined } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { check: { type: 'string' } },
    });
    if (positionals.length > 1) throw new Error('One folder is enough.');
    return { check: values.check, folder: positionals[0] };
  } catch (error) {
    throw usage(error, USAGE);
  }
}

async function tellCheck(file: string): Promise<number> {
  const { lab, takenAt, tables, migrations, hasSecret } = await checkBackup(file);
  const rows = tables.reduce((sum, it) => sum + it.rows, 0);
  console.log(
    `${file} is whole: ${lab ? `the lab “${lab}”` : 'a lab without a name'} of ${takenAt} (UTC), ${rows} rows in ${tables.length} tables, up to ${migrations.at(-1)!.name}, ${hasSecret ? 'with' : 'without'} the secret that signs sign-ins.`,
  );
  return 0;
}
