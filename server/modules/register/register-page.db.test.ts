import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { actingAs, makeTestContext } from '../../testing/context.ts';
import { makeMachine } from '../../testing/factories.ts';
import { deleteView, listAssets, listChoices, listRentals, listViews, saveView } from './index.ts';

const page = 'register' as const;
const list = async (ctx: Parameters<typeof listViews>[0]) =>
  (await listViews(ctx, { page, limit: 200 })).map((it) => it.name);

test('a view is one’s own until it is shared, and is saved again under its name', async () => {
  const ctx = await makeTestContext({ role: 'member' });
  const other = await actingAs(ctx, 'viewer');
  const name = `Attic ${randomUUID().slice(0, 6)}`;
  await saveView(ctx, { page, name, query: 'q=attic', shared: false });
  expect(await list(ctx)).toContain(name);
  expect(await list(other)).not.toContain(name);
  const saved = await saveView(ctx, { page, name, query: 'q=attic&sort=-tag', shared: true });
  expect(await ctx.db.savedView.count({ where: { name } })).toBe(1);
  const seen = (await listViews(other, { page, limit: 200 })).find((it) => it.id === saved.id);
  expect(seen).toMatchObject({ query: 'q=attic&sort=-tag', ownerName: ctx.actor.name, mayChange: false });
  expect(await ctx.db.auditEntry.findMany({ where: { objectId: saved.id } })).toMatchObject([
    { action: 'view.share' },
  ]);
});

test('who deletes: its owner, an admin what is shared, and nobody else', async () => {
  const ctx = await makeTestContext({ role: 'member' });
  const [member, admin] = [await actingAs(ctx, 'member'), await actingAs(ctx, 'admin')];
  const make = (shared: boolean) => saveView(ctx, { page, name: randomUUID(), query: '', shared });
  const [own, shared, personal] = [await make(false), await make(true), await make(false)];
  await deleteView(ctx, own);
  await expect(deleteView(ctx, own)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(deleteView(member, shared)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await deleteView(admin, shared);
  await expect(deleteView(admin, personal)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await ctx.db.savedView.count({ where: { id: personal.id } })).toBe(1);
});

test('owners to choose from come without their addresses', async () => {
  const ctx = await makeTestContext({ role: 'admin' });
  const { people } = await listChoices(ctx, { limit: 1000 });
  expect(people.map((it) => it.name)).toContain(ctx.actor.name);
  expect(JSON.stringify(people)).not.toContain('@');
});

test('a rented Mac without a price of its own has the default’s, and only keepers see its host', async () => {
  const ctx = await makeTestContext({ role: 'admin' });
  const rent = async (rental: object, machine: object = {}) => {
    const { id } = await makeMachine(ctx.db, { ownership: 'rented', ...machine });
    await ctx.db.machineRental.create({
      data: { machineId: id, provider: 'AWS', hostId: 'h-0b51', ...rental },
    });
    return id;
  };
  const known = await rent({ instanceType: 'mac-m4pro.metal' });
  const priced = await rent({
    instanceType: 'mac-m4pro.metal',
    hourlyPrice: 1.83,
    priceAsOf: new Date('2026-10-01'),
    hostState: 'pending',
    hostStateAt: new Date('2026-11-18T10:00:00Z'),
  });
  const odd = await rent({ instanceType: 'mac-m9.metal' });
  const simulated = await rent({}, { simulated: true });
  const rows = new Map((await listRentals(ctx, { limit: 1000 })).map((it) => [it.machineId, it]));
  expect(rows.get(known)).toMatchObject({
    hostId: 'h-0b51',
    minimumHours: 24,
    price: { hourlyPrice: 1.97, currency: 'USD', asOf: '2026-10-01', defaultFrom: expect.any(String) },
  });
  expect(rows.get(priced)).toMatchObject({
    price: { hourlyPrice: 1.83, currency: null, defaultFrom: null },
    wipedSince: new Date('2026-11-18T10:00:00Z'),
  });
  expect(rows.get(odd)!.price).toBeNull();
  expect(rows.has(simulated)).toBe(false);
  const seen = await listRentals(await actingAs(ctx, 'member'), { limit: 1000 });
  expect(seen.every((it) => it.hostId === null)).toBe(true);
});

test('a machine that was added with an empty note is listed like any other', async () => {
  const ctx = await makeTestContext({ role: 'admin' });
  const { id } = await makeMachine(ctx.db, { note: ' ' });
  expect((await listAssets(ctx, { limit: 1000 })).find((it) => it.id === id)).toMatchObject({ note: null });
});
