import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import { LABEL, SERVICE_USER, UNIT } from './layout.ts';

/** What an installation has made: it lies beside the program, so that taking it away forgets nothing. */
export const InstallRecord = z.object({
  manager: z.enum(['launchd', 'systemd']),
  scope: z.enum(['machine', 'person']),
  home: z.string(),
  unitFile: z.string(),
  link: z.string().nullable(),
  user: z.string().nullable(),
  /** The user was made for it. */
  madeUser: z.boolean(),
  /** The person's services were let run while nobody is signed in, for it. */
  madeLinger: z.boolean(),
  /** Put below this folder only to be looked at: no service manager knows of it. */
  isStarted: z.boolean(),
});
export type InstallRecord = z.output<typeof InstallRecord>;

/** Of the installation that this program is part of, or that is kept at this place; null when there is none. */
export function readRecord(file: string): InstallRecord | null {
  if (!existsSync(file)) return null;
  const record = InstallRecord.parse(JSON.parse(readFileSync(file, 'utf8')));
  if (isOfItsOwn(record, file)) return record;
  throw new Error(`${file} names places that no installation makes. Nothing was touched.`);
}

/** What it names is deleted, by root too, and it may lie in a folder that others write to. */
function isOfItsOwn({ home, unitFile, link, user, madeUser }: InstallRecord, file: string): boolean {
  const program = realpathSync(dirname(file));
  return (
    basename(program) === 'program' &&
    /^\.?espalier-agent$/.test(basename(home)) &&
    existsSync(home) &&
    realpathSync(home) === dirname(program) &&
    [UNIT, `${LABEL}.plist`].includes(basename(unitFile)) &&
    (link === null || basename(link) === 'espalier-agent') &&
    (!madeUser || user === SERVICE_USER)
  );
}

export const recordBeside = (programFile: string): string => join(dirname(programFile), 'install.json');
