import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { EnteredCable } from '@/shared/schemas/cables.ts';
import { cabledMacs, meshCables } from '@/shared/testing/cabled-macs.ts';
import { makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeMachine } from '../../testing/factories.ts';
import { waitingForLocks } from '../../testing/database.ts';
import { listMachines, readCables, removeCable, saveCable } from './index.ts';

let ctx: TestContext;
beforeAll(async () => {
  ctx = await makeTestContext({ role: 'admin' });
});

let round = 0;
/** Anjou and Bosc cabled to each other, Comice with free ports, Quince not joined yet. */
async function makeFour() {
  const prefix = `Round ${++round}`;
  const names = ['Anjou', 'Bosc', 'Comice'].map((name) => `${prefix} ${name}`);
  const { machines } = cabledMacs(
    names.map((name) => ({ name })),
    meshCables(names.slice(0, 2)),
  );
  const [anjou, bosc, comice] = await Promise.all(
    machines.map(({ name, facts, engine }) => makeMachine(ctx.db, { name, facts, engine: engine! })),
  );
  const quince = await makeMachine(ctx.db, {
    name: `${prefix} Quince`,
    facts: null,
    agent: null,
    catalogId: 'mini-m4pro',
  });
  return { anjou: anjou!.id, bosc: bosc!.id, comice: comice!.id, quince: quince.id, prefix };
}
let four: Awaited<ReturnType<typeof makeFour>>;
beforeEach(async () => {
  four = await makeFour();
});

const cable = (a: [string, string], b: [string, string], more: Partial<EnteredCable> = {}): EnteredCable => ({
  id: randomUUID(),
  a: { machineId: a[0], port: a[1] },
  b: { machineId: b[0], port: b[1] },
  speedGbps: 80,
  rdma: null,
  ...more,
});
const audited = (id: string) =>
  ctx.db.auditEntry.findMany({ where: { objectId: id }, orderBy: { id: 'asc' } });

