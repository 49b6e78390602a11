import { beforeAll, expect, test } from 'vitest';
import { type Cable, cabledMacs, type MacSpec, meshCables } from '@/shared/testing/cabled-macs.ts';
import { makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeMachine } from '../../testing/factories.ts';
import { checkSet, readCables, readLinks } from './index.ts';

const NAMES = ['Anjou', 'Bosc', 'Comice', 'Concorde'];
/** Fresh names, so that the labs of these tests don't meet. */
const named = (prefix: string) => NAMES.map((name) => `${prefix} ${name}`);
const of = (names: readonly string[]): MacSpec[] => names.map((name) => ({ name }));

let ctx: TestContext;
beforeAll(async () => {
  ctx = await makeTestContext({ role: 'viewer' });
});

type Row = Omit<NonNullable<Parameters<typeof makeMachine>[1]>, 'name'>;
async function makeMacs(specs: readonly MacSpec[], cables: readonly Cable[], row: Row = {}) {
  const { machines } = cabledMacs(specs, cables);
  const ids = new Map<string, string>();
  for (const { name, facts, engine } of machines) {
    const made = await makeMachine(ctx.db, { name, facts, ...(engine && { engine }), ...row });
    ids.set(name, made.id);
  }
  const idOf = (name: string): string => ids.get(name)!;
  return { ids: [...ids.values()], idOf };
}

async function readThese(ids: readonly string[]) {
  const map = await readCables(ctx);
  return {
    machines: map.machines.filter((it) => ids.includes(it.id)),
    cables: map.cables.filter((it) => ids.includes(it.a.machineId)),
    unseen: map.unseen.filter((it) => ids.includes(it.a.machineId)),
    island: map.islands.find((it) => it.machineIds.includes(ids[0]!))!,
    doubts: map.doubts.filter((it) => it.machineIds.some((id) => ids.includes(id))),
  };
}

const statesOf = ({ verdicts }: Awaited<ReturnType<typeof checkSet>>) =>
  Object.fromEntries(verdicts.map(({ kind, state }) => [kind, state]));

test('four Studios in a mesh: each cable with its ends, nothing missing, ready for every network', async () => {
  const names = named('Mesh');
  const { ids, idOf } = await makeMacs(of(names), meshCables(names));
  const { machines, cables, island, doubts } = await readThese(ids);
  expect(island).toMatchObject({ kind: 'rdma_mesh', cablesSeen: 6, cablesWanted: 6, missing: [] });
  expect(doubts).toEqual([]);
  expect(cables).toHaveLength(6);
  const cable = cables.find((it) => it.a.port === 'en3' && it.b.port === 'en3')!;
  expect(cable).toMatchObject({
    speedGbps: 80,
    rdma: true,
    reason: 'RDMA ready.',
    origin: 'seen',
    simulated: false,
    a: {
      portName: 'Thunderbolt port 2 (en3)',
      device: 'rdma_en3',
      deviceActive: true,
      address: '192.168.0.1',
      bridge: 'off',
      isReported: true,
    },
    b: { address: '192.168.0.2' },
  });
  expect(machines[0]).toMatchObject({ rdma: true, tellsPorts: true, connection: 'online', simulated: false });
  expect(machines[0]?.ports.map(({ label, isUsed }) => [label, isUsed])).toEqual([
    ['1', false],
    ['2', true],
    ['3', true],
    ['4', true],
    ['5', false],
    ['6', false],
  ]);

  const set = await checkSet(ctx, { machineIds: [...ids].toReversed() });
  expect(statesOf(set)).toEqual({ jaccl: 'pass', jaccl_ring: 'pass', ring: 'pass' });
  expect(set.simulatedMachines).toBe(0);
  expect(set.network).toEqual([]);
  const [jaccl] = set.hostfiles;
  expect(jaccl).toMatchObject({ backend: 'jaccl', machineIds: names.map(idOf), gaps: [] });
  expect(JSON.parse(jaccl?.devicesText ?? '')).toEqual(jaccl?.devices);
});

test('without one cable: which ports to plug, no mesh, and a ring all the same', async () => {
  const names = named('Short');
  const { ids, idOf } = await makeMacs(of(names), meshCables(names).slice(0, -1));
  const { island } = await readThese(ids);
  expect(island).toMatchObject({ kind: 'chain', cablesSeen: 5, cablesWanted: 6 });
  expect(island.missing).toEqual([
    {
      aMachineId: idOf('Short Comice'),
      aPort: 'en5',
      bMachineId: idOf('Short Concorde'),
      bPort: 'en5',
      isSilent: false,
      text: 'Short Comice, Thunderbolt port 4 (en5), to Short Concorde, Thunderbolt port 4 (en5)',
    },
  ]);
  const set = await checkSet(ctx, { machineIds: ids });
  expect(statesOf(set)).toEqual({ jaccl: 'fail', jaccl_ring: 'pass', ring: 'pass' });
  expect(set.ringOrder).toHaveLength(4);
  expect(set.hostfiles[0]?.gaps).toEqual(['No Thunderbolt 5 cable from Short Comice to Short Concorde.']);
});

