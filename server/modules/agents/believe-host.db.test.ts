import { expect, test } from 'vitest';
import { PROTOCOL_VERSION } from '@/shared/protocol/agent.ts';
import type { MachineFacts } from '@/shared/schemas/machine.ts';
import { readGlance } from '../inventory/index.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { engineState, machineFacts, makeMachine, newestReading } from '../../testing/factories.ts';
import { recordFacts, recordHello } from './index.ts';

const said = (facts: MachineFacts) => ({ facts, models: [], engine: engineState() });
const HOST = machineFacts({ hostId: 'the-host', hostName: 'honest' });

/** A machine that has never reported; `key` order is the order in which they are made. */
async function join(ctx: TestContext, watts = 100) {
  const machine = await makeMachine(ctx.db, {
    facts: null,
    agent: { reading: newestReading({ powerWatts: watts }) },
  });
  const agent = { machineId: machine.id, agentId: machine.agent!.id };
  return {
    name: machine.name,
    hello: (facts: MachineFacts, address = '10.0.0.1') =>
      recordHello(
        ctx,
        agent,
        { ...said(facts), bootId: 'boot', agentVersion: '1', protocolVersion: PROTOCOL_VERSION },
        address,
      ),
    facts: (facts: MachineFacts) => recordFacts(ctx, agent, said(facts)),
    note: async () => (await ctx.db.machine.findUniqueOrThrow({ where: { id: machine.id } })).needsAttention,
    update: (data: object) => ctx.db.machine.update({ where: { id: machine.id }, data }),
  };
}
async function setUp() {
  const ctx = await makeTestContext();
  await ctx.db.machine.deleteMany();
  const viewer = await actingAs(ctx, 'viewer');
  const power = async () => {
    const { powerWatts, measuredMachines } = await readGlance({ ...viewer, now: () => new Date() });
    return { powerWatts, measuredMachines };
  };
  return { ctx, power };
}

test('two agents that describe one computer, from one address, read one meter', async () => {
  const { ctx, power } = await setUp();
  const [one, other] = [await join(ctx), await join(ctx)];
  await one.hello(HOST);
  await other.hello(HOST);
  expect([await one.note(), await other.note()]).toEqual([null, null]);
  expect(await power()).toEqual({ powerWatts: 100, measuredMachines: 2 });
});

test.each([
  ['from another address', HOST, '10.0.0.2'],
  ['under another name', { ...HOST, hostName: 'liar' }, '10.0.0.1'],
  ['on other hardware', { ...HOST, chip: 'Apple M2', memoryBytes: 2 ** 34 }, '10.0.0.1'],
])('who claims another’s host %s is counted on its own, and has to explain', async (_how, facts, address) => {
  const { ctx, power } = await setUp();
  // The older one’s meter is read for a group: it is the one that could hide the other.
  const [liar, honest] = [await join(ctx, 1), await join(ctx, 100)];
  await liar.hello(machineFacts());
  await honest.hello(HOST);
  await liar.hello(facts, address);
  expect(await honest.note()).toBeNull();
  expect(await liar.note()).toContain(`the same computer as ${honest.name}`);
  expect(await power()).toEqual({ powerWatts: 101, measuredMachines: 2 });
  // Said again, it is believed no more than before.
  await liar.facts(facts);
  expect(await power()).toEqual({ powerWatts: 101, measuredMachines: 2 });
  await liar.facts(machineFacts());
  expect((await liar.note()) ?? '').not.toContain('same computer');
});

test('a computer that both say anew is another name, or the other is retired, is believed at the next look', async () => {
  const { ctx, power } = await setUp();
  const [one, other] = [await join(ctx), await join(ctx)];
  await one.hello(HOST);
  await other.hello({ ...HOST, hostName: 'renamed' });
  expect(await other.note()).not.toBeNull();
  await one.facts({ ...HOST, hostName: 'renamed' });
  await other.facts({ ...HOST, hostName: 'renamed' });
  expect(await other.note()).toBeNull();
  expect(await power()).toEqual({ powerWatts: 100, measuredMachines: 2 });
  const again = await join(ctx);
  await again.hello({ ...HOST, hostName: 'set up anew' });
  expect(await again.note()).not.toBeNull();
  for (const it of [one, other]) await it.update({ status: 'retired' });
  await again.facts({ ...HOST, hostName: 'set up anew' });
  expect(await again.note()).toBeNull();
});

test('what was believed stays so while addresses and names change, and other notes are kept', async () => {
  const { ctx, power } = await setUp();
  const [one, other] = [await join(ctx), await join(ctx)];
  await one.hello(HOST);
  await other.hello(HOST);
  await other.hello({ ...HOST, hostName: 'renamed' }, '10.9.9.9');
  expect(await other.note()).toBeNull();
  expect(await power()).toEqual({ powerWatts: 100, measuredMachines: 2 });
  const third = await join(ctx);
  await third.update({ needsAttention: 'Two copies.' });
  await third.hello({ ...HOST, chip: 'Another' });
  expect(await third.note()).toBe('Two copies.');
});

test('simulated machines share no meter and are not asked', async () => {
  const { ctx } = await setUp();
  const [one, other] = [await join(ctx), await join(ctx)];
  await one.hello({ ...HOST, simulated: true });
  await other.hello({ ...HOST, hostName: 'elsewhere', simulated: true }, '10.0.0.2');
  expect(await other.note()).toBeNull();
});
