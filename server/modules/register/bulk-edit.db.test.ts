import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeTestContext } from '../../testing/context.ts';
import { makeBooking, makeMachine, makeUser } from '../../testing/factories.ts';
import { bulkEdit, getAsset, previewBulkEdit, saveCustomField } from './index.ts';

async function makeThree() {
  const ctx = await makeTestContext({ role: 'admin' });
  const name = randomUUID().slice(0, 6);
  const [a, b, c] = [
    await makeMachine(ctx.db, { name: `A ${name}`, location: 'Window shelf' }),
    await makeMachine(ctx.db, { name: `B ${name}`, location: 'Attic' }),
    await makeMachine(ctx.db, { name: `C ${name}` }),
  ];
  return { ctx, a, b, c, ids: [c.id, a.id, b.id] };
}

test('the preview tells each machine from → to, and writes nothing', async () => {
  const { ctx, a, b, c, ids } = await makeThree();
  const { rows } = await previewBulkEdit(ctx, { ids, changes: { location: 'Attic' } });
  expect(rows).toMatchObject([
    { id: a.id, verdict: 'changes', was: { location: 'Window shelf' }, revision: a.revision },
    { id: b.id, verdict: 'same', was: { location: 'Attic' } },
    { id: c.id, verdict: 'changes', was: { location: null } },
  ]);
  expect(await getAsset(ctx, { id: a.id })).toMatchObject({ location: 'Window shelf', revision: a.revision });
  expect(await ctx.db.auditEntry.count({ where: { objectId: { in: ids } } })).toBe(0);
  expect(ctx.events).toEqual([]);
});

test('a machine that may not change says why; the others still would, and retiring ends no agent in a preview', async () => {
  const { ctx, a, b, ids } = await makeThree();
  await makeBooking(ctx.db, { machineIds: [b.id] });
  const { rows } = await previewBulkEdit(ctx, { ids, changes: { status: 'retired' } });
  expect(rows.map((it) => it.verdict)).toEqual(['changes', 'refused', 'changes']);
  expect(rows[1]!.reason).toContain('still has a booking ahead');
  expect(await ctx.db.agent.findUnique({ where: { machineId: a.id } })).toMatchObject({ state: 'online' });
});

test('a value that no machine can have is refused as a whole', async () => {
  const { ctx, ids } = await makeThree();
  const field = await saveCustomField(ctx, { id: null, label: randomUUID(), kind: 'number', choices: [] });
  const preview = (changes: Parameters<typeof previewBulkEdit>[1]['changes']) =>
    previewBulkEdit(ctx, { ids, changes });
  await expect(preview({ ownerId: 'nobody' })).rejects.toMatchObject({ code: 'VALIDATION' });
  await expect(preview({ custom: { [field.id]: 'four' } })).rejects.toThrow('this is no number');
  const { rows } = await preview({ custom: { [field.id]: 4 } });
  expect(rows[0]).toMatchObject({ verdict: 'changes', customWas: { [field.id]: null } });
});

test('all are written as the preview saw them, each with its audit row', async () => {
  const { ctx, a, b, c } = await makeThree();
  const owner = await makeUser(ctx.db);
  const machines = [c, a, b].map(({ id, revision }) => ({ id, revision }));
  const changes = { location: 'Attic', ownerId: owner.id, hourlyRate: 0.15 };
  expect(await bulkEdit(ctx, { machines, changes })).toEqual({ changed: 3 });
  for (const { id, revision } of machines)
    expect(await getAsset(ctx, { id })).toMatchObject({ ...changes, revision: revision + 1 });
  const audit = await ctx.db.auditEntry.findMany({ where: { objectId: b.id } });
  expect(audit).toMatchObject([{ action: 'machine.edit', before: { hourlyRate: null, ownerId: null } }]);
});

test('one that was changed meanwhile, or has a booking ahead, keeps all as they were', async () => {
  const { ctx, a, b, c } = await makeThree();
  const machines = [a, b, c].map(({ id, revision }) => ({ id, revision }));
  await ctx.db.machine.update({ where: { id: c.id }, data: { revision: { increment: 1 } } });
  await expect(bulkEdit(ctx, { machines, changes: { location: 'Cellar' } })).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining(c.name),
  });
  await makeBooking(ctx.db, { machineIds: [b.id] });
  await expect(
    bulkEdit(ctx, { machines: machines.slice(0, 2), changes: { status: 'loaned' } }),
  ).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  expect(await getAsset(ctx, { id: a.id })).toMatchObject({ location: 'Window shelf', status: 'active' });
  expect(ctx.events).toEqual([]);
});

test('two who change overlapping sets at once: one wins, nobody waits in a circle', async () => {
  const { ctx, a, b, c } = await makeThree();
  const of = (list: (typeof a)[]) => list.map(({ id, revision }) => ({ id, revision }));
  const tries = await Promise.allSettled([
    bulkEdit(ctx, { machines: of([a, b, c]), changes: { location: 'One' } }),
    bulkEdit(ctx, { machines: of([c, b, a]), changes: { location: 'Two' } }),
  ]);
  expect(tries.filter((it) => it.status === 'fulfilled')).toHaveLength(1);
  for (const it of tries) if (it.status === 'rejected') expect(it.reason).toMatchObject({ code: 'CONFLICT' });
  const places = await Promise.all(
    [a, b, c].map(({ id }) => getAsset(ctx, { id }).then((it) => it.location)),
  );
  expect(new Set(places).size).toBe(1);
});