test('what a silent Mac last said is unknown, and no verdict passes on it', async () => {
  const names = named('Silent').slice(0, 2);
  const { ids, idOf } = await makeMacs(of(names), meshCables(names));
  await ctx.db.agent.update({ where: { machineId: idOf(names[1]!) }, data: { state: 'lost' } });
  const { cables, machines, island } = await readThese(ids);
  expect(cables).toMatchObject([
    { rdma: null, reason: 'Silent Bosc is silent: this was so when it last reported.' },
  ]);
  expect(machines.map(({ rdma }) => rdma)).toEqual([true, null]);
  expect(island).toMatchObject({ kind: 'mesh', verdict: 'RDMA unknown: Silent Anjou to Silent Bosc' });
  const set = await checkSet(ctx, { machineIds: ids });
  expect(Object.values(statesOf(set))).not.toContain('pass');
});

test('a Mac that has told nothing: its ports and its cables are unknown, not none', async () => {
  const names = named('Mute').slice(0, 2);
  const { idOf } = await makeMacs(of(names.slice(0, 1)), meshCables(names));
  const mute = await makeMachine(ctx.db, { name: names[1]!, facts: null, agent: null });
  const ids = [idOf(names[0]!), mute.id];
  const { machines } = await readThese(ids);
  expect(machines.find((it) => it.id === mute.id)).toMatchObject({
    tellsPorts: false,
    ports: [],
    rdma: null,
    reportedAt: null,
    connection: 'never',
  });
  const set = await checkSet(ctx, { machineIds: ids });
  expect(Object.values(statesOf(set))).not.toContain('pass');
  expect(set.checks.find(({ code }) => code === 'MESH_COMPLETE')?.state).toBe('unknown');
  expect(set.checks.find(({ code }) => code === 'RDMA_ENABLED')?.state).toBe('unknown');
});

test('a cable entered by hand is told as such, and never over what an agent sees at its port', async () => {
  const names = named('Hand').slice(0, 3);
  const { ids, idOf } = await makeMacs(of(names), meshCables(names.slice(0, 2)));
  const [a, b, c] = names.map(idOf);
  const mute = await makeMachine(ctx.db, { name: 'Hand Bare', facts: null });
  const off = await makeMachine(ctx.db, { name: 'Hand Off', facts: null, agent: { state: 'lost' } });
  const entered = { speedGbps: 80, rdma: true, simulated: false };
  await ctx.db.link.createMany({
    data: [
      { ...entered, aMachineId: a!, aPort: 'en3', bMachineId: c!, bPort: 'en3' },
      { ...entered, aMachineId: b!, aPort: 'under the desk', bMachineId: c!, bPort: 'en4' },
      { ...entered, aMachineId: mute.id, aPort: 'left', bMachineId: c!, bPort: 'right' },
      { ...entered, aMachineId: off.id, aPort: 'one', bMachineId: c!, bPort: 'en5' },
    ],
  });
  const { cables, machines, unseen } = await readThese([...ids, mute.id, off.id]);
  expect(unseen.map(({ why }) => why)).toEqual([
    'Hand Anjou’s agent sees a cable to Hand Bosc at Thunderbolt port 2 (en3).',
    'Hand Comice’s agent sees nothing at Thunderbolt port 3 (en4).',
  ]);
  expect(cables.map(({ origin, rdma, reason }) => [origin, rdma, reason])).toEqual([
    ['seen', true, 'RDMA ready.'],
    ['entered', true, 'Entered by hand as ready; no agent sees this cable.'],
    ['entered', false, 'Entered by hand as ready, but Hand Comice says: The RDMA port rdma_en5 is down.'],
  ]);
  expect(cables[2]).toMatchObject({
    a: { portName: 'Thunderbolt port 4 (en5)', isReported: true },
    b: { portName: 'one', isReported: false, bridge: 'unknown' },
  });
  expect(machines.find(({ id }) => id === mute.id)?.ports.at(-1)).toMatchObject({
    label: 'left',
    isUsed: true,
  });
});

