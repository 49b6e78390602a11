import { existsSync } from 'node:fs';
import path from 'node:path';
import { openLabDatabase } from '../postgres/lab-database.ts';
import { readPortalHolder } from '../postgres/portal-lock.ts';
import { exitCodeOf, fault, fine, type Finding, lineOf } from './doctor/finding.ts';
import { lookAtBackups } from './doctor/look-backups.ts';
import { lookAtFolder, lookAtNode, lookAtPort, lookAtPython, lookAtSecret } from './doctor/look-computer.ts';
import { lookAtDatabase } from './doctor/look-database.ts';
import { lookAtAddress, lookAtMail } from './doctor/look-network.ts';

/** What is wrong, a line each with what mends it, as it is found. Changes nothing. Exit code: 0, 1 warnings, 2 faults. */
export async function runDoctor(): Promise<number> {
  const findings: Finding[] = [];
  const tell = (...found: Finding[]): void => {
    findings.push(...found);
    for (const it of found) console.log(lineOf(it));
  };
  tell(lookAtNode(process.version), await lookAtPython());
  const env = await readSettings();
  if (Array.isArray(env)) tell(...env);
  else {
    const holder = readPortalHolder(env.dataFolder);
    tell(...(await lookAtFolder('Data folder', env.dataFolder)), lookAtSecret(env.dataFolder));
    const port = await lookAtPort(env.host, env.port, holder?.pid ?? null);
    tell(port);
    tell(...(await lookAtLab(env)));
    tell(
      ...(await lookAtAddress(env, port.level === 'fine' && port.text.includes('own'))),
      await lookAtMail(env),
    );
    tell(
      ...(await lookAtFolder('Backup folder', env.backups.folder)),
      await lookAtBackups(env.backups, new Date()),
    );
  }
  const code = exitCodeOf(findings);
  console.log(
    [
      '\nAll is well.',
      '\nNothing is broken, but see the warnings.',
      '\nSomething is broken: see the lines marked FAULT.',
    ][code],
  );
  return code;
}

type Env = typeof import('../env.ts').env;

/** The settings, or a finding for each that is wrong. */
async function readSettings(): Promise<Env | Finding[]> {
  try {
    // It throws as it is loaded.
    return (await import('../env.ts')).env;
  } catch (error) {
    const lines = (error as Error).message.split('\n').slice(1);
    const texts = lines
      .join('\n')
      .split(/^✖ /m)
      .filter((it) => it.trim() !== '');
    return texts.map((it) =>
      fault(
        'Settings',
        it.trim().replaceAll(/\n\s*→ at /g, ': '),
        'Correct it in .env or in the environment: docs/configuration.md',
      ),
    );
  }
}

async function lookAtLab({ dataFolder, databaseUrl, lostMs }: Env): Promise<Finding[]> {
  if (!databaseUrl && !existsSync(path.join(dataFolder, 'postgres')))
    return [fine('Database', 'it is made at the first start.')];
  try {
    const database = await openLabDatabase(dataFolder, databaseUrl);
    try {
      return await lookAtDatabase(database.url, lostMs);
    } finally {
      await database.close();
    }
  } catch (error) {
    return [fault('Database', (error as Error).message, `Its log: ${dataFolder}/logs/postgres.log`)];
  }
}
