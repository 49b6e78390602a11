import { beforeEach, expect, test } from 'vitest';
import { actingAs, actorOfUser, makeTestContext, type TestContext } from '../../testing/context.ts';
import {
  machineFacts,
  makeBooking,
  makeMachine,
  makeSession,
  makeUser,
  newestReading,
} from '../../testing/factories.ts';
import { listMachines } from './list-machines.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const at = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

let ctx: TestContext;
beforeEach(async () => {
  ctx = await makeTestContext({ role: 'viewer', now: NOW });
});
const see = async (id: string, as = ctx) => (await listMachines(as)).machines.find((it) => it.id === id)!;

test('who has a machine now, with which rank, and who comes next', async () => {
  const [ada, bob] = [await makeUser(ctx.db), await makeUser(ctx.db)];
  const [one, two] = [await makeMachine(ctx.db), await makeMachine(ctx.db)];
  const machineIds = [one.id, two.id];
  const now = await makeBooking(ctx.db, {
    machineIds,
    personId: ada.id,
    startsAt: at(-60),
    endsAt: at(60),
    purpose: 'Training',
  });
  await makeBooking(ctx.db, { machineIds, personId: bob.id, startsAt: at(90), endsAt: at(120) });
  await makeBooking(ctx.db, { machineIds, startsAt: at(-120), endsAt: at(-60) });
  await makeBooking(ctx.db, { machineIds, startsAt: at(-30), endsAt: at(30), status: 'cancelled' });
  const session = await makeSession(ctx.db, { machineIds, bookingId: now.id, startedById: ada.id });
  await makeSession(ctx.db, { machineIds: [one.id], bookingId: now.id, startedById: ada.id, state: 'ended' });
  expect((await see(two.id)).holder).toEqual({
    kind: 'other',
    bookingId: now.id,
    sessionId: session.id,
    rank: 1,
    personName: ada.name,
    purpose: 'Training',
    modelTitle: 'Espalier demo',
    until: at(60),
    nextStartsAt: at(90),
    nextPersonName: bob.name,
    nextKind: 'booking',
  });
  expect((await see(one.id, await actingAs(ctx, actorOfUser(ada)))).holder.kind).toBe('you');
});

test('free, in maintenance, and unknown when the agent is away or has never been there', async () => {
  const kinds = async (...machines: { id: string }[]) =>
    Promise.all(machines.map(async (it) => (await see(it.id)).holder.kind));
  const free = await makeMachine(ctx.db);
  const suspect = await makeMachine(ctx.db, { agent: { state: 'suspect' } });
  const lost = await makeMachine(ctx.db, { agent: { state: 'lost' } });
  const never = await makeMachine(ctx.db, { agent: null });
  const maintained = await makeMachine(ctx.db, { status: 'maintenance' });
  expect(await kinds(free, suspect, lost, never, maintained)).toEqual([
    'free',
    'free',
    'unknown',
    'unknown',
    'maintenance',
  ]);
  expect((await see(never.id)).connection).toBe('never');
  expect((await see(lost.id)).connection).toBe('lost');
});

test('the newest reading, grey when heartbeats are missed, null where there is none', async () => {
  const read = (reading: object) => makeMachine(ctx.db, { agent: { reading } });
  const ago = (ms: number) => new Date(NOW.getTime() - ms);
  const fresh = await read(newestReading({ at: ago(12_000), powerWatts: 42, memoryUsedBytes: 2 ** 39 }));
  const old = await read(newestReading({ at: ago(13_000), powerWatts: null }));
  const odd = await read({ watts: 3 });
  const none = await makeMachine(ctx.db);
  expect((await see(fresh.id)).live).toMatchObject({
    at: ago(12_000),
    powerWatts: 42,
    memoryUsedBytes: 2 ** 39,
    stale: false,
  });
  expect((await see(old.id)).live).toMatchObject({ powerWatts: null, stale: true });
  expect((await see(odd.id)).live).toBeNull();
  expect((await see(none.id)).live).toBeNull();
});

test('a clock that is off is said when it is over two seconds', async () => {
  const skewed = await makeMachine(ctx.db, { agent: { clockSkewMs: -40_400 } });
  const fine = await makeMachine(ctx.db, { agent: { clockSkewMs: 1900 } });
  expect((await see(skewed.id)).clockSkewMs).toBe(-40_000);
  expect((await see(fine.id)).clockSkewMs).toBeNull();
});

test('two agents on one host say so; simulated ones on it do not', async () => {
  const facts = machineFacts({
    hostId: 'host-1',
    hostName: 'orchard',
    os: 'linux',
    osVersion: 'Debian GNU/Linux 13',
    hwModel: null,
    chip: 'EPYC',
  });
  const [one, two] = [await makeMachine(ctx.db, { facts }), await makeMachine(ctx.db, { facts })];
  const played = await makeMachine(ctx.db, { facts: { ...facts, simulated: true }, simulated: true });
  expect(await see(one.id)).toMatchObject({
    sharesHostWith: [two.name],
    osLabel: 'Debian GNU/Linux 13',
    modelName: 'Linux machine',
  });
  expect((await see(played.id)).sharesHostWith).toEqual([]);
  const { islands } = await listMachines(ctx);
  const island = islands.find((it) => it.machineIds.includes(one.id));
  expect(island).toMatchObject({
    kind: 'one_host',
    title: 'orchard',
    verdict: '2 machines on one host, so numbers are shared',
  });
  expect((await see(one.id)).island).toBe(island?.id);
});

test('cables entered by hand make an island', async () => {
  const [one, two] = [
    await makeMachine(ctx.db, { simulated: true }),
    await makeMachine(ctx.db, { simulated: true }),
  ];
  await ctx.db.link.create({
    data: { aMachineId: one.id, aPort: 'en3', bMachineId: two.id, bPort: 'en3', rdma: true, simulated: true },
  });
  const { islands } = await listMachines(ctx);
  expect(islands.find((it) => it.machineIds.includes(one.id))).toMatchObject({
    kind: 'rdma_mesh',
    cablesSeen: 1,
    cablesWanted: 1,
    simulated: true,
  });
});

test('nobody reads the list without signing in', async () => {
  await expect(listMachines(await actingAs(ctx, 'anonymous'))).rejects.toMatchObject({
    code: 'UNAUTHORIZED',
  });
});
