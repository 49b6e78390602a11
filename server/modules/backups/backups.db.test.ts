import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkBackup } from '../../postgres/backup/check-backup.ts';
import { makeTestContext } from '../../testing/context.ts';
import { makeLab, makeUser } from '../../testing/factories.ts';
import { backUpWhenDue, readBackups } from './index.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'espalier-backups-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the day’s backup is made once its hour has come, once; a failure is told and tried again in an hour', async () => {
  const asOwner = await makeTestContext({ role: 'owner' });
  await makeLab(asOwner.db);
  const { setUpAt, timeZone } = await asOwner.db.lab.update({
    where: { id: 'lab' },
    data: { setUpAt: new Date('2026-03-01T00:00:00Z'), timeZone: 'Europe/Berlin' },
  });
  expect([setUpAt, timeZone]).toEqual([new Date('2026-03-01T00:00:00Z'), 'Europe/Berlin']);
  const at = { hour: 3, keep: 2, folder };
  const contextAt = async (now: string, where = folder) => {
    const ctx = await makeTestContext({ now: new Date(now), role: 'system' });
    return Object.assign(ctx, { portal: { ...ctx.portal, backups: { ...at, folder: where } } });
  };
  const options = {
    databaseUrl: process.env.DATABASE_URL!,
    secret: 'the secret',
    signal: new AbortController().signal,
  };
  const files = () => readdirSync(folder);

  // Five in the morning of Berlin's summer time: an hour that is missing on that day lies between.
  await backUpWhenDue(await contextAt('2026-03-29T03:00:00Z'), options);
  expect(files()).toHaveLength(1);
  const manifest = await checkBackup(path.join(folder, files()[0]!));
  expect(manifest).toMatchObject({ kind: 'daily', hasSecret: true });
  await backUpWhenDue(await contextAt('2026-03-29T20:00:00Z'), options);
  expect(files()).toHaveLength(1);

  await makeUser(asOwner.db, { role: 'admin', deactivatedAt: new Date('2026-03-15T00:00:00Z') });
  const blocked = path.join(folder, 'a-file');
  writeFileSync(blocked, '');
  await backUpWhenDue(await contextAt('2026-03-30T01:30:00Z', blocked), options);
  await backUpWhenDue(await contextAt('2026-03-30T02:00:00Z', blocked), options);
  const told = await asOwner.db.notification.findMany({ where: { kind: 'alert.fired' } });
  expect(told.map((it) => [it.title, it.link])).toEqual([
    ['The lab’s backup could not be made', '/settings/backups'],
  ]);
  expect(await asOwner.db.auditEntry.count({ where: { action: 'backup.fail' } })).toBe(1);
  await backUpWhenDue(await contextAt('2026-03-30T02:40:00Z'), options);
  asOwner.clock.now = new Date('2026-03-30T10:00:00Z');
  const seen = await readBackups(Object.assign(asOwner, { portal: { ...asOwner.portal, backups: at } }), {
    limit: 10,
  });
  expect(seen.rows.map((it) => it.failure === null)).toEqual([true, false, true]);
  expect(seen.rows[0]!.bytes).toBeGreaterThan(10_000);
  expect(seen.nextAt).toEqual(new Date('2026-03-31T01:00:00Z'));

  // A folder can't be taken away as an old backup is: the day's backup is none the worse for it.
  for (const day of ['02', '03']) mkdirSync(path.join(folder, `espalier-202603${day}T020000Z-daily.tar`));
  await backUpWhenDue(await contextAt('2026-03-31T01:30:00Z'), options);
  expect(await asOwner.db.auditEntry.count({ where: { action: 'backup.fail' } })).toBe(1);
  const titles = await asOwner.db.notification.findMany({
    select: { title: true },
    orderBy: { createdAt: 'asc' },
  });
  expect(titles.map((it) => it.title)).toEqual([
    'The lab’s backup could not be made',
    'Old backups could not be taken away',
  ]);

  const off = await contextAt('2026-04-02T12:00:00Z');
  off.portal.backups.hour = null as never;
  await backUpWhenDue(off, options);
  expect(await asOwner.db.auditEntry.count({ where: { action: 'backup.make' } })).toBe(3);
});
