import pg from 'pg';
import { expect, test, vi } from 'vitest';
import { actingAs, makeTestContext } from '../testing/context.ts';
import { makeBooking, makeMachine } from '../testing/factories.ts';
import { createCallerFactory } from './init.ts';
import { appRouter } from './root.ts';

const call = createCallerFactory(appRouter);

test('many read one list, and each sees in it what is theirs', async () => {
  const ctx = await makeTestContext();
  const [ada, bob] = [await actingAs(ctx, 'member'), await actingAs(ctx, 'member')];
  const machine = await makeMachine(ctx.db);
  const personId = ada.actor.kind === 'user' ? ada.actor.id : '';
  await makeBooking(ctx.db, { personId, machineIds: [machine.id] });
  const statements = vi.spyOn(pg.Client.prototype, 'query');
  const lists = await Promise.all([ada, bob, ada, bob].map((it) => call(it).machines.list()));
  expect(statements.mock.calls.length).toBeLessThan(10);
  expect(lists.map((it) => it.machines[0]!.holder.kind)).toEqual(['you', 'other', 'you', 'other']);
  expect(lists[0]!.machines[0]).not.toHaveProperty('models');
});

test('a change here is in the next list, however soon it is asked', async () => {
  const ctx = await makeTestContext();
  const admin = await actingAs(ctx, 'admin');
  const machine = await makeMachine(ctx.db);
  const nameOf = async () =>
    (await call(admin).machines.list()).machines.find((it) => it.id === machine.id)!.name;
  await nameOf();
  const { revision } = await call(admin).machines.get({ id: machine.id });
  await call(admin).machines.rename({ id: machine.id, name: 'Quince', revision });
  expect(await nameOf()).toBe('Quince');
});

test('the list takes the same few statements for two machines and for forty', async () => {
  const ctx = await makeTestContext();
  const member = await actingAs(ctx, 'member');
  const count = async () => {
    const elsewhere = { ...member, bus: (await makeTestContext()).bus };
    const statements = vi.spyOn(pg.Client.prototype, 'query');
    await call(elsewhere).machines.list();
    return statements.mock.calls.length;
  };
  const few = await count();
  vi.restoreAllMocks();
  for (let index = 0; index < 40; index++) await makeMachine(ctx.db);
  expect(await count()).toBe(few);
});