describe('a cable to a Mac that has not joined', () => {
  test('taken back by several at once, it is told once', async () => {
    const it = cable([four.comice, 'en4'], [four.quince, 'Thunderbolt 1']);
    await saveCable(ctx, it);
    let removing: Promise<unknown>[] = [];
    await ctx.db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT id FROM "Machine" WHERE id = ${four.quince} FOR NO KEY UPDATE`;
      removing = [1, 2].map(() => removeCable(ctx, { id: it.id }));
      await expect.poll(() => waitingForLocks(ctx.db)).toBe(2);
    });
    const ways = await Promise.allSettled(removing);
    expect(ways.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await audited(it.id)).map(({ action }) => action)).toEqual(['cable.enter', 'cable.remove']);
  });

  test('is entered, drawn, changed and taken back, each with its audit row and what was before', async () => {
    const it = cable([four.comice, 'en4'], [four.quince, 'Thunderbolt 1'], { rdma: true });
    expect(await saveCable(ctx, it)).toBeNull();
    expect(await saveCable(ctx, it)).toEqual(it);
    const drawn = async () => {
      const { cables } = await readCables(ctx);
      return cables.find(({ entered }) => entered?.id === it.id);
    };
    expect(await drawn()).toMatchObject({
      origin: 'entered',
      entered: { speedGbps: 80, rdma: true },
      b: { portName: 'Thunderbolt port 1 at the back', isReported: false },
    });
    const slower = { ...it, speedGbps: 40 };
    expect(await saveCable(ctx, slower)).toEqual(it);
    expect(await drawn()).toMatchObject({ speedGbps: 40 });
    expect(await removeCable(ctx, { id: it.id })).toEqual(slower);
    expect(await drawn()).toBeUndefined();
    // Undone: as it was.
    expect(await saveCable(ctx, slower)).toBeNull();
    expect(await drawn()).toMatchObject({ speedGbps: 40 });

    const rows = await audited(it.id);
    expect(rows.map(({ action }) => action)).toEqual([
      'cable.enter',
      'cable.change',
      'cable.remove',
      'cable.enter',
    ]);
    expect(rows[1]).toMatchObject({
      objectName: `${four.prefix} Comice, Thunderbolt port 3 (en4), to ${four.prefix} Quince, Thunderbolt port 1 at the back`,
      before: { speedGbps: 80 },
      after: { speedGbps: 40 },
    });
  });

  test('becomes the one that is seen once its agent tells its ports, and can be taken back then too', async () => {
    const it = cable([four.comice, 'en4'], [four.quince, 'Thunderbolt 2']);
    await saveCable(ctx, it);
    const { machines } = cabledMacs(
      [{ name: `${four.prefix} Comice` }, { name: `${four.prefix} Quince` }],
      [[`${four.prefix} Comice`, 3, `${four.prefix} Quince`, 2]],
    );
    for (const [index, machineId] of [four.comice, four.quince].entries()) {
      const facts = machines[index]!.facts as object;
      const said = { facts, models: [], engine: {}, hostId: machineId, reportedAt: new Date() };
      await ctx.db.machineReport.upsert({
        where: { machineId },
        create: { machineId, ...said },
        update: said,
      });
    }
    const found = (await readCables(ctx)).cables.filter(({ a }) => a.machineId === four.comice);
    expect(found).toMatchObject([{ origin: 'seen', entered: { id: it.id }, b: { port: 'en3' } }]);
    expect(await removeCable(ctx, { id: it.id })).toMatchObject({ id: it.id });
  });
});

describe('is refused with a reason, and nothing is written', () => {
  const refusal = async (input: EnteredCable) => {
    const error = await saveCable(ctx, input).catch((thrown: unknown) => thrown);
    expect(await ctx.db.link.count({ where: { id: input.id } })).toBe(0);
    return error as { code: string; message: string };
  };

  test('from a machine to itself', async () => {
    const { code, message } = await refusal(cable([four.anjou, 'en4'], [four.anjou, 'en5']));
    expect(code).toBe('VALIDATION');
    expect(message).toContain(`both ends of this one are at ${four.prefix} Anjou`);
  });

  test('at a port where an agent sees another, told to whom', async () => {
    const { code, message } = await refusal(cable([four.comice, 'en4'], [four.anjou, 'Thunderbolt 2']));
    expect(code).toBe('CONFLICT');
    expect(message).toBe(
      `${four.prefix} Anjou, Thunderbolt port 2 (en3), has a cable to ${four.prefix} Bosc, Thunderbolt port 2 (en3), already (its agent sees it). Choose another port.`,
    );
    const same = await refusal(cable([four.bosc, 'en3'], [four.anjou, 'en3']));
    expect(same.message).toContain('Nothing needs to be entered.');
  });

  test('at a port that was entered already, from either end', async () => {
    await saveCable(ctx, cable([four.quince, 'left'], [four.comice, 'en4']));
    const { code, message } = await refusal(cable([four.comice, 'Thunderbolt 3'], [four.bosc, 'en5']));
    expect(code).toBe('CONFLICT');
    expect(message).toBe(
      `${four.prefix} Comice, Thunderbolt port 3 (en4), has a cable to ${four.prefix} Quince, left, already (entered by hand). Choose another port.`,
    );
  });

  test('between a real Mac and a simulated one, or a stranger', async () => {
    const played = await makeMachine(ctx.db, { simulated: true });
    expect((await refusal(cable([four.comice, 'en4'], [played.id, 'en4']))).code).toBe('VALIDATION');
    expect((await refusal(cable([four.comice, 'en4'], ['nobody', 'en4']))).code).toBe('NOT_FOUND');
    await expect(removeCable(ctx, { id: 'nothing' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('of two at one port at once one is kept', async () => {
    const both = [four.anjou, four.bosc].map((id) => cable([four.comice, 'en4'], [id, 'en6']));
    const done = await Promise.allSettled(both.map((it) => saveCable(ctx, it)));
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

test('what an agent contradicts is told as entered, not seen, and counts nowhere', async () => {
  const it = cable([four.comice, 'en4'], [four.bosc, 'en5'], { rdma: true });
  await saveCable(ctx, it);
  const find = async () => {
    const map = await readCables(ctx);
    return {
      drawn: map.cables.find(({ entered }) => entered?.id === it.id),
      unseen: map.unseen.find(({ id }) => id === it.id),
      island: map.islands.find(({ machineIds }) => machineIds.includes(four.comice)),
    };
  };
  expect(await find()).toMatchObject({
    drawn: undefined,
    unseen: { why: `${four.prefix} Comice’s agent sees nothing at Thunderbolt port 3 (en4).`, rdma: true },
    island: { kind: 'none' },
  });
  // While the other is off its port is idle too: what was entered stands.
  await ctx.db.agent.update({ where: { machineId: four.bosc }, data: { state: 'lost' } });
  expect(await find()).toMatchObject({ drawn: { origin: 'entered' }, unseen: undefined });
});

test('the list and the cables say the same of a Mac that is silent', async () => {
  await ctx.db.agent.update({ where: { machineId: four.bosc }, data: { state: 'lost' } });
  const islandOf = ({ islands }: Pick<Awaited<ReturnType<typeof listMachines>>, 'islands'>) =>
    islands.find(({ machineIds }) => machineIds.includes(four.anjou));
  const listed = islandOf(await listMachines(ctx));
  const { missing: _missing, ...drawn } = islandOf(await readCables(ctx)) as never as { missing: unknown };
  expect(listed).toMatchObject({ verdict: `RDMA unknown: ${four.prefix} Anjou to ${four.prefix} Bosc` });
  expect(listed).toEqual(drawn);
});
