import { beforeEach, describe, expect, test } from 'vitest';
import type { Cursor } from '@/shared/schemas/paging.ts';
import type { AssetChanges } from '@/shared/schemas/register.ts';
import { CHANGED_HARDWARE } from '@/shared/domain/observed-changes.ts';
import { addMachine, renameMachine } from '../inventory/index.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { machineFacts, makeLab, makeMachine, makeUser } from '../../testing/factories.ts';
import { confirmObserved, editMachine, listAssets, listMachineHistory, readHardware } from './index.ts';

const GB = 1024 ** 3;

let ctx: TestContext;
let machine: { id: string; name: string };
beforeEach(async () => {
  ctx = await makeTestContext({ role: 'admin', now: new Date('2026-11-18T12:00:00Z') });
  await makeLab(ctx.db);
  machine = await makeMachine(ctx.db);
});

const later = () => (ctx.clock.now = new Date(ctx.now().getTime() + 60_000));
async function edit(changes: AssetChanges) {
  const { revision } = await ctx.db.machine.findUniqueOrThrow({ where: { id: machine.id } });
  await editMachine(ctx, { id: machine.id, revision, changes });
  later();
}
const see = (field: string, before: unknown, after: unknown, more = {}) =>
  ctx.db.observedChange.create({
    data: {
      machineId: machine.id,
      field,
      before: before as never,
      after: after as never,
      at: ctx.now(),
      ...more,
    },
  });
const history = (as = ctx, limit = 50, cursor: Cursor | null = null) =>
  listMachineHistory(as, { machineId: machine.id, limit, cursor });
const shifts = async (as = ctx) =>
  (await history(as)).rows.flatMap(({ byName, changes }) =>
    changes.map(({ label, from, to }) => [label, from, to, byName]),
  );

