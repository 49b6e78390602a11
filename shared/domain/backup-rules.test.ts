import { expect, test } from 'vitest';
import { backupName, backupsToPrune, lastDueAt, nextDueAt, readBackupName } from './backup-rules.ts';

const DAY = 86_400_000;

test('a backup’s name tells when it was taken and why, to the second', () => {
  const name = backupName(new Date('2026-11-27T03:04:05.678Z'), 'before-upgrade');
  expect(name).toBe('espalier-20261127T030405Z-before-upgrade.tar');
  expect(readBackupName(name)).toEqual({ takenAt: new Date('2026-11-27T03:04:05Z'), kind: 'before-upgrade' });
  for (const other of ['notes.txt', `${name}.part`, 'espalier-20261127-daily.tar'])
    expect(readBackupName(other)).toBeNull();
});

test('of two years of days the newest fourteen stay, and one of each month for a year', () => {
  const first = Date.parse('2025-01-01T03:00:00Z');
  const days = Array.from({ length: 700 }, (_, day) => backupName(new Date(first + day * DAY), 'daily'));
  const gone = new Set(backupsToPrune(days, 14));
  const left = days.filter((it) => !gone.has(it)).map((it) => it.slice(9, 17));
  expect(left.slice(-14)).toEqual(days.slice(-14).map((it) => it.slice(9, 17)));
  expect(left.slice(0, -14)).toEqual([
    '20260131',
    '20260228',
    '20260331',
    '20260430',
    '20260531',
    '20260630',
    '20260731',
    '20260831',
    '20260930',
    '20261031',
  ]);
});

test('one made by hand and a file of others stay; of upgrades and restores the newest three do', () => {
  const at = (day: number, kind: 'by-hand' | 'before-upgrade' | 'before-restore') =>
    backupName(new Date(Date.parse('2026-01-01T00:00:00Z') + day * DAY), kind);
  const hand = [1, 2, 3, 4, 5].map((day) => at(day, 'by-hand'));
  const upgrades = [1, 2, 3, 4, 5].map((day) => at(day, 'before-upgrade'));
  const restores = [6, 7].map((day) => at(day, 'before-restore'));
  expect(backupsToPrune(['mine.tar', ...hand, ...upgrades, ...restores], 1)).toEqual([
    upgrades[1],
    upgrades[0],
  ]);
});

test('an hour is the lab clock’s, also where the clocks change', () => {
  const due = (now: string) => lastDueAt(3, 'Europe/Berlin', new Date(now)).toISOString();
  expect(due('2026-11-27T01:59:59Z')).toBe('2026-11-26T02:00:00.000Z');
  expect(due('2026-11-27T02:00:00Z')).toBe('2026-11-27T02:00:00.000Z');
  expect(due('2026-03-29T12:00:00Z')).toBe('2026-03-29T01:00:00.000Z');
  expect(nextDueAt(3, 'Europe/Berlin', new Date('2026-10-24T12:00:00Z')).toISOString()).toBe(
    '2026-10-25T02:00:00.000Z',
  );
  // An hour that the change leaves out falls where the clock goes on.
  const skipped = lastDueAt(2, 'Europe/Berlin', new Date('2026-03-29T12:00:00Z'));
  expect(Math.abs(skipped.getTime() - Date.parse('2026-03-29T01:00:00Z'))).toBeLessThanOrEqual(3_600_000);
});
