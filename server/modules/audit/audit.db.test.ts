import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { AuditFilter } from '@/shared/schemas/audit.ts';
import type { Cursor } from '@/shared/schemas/paging.ts';
import { authorize, withTransaction } from '../../context.ts';
import { clearAudit } from '../../testing/clear-audit.ts';
import { actingAs, makeTestContext, type TestContext, userIdOf } from '../../testing/context.ts';
import { makeLab, makeUser } from '../../testing/factories.ts';
import { type AuditInput, emitAudit, listAudit, noteRefusals, streamAudit } from './index.ts';

let ctx: TestContext;
beforeEach(async () => {
  ctx = await makeTestContext({ role: 'admin', now: new Date('2026-11-24T12:00:00Z') });
  await clearAudit(ctx.db);
});

const emit = (more: Partial<AuditInput>) =>
  withTransaction(ctx, (tx) =>
    emitAudit(ctx, tx, {
      action: 'machine.rename',
      objectType: 'machine',
      objectId: randomUUID(),
      objectName: 'Bosc',
      ...more,
    }),
  );
const rows = () => ctx.db.auditEntry.findMany({ orderBy: { id: 'asc' } });

test('what changed is stored as data, what stayed and what is secret is not', async () => {
  await emit({
    before: { name: 'Anjou', status: 'active', password: 'one' },
    after: { name: 'Bosc', status: 'active', password: 'two' },
  });
  expect(await rows()).toMatchObject([
    {
      before: { name: 'Anjou', password: '[hidden]' },
      after: { name: 'Bosc', password: '[hidden]' },
      actorName: ctx.actor.name,
      requestId: ctx.requestId,
      detail: null,
    },
  ]);
});

test('nothing is written when nothing changed; an act without fields is', async () => {
  await emit({ before: { name: 'Bosc' }, after: { name: 'Bosc' } });
  expect(await rows()).toEqual([]);
  await emit({ action: 'member.sign-in' });
  expect(await rows()).toMatchObject([{ action: 'member.sign-in', before: null, after: null }]);
});

test('a change that is rolled back leaves no row', async () => {
  const failing = withTransaction(ctx, async (tx) => {
    const thing = { objectType: 'machine', objectId: '1', objectName: 'Bosc' };
    await emitAudit(ctx, tx, { action: 'machine.add', ...thing, after: { name: 'Bosc' } });
    throw new Error('later on');
  });
  await expect(failing).rejects.toThrow('later on');
  expect(await rows()).toEqual([]);
});

test('the list is read page by page, newest first, though many rows are of one moment', async () => {
  for (let i = 0; i < 7; i++) {
    ctx.clock.now = new Date(Date.UTC(2026, 10, 24, 12, 0, Math.floor(i / 4)));
    await emit({ objectName: `No ${i}`, after: { name: `No ${i}` } });
  }
  const read: string[] = [];
  let cursor: Cursor | null = null;
  do {
    const page = await listAudit(ctx, { cursor, limit: 3 });
    expect(page.rows.length).toBeLessThanOrEqual(3);
    read.push(...page.rows.map((it) => it.id));
    cursor = page.nextCursor;
  } while (cursor);
  const all = await ctx.db.auditEntry.findMany({ orderBy: [{ at: 'desc' }, { id: 'desc' }] });
  expect(read).toEqual(all.map((it) => it.id));
});

test('a row of the first version, and one whose fields are no fields, are still listed', async () => {
  const old = {
    actorKind: 'user',
    actorName: 'Ada',
    objectType: 'machine',
    objectId: '1',
    objectName: 'Bosc',
  };
  await ctx.db.auditEntry.create({ data: { ...old, action: 'machine.rename', detail: 'Anjou → Bosc' } });
  await ctx.db.auditEntry.create({ data: { ...old, action: 'machine.rename', before: 'Anjou', after: [1] } });
  const { rows: listed } = await listAudit(ctx, { limit: 10 });
  expect(listed).toHaveLength(2);
  expect(listed.map((it) => it.detail)).toContain('Anjou → Bosc');
  expect(listed.every((it) => it.before === null && it.after === null)).toBe(true);
});

test('people, teams and models are listed by their names, and those that are gone say so', async () => {
  const ines = await makeUser(ctx.db, { name: 'Ines' });
  const team = await ctx.db.team.create({ data: { name: `Agents ${ines.id}` } });
  await emit({
    action: 'machine.edit',
    before: { ownerId: ines.id, ownerTeamId: null, catalogId: 'studio-m3ultra' },
    after: { ownerId: 'nobody-by-now', ownerTeamId: team.id, catalogId: null },
  });
  const [listed] = (await listAudit(ctx, { limit: 1 })).rows;
  expect(listed!.before).toMatchObject({ ownerId: 'Ines', ownerTeamId: null });
  expect(listed!.before!['catalogId']).toContain('M3 Ultra');
  expect(listed!.after).toEqual({
    ownerId: 'somebody who has left',
    ownerTeamId: team.name,
    catalogId: null,
  });
});

