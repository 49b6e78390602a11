import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';

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
  return InstallRecord.parse(JSON.parse(readFileSync(file, 'utf8')));
}

export const recordBeside = (programFile: string): string => join(dirname(programFile), 'install.json');
