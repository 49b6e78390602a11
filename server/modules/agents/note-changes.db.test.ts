import { expect, test } from 'vitest';
import type { MachineFacts } from '@/shared/schemas/machine.ts';
import { makeTestContext } from '../../testing/context.ts';
import { engineState, machineFacts, makeMachine } from '../../testing/factories.ts';
import { recordFacts } from './index.ts';

const GB = 1024 ** 3;

async function setUp(data: { catalogId?: string } = {}) {
  const ctx = await makeTestContext();
  const machine = await makeMachine(ctx.db, { facts: null, ...data });
  const facts = machineFacts({ serial: 'C02AAA1' });
  const say = (changed: Partial<MachineFacts> = {}) =>
    recordFacts(
      ctx,
      { machineId: machine.id, agentId: machine.agent!.id },
      { facts: { ...facts, ...changed }, models: [], engine: engineState() },
    );
  const read = () =>
    ctx.db.machine.findUniqueOrThrow({
      where: { id: machine.id },
      include: { observed: { orderBy: [{ at: 'asc' }, { field: 'asc' }] } },
    });
  return { ctx, say, read };
}

test('other memory is flagged and nothing that is known of the machine is overwritten', async () => {
  const { say, read } = await setUp();
  await say();
  const { catalogId, needsAttention } = await read();
  expect([catalogId, needsAttention]).toEqual(['studio-m3ultra', null]);
  await say({ memoryBytes: null, osVersion: '26.3' });
  await say({ memoryBytes: 64 * GB, hwModel: 'Mac16,9', chip: 'Apple M4 Max', osVersion: '26.3' });
  await say({ memoryBytes: 64 * GB, hwModel: 'Mac16,9', chip: 'Apple M4 Max', osVersion: '26.3' });
  const after = await read();
  expect(
    after.observed.map(({ field, before, after: now, needsWord }) => [field, before, now, needsWord]),
  ).toEqual([
    ['osVersion', '26.2', '26.3', false],
    ['chip', 'Apple M3 Ultra', 'Apple M4 Max', true],
    ['hwModel', 'Mac15,14', 'Mac16,9', true],
    ['memoryBytes', 512 * GB, 64 * GB, true],
  ]);
  expect(after.catalogId).toBe('studio-m3ultra');
  expect(after.needsAttention).toContain('memory 512');
});

test('what people entered stays, whatever an agent says', async () => {
  const { say, read } = await setUp({ catalogId: 'studio-m2max' });
  await say();
  await say({ osVersion: '26.4' });
  expect((await read()).catalogId).toBe('studio-m2max');
});

test('a note that says what to do first stays, and a simulated machine is whatever it was started as', async () => {
  const { ctx, say, read } = await setUp();
  await say();
  await ctx.db.machine.update({
    where: { id: (await read()).id },
    data: { needsAttention: 'Something else.' },
  });
  await say({ gpuCores: 60 });
  const row = await read();
  expect(row.needsAttention).toBe('Something else.');
  expect(row.observed).toHaveLength(1);
  await say({ gpuCores: 40, simulated: true });
  expect((await read()).observed).toHaveLength(1);
});

test('an agent on another Mac than was entered is told on the page, until one of them is corrected', async () => {
  const { ctx, say, read } = await setUp();
  const { id } = await read();
  await ctx.db.machine.update({ where: { id }, data: { serial: 'c02aaa1' } });
  await say();
  expect((await read()).needsAttention).toBeNull();
  await ctx.db.machine.update({ where: { id }, data: { serial: 'C02ZZZ9' } });
  await say();
  const { needsAttention, serial } = await read();
  expect(needsAttention).toContain('another serial number than is entered');
  expect(serial).toBe('C02ZZZ9');
  await ctx.db.machine.update({ where: { id }, data: { serial: 'C02AAA1' } });
  await say();
  expect((await read()).needsAttention).toBeNull();
});
