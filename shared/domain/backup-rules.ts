import { addDays, fromLocal, toLocal } from './zoned-time.ts';

/** Why a backup was made; in its name, and each pruned by its own rule. */
export const BACKUP_KINDS = ['daily', 'by-hand', 'before-upgrade', 'before-restore'] as const;
export type BackupKind = (typeof BACKUP_KINDS)[number];

const NAME = /^espalier-(\d{8}T\d{6}Z)-(daily|by-hand|before-upgrade|before-restore)\.tar$/;
/** Of the daily ones the newest of a month stays so many months, beyond those that are kept by number. */
const MONTHS_KEPT = 12;
/** Of those an upgrade or a restore makes by itself. */
const OTHERS_KEPT = 3;

/** `espalier-20261127T030400Z-daily.tar`; sorts by time. `takenAt` in UTC, to the second. */
export const backupName = (takenAt: Date, kind: BackupKind): string =>
  `espalier-${takenAt.toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${kind}.tar`;

/** What a backup's name tells; null for another file. */
export function readBackupName(name: string): { takenAt: Date; kind: BackupKind } | null {
  const [, stamp, kind] = NAME.exec(name) ?? [];
  if (!stamp) return null;
  const iso = stamp.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z');
  return { takenAt: new Date(iso), kind: kind as BackupKind };
}

/**
 * Which of a folder's backups go: of the daily ones all but the newest `keep` and the newest of each of twelve months;
 * of those before upgrades and restores all but the newest three. One made by hand is its maker's.
 *
 * @param names of the files in the folder; others than backups are left alone.
 */
export function backupsToPrune(names: readonly string[], keep: number): string[] {
  const newestFirst = names
    .flatMap((name) => {
      const read = readBackupName(name);
      return read ? [{ name, ...read }] : [];
    })
    .toSorted((a, b) => b.takenAt.getTime() - a.takenAt.getTime());
  const of = (kind: BackupKind) => newestFirst.filter((it) => it.kind === kind);
  const daily = of('daily');
  const months = new Map<string, string>();
  for (const { name, takenAt } of daily) {
    const month = takenAt.toISOString().slice(0, 7);
    if (!months.has(month)) months.set(month, name);
  }
  const ofMonths = new Set([...months.values()].slice(0, MONTHS_KEPT));
  return [
    ...daily.slice(keep).filter((it) => !ofMonths.has(it.name)),
    ...of('before-upgrade').slice(OTHERS_KEPT),
    ...of('before-restore').slice(OTHERS_KEPT),
  ].map((it) => it.name);
}

/** The hour of the lab's clock at which a backup was last due, at or before `now`. */
export function lastDueAt(hour: number, timeZone: string, now: Date): Date {
  const { day } = toLocal(now, timeZone);
  const time = `${String(hour).padStart(2, '0')}:00`;
  const today = fromLocal(day, time, timeZone)!;
  return today <= now ? today : fromLocal(addDays(day, -1), time, timeZone)!;
}

export function nextDueAt(hour: number, timeZone: string, now: Date): Date {
  const day = addDays(toLocal(lastDueAt(hour, timeZone, now), timeZone).day, 1);
  return fromLocal(day, `${String(hour).padStart(2, '0')}:00`, timeZone)!;
}
