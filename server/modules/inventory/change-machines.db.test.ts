import { expect, test } from 'vitest';
import { JOIN_TOKEN_PATTERN } from '@/shared/protocol/join.ts';
import { actingAs, makeTestContext } from '../../testing/context.ts';
import { makeBooking, makeMachine } from '../../testing/factories.ts';
import {
  addMachine,
  createJoinToken,
  getMachine,
  renameMachine,
  revokeAgent,
  setMachineStatus,
} from './index.ts';
import { joinCommands } from './join-commands.ts';

test('a machine is added with a token that shows once, and a name is taken once', async () => {
  const ctx = await makeTestContext({ role: 'admin' });
  const added = await addMachine(ctx, { name: 'Pippin', note: 'by the window' });
  expect(added.token).toMatch(JOIN_TOKEN_PATTERN);
  expect(added.expiresAt.getTime() - Date.now()).toBeLessThanOrEqual(15 * 60_000);
  expect(await getMachine(ctx, { id: added.machineId })).toMatchObject({
    name: 'Pippin',
    note: 'by the window',
    connection: 'never',
  });
  await expect(addMachine(ctx, { name: 'Pippin' })).rejects.toMatchObject({ code: 'CONFLICT' });
  const audit = await ctx.db.auditEntry.findMany({ where: { objectId: added.machineId } });
  expect(audit).toMatchObject([{ action: 'machine.add', actorKind: 'user' }]);
  expect((await createJoinToken(ctx, { id: added.machineId })).token).not.toBe(added.token);
});

test('the line to paste is one, gives the token to nothing but the shell’s own printf, and names no machine', async () => {
  const { machine, person } = joinCommands('https://lab.example', 'esp_join_abc_secret');
  expect(machine).toBe(`${person.slice(0, -2)}sudo sh`);
  expect(person.split('\n')).toHaveLength(1);
  const [say = '', ...rest] = person.split(';');
  expect(say).toBe(`(printf 'ESPALIER_TOKEN=%s\\n' 'esp_join_abc_secret'`);
  expect(rest.join()).not.toContain('secret');
  // Whatever it is called: a name that looks like a flag stands in no command.
  const ctx = await makeTestContext({ role: 'admin' });
  const { token, commands } = await addMachine(ctx, { name: '-rf “Ines’ Mac” 🍐' });
  expect(commands).toEqual(joinCommands(ctx.portal.url, token));
});

test('a line or a percent sign in a name stands for itself', async () => {
  const ctx = await makeTestContext({ role: 'admin' });
  await addMachine(ctx, { name: 'Damson-01' });
  const { machineId } = await addMachine(ctx, { name: 'Damson_01' });
  expect(await getMachine(ctx, { id: machineId })).toMatchObject({ name: 'Damson_01' });
  await expect(addMachine(ctx, { name: 'DAMSON_01' })).rejects.toMatchObject({ code: 'CONFLICT' });
  await addMachine(ctx, { name: 'Damson%' });
});

test('two names that differ by case only are one name, added or renamed', async () => {
  const ctx = await makeTestContext({ role: 'admin' });
  const first = await addMachine(ctx, { name: 'Quince' });
  const other = await addMachine(ctx, { name: 'Medlar' });
  const taken = { code: 'CONFLICT', message: expect.stringContaining('Capital and small') as string };
  await expect(addMachine(ctx, { name: 'QUINCE' })).rejects.toMatchObject(taken);
  const { revision } = await getMachine(ctx, { id: other.machineId });
  await expect(renameMachine(ctx, { id: other.machineId, name: 'quince', revision })).rejects.toMatchObject(
    taken,
  );
  expect(await getMachine(ctx, { id: other.machineId })).toMatchObject({ name: 'Medlar', revision });
  // Its own name in other letters is no clash.
  expect(await renameMachine(ctx, { id: first.machineId, name: 'QUINCE', revision: 1 })).toMatchObject({
    name: 'QUINCE',
  });
  // And where two come at once, the database says so.
  await expect(ctx.db.machine.create({ data: { name: 'quincE' } })).rejects.toThrow();
});

test('two people who change what they saw: one wins, the other is told', async () => {
  const ctx = await makeTestContext({ role: 'admin' });
  const { id, revision } = await makeMachine(ctx.db);
  const tries = await Promise.allSettled([
    renameMachine(ctx, { id, name: 'Russet', revision }),
    renameMachine(await actingAs(ctx, 'admin'), { id, name: 'Bramley', revision }),
    setMachineStatus(ctx, { id, status: 'maintenance', revision }),
  ]);
  expect(tries.filter((it) => it.status === 'fulfilled')).toHaveLength(1);
  for (const it of tries) if (it.status === 'rejected') expect(it.reason).toMatchObject({ code: 'CONFLICT' });
  expect((await getMachine(ctx, { id })).revision).toBe(revision + 1);
  expect(await ctx.db.auditEntry.count({ where: { objectId: id } })).toBe(1);
  await expect(renameMachine(ctx, { id: 'nothing', name: 'X', revision: 1 })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('a machine with bookings ahead is not retired', async () => {
  const ctx = await makeTestContext({ role: 'admin' });
  const { id, revision } = await makeMachine(ctx.db);
  const booking = await makeBooking(ctx.db, { machineIds: [id] });
  await expect(setMachineStatus(ctx, { id, status: 'retired', revision })).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
  });
  expect((await getMachine(ctx, { id })).revision).toBe(revision);
  await ctx.db.machineBlock.updateMany({ where: { bookingId: booking.id }, data: { holds: false } });
  expect(await setMachineStatus(ctx, { id, status: 'retired', revision })).toMatchObject({
    status: 'retired',
  });
  await expect(createJoinToken(ctx, { id })).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
});

test('retiring ends the agent and its waiting tokens, and says so; it stays ended when the machine is back', async () => {
  const ctx = await makeTestContext({ role: 'admin' });
  const { id, revision, agent } = await makeMachine(ctx.db);
  await createJoinToken(ctx, { id });
  const retired = await setMachineStatus(ctx, { id, status: 'retired', revision });
  expect(retired.connection).toBe('revoked');
  expect(ctx.events).toMatchObject([
    { event: 'agent.revoked', payload: { machineId: id, agentId: agent!.id } },
    { event: 'machine.changed' },
  ]);
  expect(await ctx.db.joinToken.count({ where: { machineId: id, expiresAt: { gt: new Date() } } })).toBe(0);
  const back = await setMachineStatus(ctx, { id, status: 'active', revision: retired.revision });
  expect(back.connection).toBe('revoked');
  const { id: bare, revision: first } = await makeMachine(ctx.db, { agent: null });
  await setMachineStatus(ctx, { id: bare, status: 'retired', revision: first });
  expect(ctx.events.filter((it) => it.event === 'agent.revoked')).toHaveLength(1);
});

test('revoking ends the agent, its waiting tokens, and says so', async () => {
  const ctx = await makeTestContext({ role: 'admin' });
  const { id } = await makeMachine(ctx.db);
  await createJoinToken(ctx, { id });
  expect(await revokeAgent(ctx, { id })).toMatchObject({ connection: 'revoked' });
  expect(ctx.events.map((it) => it.event)).toEqual(['agent.revoked', 'machine.changed']);
  expect(await ctx.db.joinToken.count({ where: { machineId: id, expiresAt: { gt: new Date() } } })).toBe(0);
  await expect(revokeAgent(ctx, { id })).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
});
