import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { readBackupName } from '@/shared/domain/backup-rules.ts';
import { formatFileSize } from '@/shared/domain/format.ts';

import { fine, type Finding, warning } from './finding.ts';

const OLD_MS = 36 * 3_600_000;

/** When the newest backup in the folder is of, by its name. */
export async function lookAtBackups(
  { folder, hour }: { folder: string; hour: number | null },
  now: Date,
): Promise<Finding> {
  const names = await readdir(folder).catch(() => [] as string[]);
  const [newest] = names
    .flatMap((name) => {
      const read = readBackupName(name);
      return read && read.kind !== 'before-restore' ? [{ name, ...read }] : [];
    })
    .toSorted((a, b) => b.takenAt.getTime() - a.takenAt.getTime());
  if (!newest) return warning('Backup', `there is none in ${folder}.`, 'npm run backup');
  const { size } = await stat(path.join(folder, newest.name));
  const ageMs = now.getTime() - newest.takenAt.getTime();
  const told = `the newest is ${(ageMs / 3_600_000).toFixed(0)} h old (${newest.name}, ${formatFileSize(size)}).`;
  if (ageMs <= OLD_MS) return fine('Backup', told);
  return warning(
    'Backup',
    told,
    hour === null
      ? 'npm run backup, or let the portal do it each day: ESPALIER_BACKUP_HOUR=3'
      : 'npm run backup; if that works, Settings → Backups says why the portal’s own did not.',
  );
}
