import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { env, secretToKeep } from '../env.ts';
import { RestoreRefusal } from '../postgres/backup/restore-backup.ts';
import { writeBackup } from '../postgres/backup/write-backup.ts';
import { openLabDatabase } from '../postgres/lab-database.ts';
import { restoreInto } from './restore.ts';
import { usage } from './words.ts';

const USAGE = 'npm run move -- --to postgresql://name:password@host/database';

/** A lab's data into another, empty Postgres. What is here stays as it is, to go back to. */
export async function runMove(args: string[]): Promise<number> {
  const to = parse(args);
  const database = await openLabDatabase(env.dataFolder, env.databaseUrl);
  try {
    // What is written here meanwhile would be missing there.
    if (database.portal) throw new RestoreRefusal(`Espalier runs at ${database.portal}: stop it first.`);
    const folder = mkdtempSync(path.join(env.dataFolder, 'move-'));
    try {
      const { file } = await writeBackup({
        databaseUrl: database.url,
        folder,
        kind: 'by-hand',
        secret: secretToKeep(env),
      });
      const { rows } = await restoreInto(to, file, null);
      console.log(`${rows} rows are there. Say so in .env (DATABASE_URL=…), then: npm start`);
      return 0;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  } finally {
    await database.close();
  }
}

function parse(args: string[]): string {
  try {
    const { values } = parseArgs({ args, options: { to: { type: 'string' } } });
    if (!values.to || !/^postgres(ql)?:\/\//.test(values.to)) throw new Error('Say where to.');
    return values.to;
  } catch (error) {
    throw usage(error, USAGE);
  }
}
