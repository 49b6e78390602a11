import { beforeEach, expect, test } from 'vitest';
import { clearAudit } from '../../testing/clear-audit.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeLab } from '../../testing/factories.ts';
import {
  announce,
  pauseLab,
  pruneAudit,
  putAway,
  readNotice,
  requireNotPaused,
  setAuditRetention,
} from './index.ts';

const NOW = new Date('2026-11-26T10:00:00Z');
const hours = (count: number): Date => new Date(NOW.getTime() + count * 3_600_000);
let ctx: TestContext;
let admin: TestContext;
let member: TestContext;
beforeEach(async () => {
  ctx = await makeTestContext({ now: NOW });
  await ctx.db.lab.deleteMany();
  await makeLab(ctx.db, { timeZone: 'Europe/Berlin' });
  admin = await actingAs(ctx, 'admin');
  member = await actingAs(ctx, 'member');
});

test('an announcement is read until its end or until one puts it away, and the next one is read again', async () => {
  const said = async (who: TestContext) => (await readNotice(who)).announcement?.text ?? null;
  await announce(admin, { text: 'Seminar on Friday', isSerious: false, until: hours(2) });
  const { announcement } = await readNotice(member);
  await putAway(member, { number: announcement!.number });
  expect([await said(member), await said(admin)]).toEqual([null, 'Seminar on Friday']);
  await announce(admin, { text: 'Cooling is off', isSerious: true, until: hours(2) });
  expect(await said(member)).toBe('Cooling is off');
  ctx.clock.now = hours(2);
  expect(await said(member)).toBeNull();
  await expect(announce(member, null)).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('while the lab is paused only admins go on, and the refusal says until when and what for', async () => {
  await pauseLab(admin, { reason: 'Update of the portal', until: hours(1) });
  expect((await readNotice(member)).pause).toMatchObject({ reason: 'Update of the portal' });
  await expect(requireNotPaused(member)).rejects.toThrow(/until .*12:00.*: Update of the portal/);
  await requireNotPaused(admin);
  await pauseLab(admin, null);
  await requireNotPaused(member);
  await pauseLab(admin, { reason: 'Again', until: hours(1) });
  ctx.clock.now = hours(1);
  await requireNotPaused(member);
});

test('the audit goes by its rule alone, and the rule is in it', async () => {
  await clearAudit(ctx.db);
  const old = {
    actorKind: 'user',
    actorName: 'Ada',
    objectType: 'machine',
    objectId: '1',
    objectName: 'Bosc',
  };
  const at = new Date(Date.now() - 500 * 86_400_000);
  await ctx.db.auditEntry.create({ data: { ...old, action: 'machine.rename', at } });
  ctx.clock.now = null;
  expect(await pruneAudit(ctx)).toEqual({ deleted: 0 });
  await setAuditRetention(admin, { days: 90 });
  expect(await pruneAudit(ctx)).toEqual({ deleted: 1 });
  expect(await ctx.db.auditEntry.findMany()).toMatchObject([
    { action: 'audit.set-retention', after: { days: 90 } },
  ]);
});