describe('the history of fields', () => {
  test('tells who changed what from what to what, people and the agent, newest first, in names', async () => {
    const ines = await makeUser(ctx.db, { name: 'Ines' });
    const team = await ctx.db.team.create({ data: { name: `Agents ${machine.id}` } });
    const field = await ctx.db.customField.create({
      data: { label: `Rack ${machine.id}`, kind: 'number', choices: [] },
    });
    await edit({ ownerId: ines.id, purchasePrice: 11_949, purchasedOn: '2025-09-02' });
    await edit({
      ownerId: null,
      ownerTeamId: team.id,
      catalogId: 'studio-m3ultra',
      custom: { [field.id]: 4 },
    });
    await see('memoryBytes', 512 * GB, 256 * GB, { needsWord: true });
    const by = ctx.actor.name;
    expect(await shifts()).toEqual([
      ['Memory, observed', 512 * GB, 256 * GB, null],
      ['Model', null, 'Mac Studio (M3 Ultra)', by].map((it, i) =>
        i === 2 ? expect.stringContaining('M3 Ultra') : it,
      ),
      ['Owner', 'Ines', null, by],
      ['Owner team', null, team.name, by],
      [field.label, null, 4, by],
      ['Owner', null, 'Ines', by],
      ['Bought on', null, '2025-09-02', by],
      ['Price', null, 11_949, by],
    ]);
  });

  test('of a new machine, what it was not given is no change', async () => {
    const { machineId } = await addMachine(ctx, { name: 'Pippin' });
    const { rows } = await listMachineHistory(ctx, { machineId, limit: 50, cursor: null });
    expect(rows.flatMap(({ changes }) => changes.map((it) => [it.label, it.from, it.to]))).toEqual([
      ['Name', null, 'Pippin'],
    ]);
  });

  test('serial and order number are for those who keep the register, in the count as well', async () => {
    await edit({ serial: 'C0CCD512K4' });
    await edit({ orderNumber: 'A-1', location: 'North bench' });
    await see('serial', null, 'C0CCD512K4');
    expect(await shifts()).toHaveLength(4);
    const member = await actingAs(ctx, 'member');
    const shown = await history(member);
    expect(JSON.stringify(shown)).not.toMatch(/C0CCD512K4|A-1/);
    expect(shown.total).toBe(1);
    expect(shown.rows.map((it) => it.changes.map(({ label }) => label))).toEqual([['Location']]);
  });

  test('is read to its end page by page, though both kinds share moments; other acts are not in it', async () => {
    for (let i = 0; i < 4; i++) {
      ctx.clock.now = new Date(Date.UTC(2026, 10, 18, 13, Math.floor(i / 2)));
      await see('osVersion', `26.${i}`, `26.${i + 1}`);
      const { revision } = await ctx.db.machine.findUniqueOrThrow({ where: { id: machine.id } });
      await renameMachine(ctx, { id: machine.id, name: `${machine.name} ${i}`, revision });
    }
    await ctx.db.auditEntry.create({
      data: {
        actorKind: 'user',
        actorName: 'Ada',
        action: 'machine.plan-maintenance',
        objectType: 'machine',
        objectId: machine.id,
        objectName: 'x',
        after: { note: 'Filters' },
      },
    });
    const ids: string[] = [];
    let cursor: Cursor | null = null;
    do {
      const page = await history(ctx, 3, cursor);
      expect(page.total).toBe(8);
      ids.push(...page.rows.map((it) => it.id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(new Set(ids).size).toBe(8);
    expect(ids).toEqual((await history()).rows.map((it) => it.id));
  });
});

describe('what the agent sees beside what was entered', () => {
  const rows = async () =>
    new Map((await readHardware(ctx, { machineId: machine.id })).rows.map((it) => [it.fact, it]));

  const differs = async (as = ctx) =>
    (await listAssets(as, { limit: 1000 })).find((it) => it.id === machine.id)!.differs;

  test('what differs says so, and taking it makes it the same', async () => {
    await edit({ memoryBytes: 256 * GB });
    const memory = (await rows()).get('memory')!;
    expect(memory).toMatchObject({ observed: '512\u202fGB', entered: '256\u202fGB', isDrift: true });
    expect(await differs()).toEqual(['Memory']);
    await edit(memory.take!.changes);
    expect((await rows()).get('memory')).toMatchObject({ entered: 'same', isDrift: false, take: null });
    expect(await differs()).toEqual([]);
  });

  test('a machine that has never reported has every fact unknown', async () => {
    machine = await makeMachine(ctx.db, { facts: null, agent: null, memoryBytes: BigInt(256 * GB) });
    const found = await readHardware(ctx, { machineId: machine.id });
    expect(found.rows.every((it) => it.observed === null && it.readAt === null && !it.isDrift)).toBe(true);
    expect(found.rows.find((it) => it.fact === 'memory')!.entered).toBe('256\u202fGB');
  });

  test('the serial is for those who keep the register', async () => {
    machine = await makeMachine(ctx.db, {
      facts: machineFacts({ serial: 'C0CCD512K4' }),
      serial: 'C0CCD512K5',
    });
    expect((await rows()).get('serial')).toMatchObject({ observed: 'C0CCD512K4', isDrift: true });
    expect(await differs()).toEqual(['Serial']);
    expect(await differs(await actingAs(ctx, 'member'))).toEqual([]);
    const asMember = await readHardware(await actingAs(ctx, 'member'), { machineId: machine.id });
    expect(JSON.stringify(asMember)).not.toContain('C0CCD');
  });

  test('changed hardware stays flagged until a person says that it is so, once', async () => {
    const { id } = await see('memoryBytes', 512 * GB, 256 * GB, { needsWord: true });
    await see('osVersion', '26.3', '26.4');
    const { unconfirmed } = await readHardware(ctx, { machineId: machine.id });
    expect(unconfirmed).toMatchObject([{ id, label: 'Memory', from: '512\u202fGB', to: '256\u202fGB' }]);
    const said = ctx.now();
    await confirmObserved(ctx, { id });
    later();
    await confirmObserved(await actingAs(ctx, 'admin'), { id });
    expect((await readHardware(ctx, { machineId: machine.id })).unconfirmed).toEqual([]);
    expect(await ctx.db.observedChange.findUniqueOrThrow({ where: { id } })).toMatchObject({
      confirmedAt: said,
    });
    const told = await ctx.db.auditEntry.findMany({ where: { objectId: machine.id } });
    expect(told.map((it) => it.action)).toEqual(['machine.confirm-observed']);
  });

  test('the note on the machine goes with the last of its changes, another note stays', async () => {
    const note = `${CHANGED_HARDWARE}memory 512 GB → 256 GB.`;
    const noteOf = async () =>
      (await ctx.db.machine.findUniqueOrThrow({ where: { id: machine.id } })).needsAttention;
    await ctx.db.machine.update({ where: { id: machine.id }, data: { needsAttention: note } });
    const [one, other] = [
      await see('memoryBytes', 512 * GB, 256 * GB, { needsWord: true }),
      await see('gpuCores', 80, 60, { needsWord: true }),
    ];
    await confirmObserved(ctx, { id: one.id });
    expect(await noteOf()).toBe(note);
    await confirmObserved(ctx, { id: other.id });
    expect(await noteOf()).toBeNull();
    const last = await see('gpuCores', 60, 80, { needsWord: true });
    await ctx.db.machine.update({ where: { id: machine.id }, data: { needsAttention: 'It hums.' } });
    await confirmObserved(ctx, { id: last.id });
    expect(await noteOf()).toBe('It hums.');
  });
});
