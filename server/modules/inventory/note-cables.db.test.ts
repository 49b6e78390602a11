import { beforeAll, expect, test } from 'vitest';
import { createSweeps } from '../../jobs/sweeps.ts';
import { type Cable, cabledMacs } from '@/shared/testing/cabled-macs.ts';
import type { MachineFacts } from '@/shared/schemas/machine.ts';
import { makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeMachine } from '../../testing/factories.ts';
import { recordFacts } from '../agents/index.ts';
import { noteCables, pruneCableChanges, readCableChanges, readCables } from './index.ts';

const START = new Date('2026-11-18T09:00:00Z');
let ctx: TestContext;
beforeAll(async () => {
  ctx = await makeTestContext({ role: 'viewer' });
});
const minutes = (count: number) => {
  ctx.clock.now = new Date(START.getTime() + count * 60_000);
};

/** Two Macs, and what plugging a cable, or none, makes them say. */
async function makePair(prefix: string) {
  const names = [`${prefix} Anjou`, `${prefix} Bosc`] as const;
  const cabled: Cable[] = [[names[0], 2, names[1], 2]];
  const specs = names.map((name) => ({ name }));
  const rows: Awaited<ReturnType<typeof makeMachine>>[] = [];
  for (const { name, facts } of cabledMacs(specs, cabled).machines)
    rows.push(await makeMachine(ctx.db, { name, facts }));
  const say = async (
    cables: readonly Cable[],
    change: (facts: MachineFacts) => Partial<MachineFacts> = () => ({}),
  ) => {
    const { machines } = cabledMacs(specs, cables);
    for (const [index, { facts }] of machines.entries()) {
      const { id, agent } = rows[index]!;
      const report = {
        facts: { ...facts!, ...change(facts!) },
        models: [],
        engine: machines[index]!.engine!,
      };
      await recordFacts(ctx, { machineId: id, agentId: agent!.id }, report);
    }
  };
  const changes = async () => {
    const { changes: all } = await readCableChanges(ctx, { limit: 200 });
    return all.filter(({ a }) => a.machineId === rows[0]!.id);
  };
  return { ids: rows.map(({ id }) => id), cabled, say, changes };
}

test('what came, went and changed within a day is told with its time, once', async () => {
  minutes(0);
  const { cabled, say, changes, ids } = await makePair('Noted');
  await noteCables(ctx);
  minutes(60);
  await say([]);
  await noteCables(ctx);
  expect(await changes()).toMatchObject([
    {
      kind: 'gone',
      a: { name: 'Noted Anjou', portName: 'Thunderbolt port 2 (en3)' },
      b: { name: 'Noted Bosc', portName: 'Thunderbolt port 2 (en3)' },
      before: { speedGbps: 80, rdma: true },
      after: null,
      at: ctx.now(),
      times: 1,
    },
  ]);
  expect(await noteCables(ctx)).toEqual({ changed: 0 });

  minutes(120);
  await say(cabled);
  await noteCables(ctx);
  minutes(180);
  await say(cabled, ({ rdma }) => ({ rdma: { ...rdma!, enabled: false } }));
  await noteCables(ctx);
  minutes(240);
  await say(cabled, ({ thunderbolt }) => ({
    thunderbolt: thunderbolt!.map((it) => ({ ...it, speedGbps: 40 })),
  }));
  await noteCables(ctx);
  expect((await changes()).map(({ kind }) => kind)).toEqual(['speed', 'rdma', 'came', 'gone']);
  const { cables } = await readCables(ctx);
  // In place since it came back, whatever it ran at in between.
  expect(cables.find(({ a }) => a.machineId === ids[0])?.since).toEqual(
    new Date(START.getTime() + 120 * 60_000),
  );

  minutes(60 + 24 * 60);
  expect((await changes()).map(({ kind }) => kind)).toEqual(['speed', 'rdma', 'came']);
  minutes(9 * 24 * 60);
  await pruneCableChanges(ctx);
  expect(await ctx.db.cableChange.count({ where: { aMachineId: ids[0]! } })).toBe(0);
});

test('a plug that is loose is one change that counts', async () => {
  minutes(0);
  const { cabled, say, changes, ids } = await makePair('Loose');
  await noteCables(ctx);
  await ctx.db.cableChange.deleteMany({ where: { aMachineId: ids[0]! } });
  for (let minute = 60; minute < 80; minute += 1) {
    minutes(minute);
    await say(minute % 2 === 0 ? [] : cabled);
    await noteCables(ctx);
  }
  expect(await changes()).toMatchObject([
    { kind: 'as_before', times: 20, firstAt: new Date(START.getTime() + 60 * 60_000), at: ctx.now() },
  ]);
});

test('two portals that look at once write a change once', async () => {
  minutes(0);
  const { say, changes, ids } = await makePair('Both');
  await noteCables(ctx);
  await ctx.db.cableChange.deleteMany({ where: { aMachineId: ids[0]! } });
  minutes(30);
  await say([]);
  await Promise.all([noteCables(ctx), noteCables(ctx)]);
  expect(await changes()).toMatchObject([{ kind: 'gone', times: 1 }]);
});

test('the portal looks when a report tells of cables anew, and not when it tells of anything else', async () => {
  minutes(0);
  const { cabled, say, changes, ids } = await makePair('Sweep');
  const sweep = createSweeps((name) => ({ ...ctx, actor: { kind: 'system', name } })).find(
    ({ name }) => name === 'noteCables',
  )!;
  await sweep.run();
  await ctx.db.cableChange.deleteMany({ where: { aMachineId: ids[0]! } });
  minutes(30);
  await say(cabled, () => ({ diskFreeBytes: 5e12 }));
  // Changed past the agents: only a look finds it.
  await ctx.db.cableSighting.deleteMany({ where: { aMachineId: ids[0]! } });
  await sweep.run();
  expect(await changes()).toEqual([]);
  await say([]);
  await say(cabled);
  await sweep.run();
  expect(await changes()).toMatchObject([{ kind: 'came' }]);
});