test('ports in a bridge without addresses: why not, and commands of one’s own network for each Mac', async () => {
  const names = named('Bridge').slice(0, 2);
  const bridge = {
    name: 'bridge0',
    up: true,
    active: true,
    ipv4: [],
    hasIpv6LinkLocal: true,
    members: ['en2', 'en3', 'en4', 'en5', 'en6', 'en7'],
  };
  const facts = { addresses: [{ interface: 'en0', ipv4: '10.20.0.11' }], interfaces: [bridge] };
  const { ids } = await makeMacs(
    names.map((name) => ({ name, facts })),
    meshCables(names),
  );
  const { cables } = await readThese(ids);
  expect(cables).toMatchObject([{ a: { bridge: 'on', bridgeName: 'bridge0', address: null } }]);
  const set = await checkSet(ctx, { machineIds: ids });
  expect(statesOf(set)['jaccl']).toBe('fail');
  expect(set.network.map(({ name }) => name)).toEqual(names);
  expect(set.network[0]?.untilRestart).toEqual([
    '# Bridge Anjou, as an administrator; gone after a restart',
    'sudo ifconfig bridge0 down',
    'sudo ifconfig en3 inet 192.168.0.1 netmask 255.255.255.252',
    'sudo route change 192.168.0.2 -interface en3',
  ]);
});

test('simulated Macs are told as such and stand in islands of their own', async () => {
  const names = named('Played').slice(0, 2);
  const { ids } = await makeMacs(
    names.map((name) => ({ name, facts: { simulated: true } })),
    meshCables(names),
    { simulated: true },
  );
  const { cables, machines, island } = await readThese(ids);
  expect(cables).toMatchObject([{ simulated: true }]);
  expect(machines.every(({ simulated }) => simulated)).toBe(true);
  expect(island.simulated).toBe(true);
  expect((await checkSet(ctx, { machineIds: ids })).simulatedMachines).toBe(2);
});

test('retired Macs are left out, and a set of strangers is refused', async () => {
  const names = named('Gone').slice(0, 2);
  const { ids, idOf } = await makeMacs(of(names), meshCables(names));
  await ctx.db.machine.update({ where: { id: idOf(names[1]!) }, data: { status: 'retired' } });
  const { machines, cables } = await readThese(ids);
  expect(machines).toHaveLength(1);
  expect(cables).toEqual([]);
  await expect(checkSet(ctx, { machineIds: ids })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(checkSet(ctx, { machineIds: ['nobody'] })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect((await checkSet(ctx, { machineIds: [ids[0]!, ids[0]!] })).machines).toHaveLength(1);
});

test('two Macs that report the same port are told, not joined', async () => {
  const names = named('Twin').slice(0, 2);
  const { ids } = await makeMacs(of(names.slice(0, 1)), []);
  const { machines } = cabledMacs(of(names.slice(0, 1)), []);
  const copy = await makeMachine(ctx.db, {
    name: names[1]!,
    facts: { ...machines[0]!.facts!, hostId: 'another' },
  });
  const { doubts } = await readThese([...ids, copy.id]);
  expect(doubts).toHaveLength(6);
  expect(doubts[0]?.text).toBe(
    'Twin Anjou and Twin Bosc: report the same Thunderbolt port (en2), so no cable is drawn to it.',
  );
});

test('a cable that was entered and is seen is one for who plans with it, too', async () => {
  const names = named('Twice').slice(0, 2);
  const { ids } = await makeMacs(of(names), meshCables(names));
  const [seen] = await readLinks(ctx, ids);
  const { aMachineId, aPort, bMachineId, bPort } = seen!;
  await ctx.db.link.create({ data: { aMachineId, aPort, bMachineId, bPort, speedGbps: 40, rdma: null } });
  expect(await readLinks(ctx, ids)).toEqual([seen]);
});

test('ports that a machine tells of as another’s are not taken from that one', async () => {
  const names = named('Claim').slice(0, 2);
  const { ids, idOf } = await makeMacs(of(names), meshCables(names));
  const victim = await ctx.db.machineReport.findUniqueOrThrow({ where: { machineId: idOf(names[0]!) } });
  const { id: liar } = await makeMachine(ctx.db, { name: 'Claim liar', facts: victim.facts as object });
  await ctx.db.machineReport.update({ where: { machineId: liar }, data: { hostId: `machine ${liar}` } });
  const links = await readLinks(ctx, [...ids, liar]);
  expect(links.filter((it) => [it.aMachineId, it.bMachineId].includes(liar))).toEqual([]);
  const { doubts } = await readThese(ids);
  expect(doubts.flatMap((it) => it.machineIds)).toContain(liar);
});
