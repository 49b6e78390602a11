import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeMachine } from '../../testing/factories.ts';
import { editMachine, getAsset, listCustomFields, retireCustomField, saveCustomField } from './index.ts';

const fresh = (name: string) => `${name} ${randomUUID().slice(0, 6)}`;
const add = (ctx: TestContext, more: Partial<Parameters<typeof saveCustomField>[1]> = {}) =>
  saveCustomField(ctx, { id: null, label: fresh('Field'), kind: 'text', choices: [], ...more });

test('an admin adds, renames, moves and retires fields, and each is in the audit', async () => {
  const ctx = await makeTestContext({ role: 'admin' });
  const [a, b, c] = [await add(ctx), await add(ctx), await add(ctx)];
  const label = fresh('Cost centre');
  await saveCustomField(ctx, { id: c.id, label, kind: 'text', choices: [], position: 0 });
  await retireCustomField(ctx, { id: a.id, isRetired: true });
  const listed = await listCustomFields(ctx, { limit: 500 });
  expect(listed[0]).toMatchObject({ id: c.id, label, retiredAt: null });
  const ids = listed.map((it) => it.id);
  expect(ids.indexOf(a.id)).toBeGreaterThan(ids.indexOf(b.id));
  expect(listed.find((it) => it.id === a.id)?.retiredAt).not.toBeNull();
  const actions = async (id: string) =>
    (await ctx.db.auditEntry.findMany({ where: { objectId: id }, orderBy: { at: 'asc' } })).map(
      (it) => it.action,
    );
  expect(await actions(c.id)).toEqual(['register.add-field', 'register.change-field']);
  expect(await actions(a.id)).toEqual(['register.add-field', 'register.retire-field']);
  await retireCustomField(ctx, { id: a.id, isRetired: false });
  expect(await actions(a.id)).toHaveLength(3);
});

test('a name is taken once, by the register’s own fields too, whatever its case', async () => {
  const ctx = await makeTestContext({ role: 'admin' });
  const { id, label } = await add(ctx);
  await expect(add(ctx, { label: label.toUpperCase() })).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(add(ctx, { label: 'serial' })).rejects.toThrow('already a field called Serial');
  await retireCustomField(ctx, { id, isRetired: true });
  await expect(add(ctx, { label })).rejects.toThrow('Bring it back');
});

test('what is entered keeps the field’s kind, and its choice', async () => {
  const ctx = await makeTestContext({ role: 'admin' });
  const field = await add(ctx, { kind: 'choice', choices: ['North', 'South', 'Attic'] });
  const machine = await makeMachine(ctx.db);
  const edit = (value: string | null) =>
    getAsset(ctx, { id: machine.id }).then(({ revision }) =>
      editMachine(ctx, { id: machine.id, revision, changes: { custom: { [field.id]: value } } }),
    );
  await edit('South');
  const save = (kind: 'text' | 'choice', choices: string[]) =>
    saveCustomField(ctx, { id: field.id, label: field.label, kind, choices });
  await expect(save('text', [])).rejects.toThrow('one machine has something entered');
  await expect(save('choice', ['North', 'Attic'])).rejects.toThrow(machine.name);
  expect(await save('choice', ['South', 'North'])).toMatchObject({ choices: ['South', 'North'], uses: 1 });
  await edit(null);
  expect(await save('text', [])).toMatchObject({ kind: 'text', choices: [], uses: 0 });
});

test('two who move fields at once leave one order', async () => {
  const ctx = await makeTestContext({ role: 'admin' });
  const made = [await add(ctx), await add(ctx), await add(ctx), await add(ctx)];
  const other = await actingAs(ctx, 'owner');
  await Promise.all(
    made.map((it, index) =>
      saveCustomField(index % 2 ? other : ctx, { ...it, id: it.id, position: made.length - 1 - index }),
    ),
  );
  const rows = await ctx.db.customField.findMany({
    where: { retiredAt: null },
    orderBy: { position: 'asc' },
  });
  expect(rows.map((it) => it.position)).toEqual(rows.map((_, index) => index));
});