test('a thing links to its page while it is there, a chat only while the lab may read it', async () => {
  const me = userIdOf(ctx);
  const { id } = await ctx.db.machine.create({ data: { name: `Quince ${randomUUID()}` } });
  const chat = await ctx.db.conversation.create({ data: { id: randomUUID(), ownerId: me, title: 'Why?' } });
  const page = async (objectType: string, objectId: string) => {
    await emit({ action: `${objectType}.touch`, objectType, objectId });
    return (await listAudit(ctx, { limit: 1, objectId })).rows[0]!.page?.path ?? null;
  };
  expect(await page('machine', id)).toBe(`/machines/${id}`);
  expect(await page('machine', randomUUID())).toBeNull();
  expect(await page('conversation', chat.id)).toBeNull();
  await ctx.db.conversation.update({ where: { id: chat.id }, data: { shared: true } });
  expect(await page('conversation', chat.id)).toBe(`/chat/${chat.id}`);
  expect(await page('tariff', '2')).toBe('/settings/prices');
});

test('the database takes no change of a row and no removal, and lets old rows go by the one function', async () => {
  await emit({ after: { name: 'Bosc' } });
  const { db } = ctx;
  const refused = /append-only/;
  await expect(db.auditEntry.updateMany({ data: { actorName: 'Nobody' } })).rejects.toThrow(refused);
  await expect(db.auditEntry.deleteMany()).rejects.toThrow(refused);
  await expect(db.$executeRaw`TRUNCATE "AuditEntry"`).rejects.toThrow(refused);
  await expect(db.$queryRaw`SELECT forget_audit(now() - interval '1 day')::int AS gone`).rejects.toThrow(
    /90 days/,
  );
  ctx.clock.now = new Date(Date.now() - 400 * 86_400_000);
  await emit({ objectName: 'long ago', after: { name: 'Anjou' } });
  const [{ gone }] = (await db.$queryRaw`SELECT forget_audit(now() - interval '365 days')::int AS gone`) as [
    { gone: number },
  ];
  expect([gone, (await rows()).map((it) => it.objectName)]).toEqual([1, ['Bosc']]);
  await expect(db.auditEntry.deleteMany()).rejects.toThrow(refused);
});

test('is read by person, kind, thing, time and word, and taken as a file that no spreadsheet runs', async () => {
  await emit({ action: 'booking.create', objectType: 'booking', objectId: 'b1', objectName: '=1+1' });
  ctx.clock.now = new Date('2026-11-24T13:00:00Z');
  await emit({ action: 'machine.add', objectId: 'm1', objectName: '100% sure' });
  const ines = await actingAs(ctx, 'admin');
  await withTransaction(ines, (tx) =>
    emitAudit(ines, tx, {
      action: 'machine.add',
      objectType: 'machine',
      objectId: 'm2',
      objectName: 'Comice',
    }),
  );
  const named = async (filter: Partial<AuditFilter>) =>
    (await listAudit(ctx, { limit: 10, ...filter })).rows.map((it) => it.objectName);
  expect(await named({ kind: 'booking' })).toEqual(['=1+1']);
  expect(await named({ objectId: 'm1' })).toEqual(['100% sure']);
  expect(await named({ personId: userIdOf(ines) })).toEqual(['Comice']);
  expect(await named({ to: new Date('2026-11-24T12:30:00Z') })).toEqual(['=1+1']);
  expect(await named({ find: 'COMI' })).toEqual(['Comice']);
  expect(await named({ find: '0%' })).toEqual(['100% sure']);
  expect(await named({ find: '_' })).toEqual([]);
  expect(await named({ find: ctx.requestId })).toHaveLength(3);
  const take = async (type: 'csv' | 'json'): Promise<string> => {
    let text = '';
    for await (const piece of streamAudit(ctx, { kind: 'booking' }, type)) text += piece;
    return text;
  };
  await makeLab(ctx.db);
  expect(await take('csv')).toContain("'=1+1");
  expect(JSON.parse(await take('json'))).toMatchObject([{ objectName: '=1+1', action: 'booking.create' }]);
  expect(await named({ kind: 'audit' })).toEqual(['JSON', 'CSV']);
});

test('what a role does not allow is written down, once a minute a person and right', async () => {
  const member = await actingAs(ctx, 'member');
  const stops = [noteRefusals(ctx), noteRefusals(ctx)];
  for (let i = 0; i < 3; i++) await expect(listAudit(member, { limit: 1 })).rejects.toThrow();
  const refusals = async () => (await rows()).filter((it) => it.action === 'access.refuse');
  await expect
    .poll(refusals, { timeout: 20_000 })
    .toMatchObject([{ actorId: userIdOf(member), objectId: 'audit:read' }]);
  expect(() => authorize(member, 'member:manage')).toThrow();
  await expect.poll(refusals, { timeout: 20_000 }).toHaveLength(2);
  ctx.clock.now = new Date('2026-11-24T12:01:01Z');
  await expect(listAudit(member, { limit: 1 })).rejects.toThrow();
  await expect.poll(refusals, { timeout: 20_000 }).toHaveLength(3);
  for (const stop of stops) stop();
});

test('only those who may read it do', async () => {
  await expect(listAudit(await actingAs(ctx, 'member'), { limit: 1 })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
});
