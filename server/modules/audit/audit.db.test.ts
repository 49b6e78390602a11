import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { Cursor } from '@/shared/schemas/paging.ts';
import { withTransaction } from '../../context.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeUser } from '../../testing/factories.ts';
import { type AuditInput, emitAudit, listAudit } from './index.ts';

let ctx: TestContext;
beforeEach(async () => {
  ctx = await makeTestContext({ role: 'admin', now: new Date('2026-11-24T12:00:00Z') });
  await ctx.db.auditEntry.deleteMany();
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

test('only those who may read it do', async () => {
  await expect(listAudit(await actingAs(ctx, 'member'), { limit: 1 })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
});
