import { PROTOCOL_VERSION } from '@/shared/protocol/agent.ts';
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { actingAs, makeTestContext } from '../../testing/context.ts';
import {
  agentModel,
  engineState,
  machineFacts,
  makeMachine,
  newestReading,
} from '../../testing/factories.ts';
import { getMachine, renameMachine, setMachineStatus } from '../inventory/index.ts';
import {
  findHolders,
  recordDisconnect,
  recordFacts,
  recordHeartbeat,
  recordHello,
  sweepLiveness,
} from './index.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const JUDGING = { mayJudge: true };
const after = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

async function setUp() {
  const ctx = await makeTestContext({ now: NOW });
  const machine = await makeMachine(ctx.db, {
    agent: { state: 'online', bootId: 'boot-1', portalId: ctx.portal.id, lastSeenAt: NOW },
  });
  const state = async () =>
    (await ctx.db.agent.findUniqueOrThrow({ where: { machineId: machine.id } })).state;
  const changes = () =>
    ctx.events
      .filter((it) => 'machineId' in it.payload && it.payload.machineId === machine.id)
      .map((it) => it.event);
  const agent = { machineId: machine.id, agentId: machine.agent!.id };
  return { ctx, id: machine.id, agent, state, changes };
}
const report = (facts = machineFacts()) => ({ facts, models: [agentModel()], engine: engineState() });
const hello = (bootId: string, facts = machineFacts()) => ({
  protocolVersion: PROTOCOL_VERSION,
  agentVersion: '0.2.0',
  bootId,
  ...report(facts),
});

test('a silent agent becomes suspect, then lost, once each', async () => {
  const { ctx, id, state, changes } = await setUp();
  ctx.clock.now = after(11);
  expect(await sweepLiveness(ctx, JUDGING)).not.toMatchObject({
    suspect: expect.arrayContaining([id]) as string[],
  });
  ctx.clock.now = after(13);
  expect((await sweepLiveness(ctx, JUDGING)).suspect).toContain(id);
  expect(await state()).toBe('suspect');
  ctx.clock.now = after(31);
  expect((await sweepLiveness(ctx, JUDGING)).lost).toContain(id);
  expect((await sweepLiveness(ctx, JUDGING)).lost).not.toContain(id);
  expect(await state()).toBe('lost');
  expect(changes()).toEqual(['machine.changed', 'machine.changed']);
});

test('while the portal may not judge, the longest silence is held against nobody', async () => {
  const { ctx, id, state } = await setUp();
  ctx.clock.now = after(3600);
  expect(await sweepLiveness(ctx, { mayJudge: false })).toEqual({ suspect: [], lost: [] });
  expect(await state()).toBe('online');
  expect((await sweepLiveness(ctx, JUDGING)).lost).toContain(id);
});

describe('agents of a portal that went away', () => {
  test.each([
    ['died', null],
    ['ended in order', NOW],
  ])('are lost only when it, having %s, has been silent for twice the time', async (_, stoppedAt) => {
    const { ctx, id, state } = await setUp();
    const portal = { id: randomUUID(), url: 'http://a', startedAt: NOW, lastSeenAt: NOW, stoppedAt };
    await ctx.db.portal.create({ data: portal });
    await ctx.db.agent.update({ where: { machineId: id }, data: { portalId: portal.id } });
    ctx.clock.now = after(59);
    expect((await sweepLiveness(ctx, JUDGING)).suspect).toContain(id);
    expect(await state()).toBe('suspect');
    ctx.clock.now = after(61);
    expect((await sweepLiveness(ctx, JUDGING)).lost).toContain(id);
  });

  test('that lives are judged as ever', async () => {
    const { ctx, id } = await setUp();
    const portal = { id: randomUUID(), url: 'http://a', startedAt: NOW, lastSeenAt: after(30) };
    await ctx.db.portal.create({ data: portal });
    await ctx.db.agent.update({ where: { machineId: id }, data: { portalId: portal.id } });
    ctx.clock.now = after(31);
    expect((await sweepLiveness(ctx, JUDGING)).lost).toContain(id);
  });

  test('and are back at another: the old portal’s farewell comes too late to make them suspect', async () => {
    const { ctx, id, agent, state } = await setUp();
    await recordHello({ ...ctx, portal: { ...ctx.portal, id: 'portal-b' } }, agent, hello('boot-1'));
    await recordDisconnect(ctx, agent, 'boot-1');
    expect(await state()).toBe('online');
    expect(await findHolders(ctx, [id], ['portal-b'])).toEqual(new Map([[id, 'portal-b']]));
    expect(await findHolders(ctx, [id], ['portal-c'])).toEqual(new Map());
    // Whoever hears it holds it: a row that says otherwise is from a backup, or a word that came late.
    await recordHeartbeat({ ...ctx, portal: { ...ctx.portal, id: 'portal-c' } }, agent, { bootId: 'boot-1' });
    expect(await findHolders(ctx, [id], ['portal-c'])).toEqual(new Map([[id, 'portal-c']]));
  });
});

test('a heartbeat brings a suspect back; one of another boot or a revoked agent is refused', async () => {
  const { ctx, id, agent, state } = await setUp();
  await recordDisconnect(ctx, agent, 'boot-0');
  expect(await state()).toBe('online');
  await recordDisconnect(ctx, agent, 'boot-1');
  expect(await state()).toBe('suspect');
  await recordHeartbeat(ctx, agent, { bootId: 'boot-1' });
  expect(await state()).toBe('online');
  await expect(recordHeartbeat(ctx, agent, { bootId: 'boot-0' })).rejects.toMatchObject({ code: 'CONFLICT' });
  await ctx.db.agent.update({ where: { machineId: id }, data: { state: 'revoked' } });
  await expect(recordHeartbeat(ctx, agent, { bootId: 'boot-1' })).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(recordHello(ctx, agent, hello('boot-1'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('an agent that another has replaced says nothing for its machine any more', async () => {
  const { ctx, id, agent, changes } = await setUp();
  await ctx.db.agent.delete({ where: { id: agent.agentId } });
  const next = await ctx.db.agent.create({
    data: { machineId: id, publicKey: 'another', version: '1', bootId: 'boot-1', state: 'online' },
  });
  const before = { ...next, portalId: ctx.portal.id };
  await ctx.db.agent.update({ where: { id: next.id }, data: { portalId: before.portalId } });
  await expect(recordHeartbeat(ctx, agent, { bootId: 'boot-1' })).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(recordHello(ctx, agent, hello('boot-1'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(recordFacts(ctx, agent, report())).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await recordDisconnect(ctx, agent, 'boot-1');
  expect(await ctx.db.agent.findUnique({ where: { id: next.id } })).toEqual(before);
  expect(changes()).toEqual([]);
});

test('one version of skew works; beyond it a machine is heard, says what to do, and an update ends that', async () => {
  const { ctx, id, agent, state, changes } = await setUp();
  const member = await actingAs(ctx, 'member');
  const note = async () => (await getMachine(member, { id })).needsAttention;
  const same = hello('boot-1');
  const said = (protocolVersion: number) => recordHello(ctx, agent, { ...same, protocolVersion });
  for (const version of [PROTOCOL_VERSION, PROTOCOL_VERSION - 1]) {
    expect((await said(version)).upgradeRequired).toBeNull();
    expect(await note()).toBeNull();
  }
  expect((await said(PROTOCOL_VERSION - 2)).upgradeRequired).toContain('agent.mjs');
  expect(await note()).toContain('older version');
  const before = changes().length;
  await said(PROTOCOL_VERSION - 2);
  expect(changes()).toHaveLength(before);
  await said(PROTOCOL_VERSION + 1);
  expect(await note()).toContain('newer than this portal');
  // It is heard all the same.
  await recordHeartbeat(ctx, agent, {
    bootId: 'boot-1',
    reading: newestReading({ at: NOW, powerWatts: 42 }),
  });
  expect(await state()).toBe('online');
  expect(await ctx.db.agent.findUnique({ where: { machineId: id } })).toMatchObject({
    reading: { powerWatts: 42 },
  });
  await said(PROTOCOL_VERSION);
  expect(await note()).toBeNull();
  // What else a person has to look at is not wiped away by it.
  await ctx.db.machine.update({ where: { id }, data: { needsAttention: 'Two copies.' } });
  await said(PROTOCOL_VERSION + 1);
  expect(await note()).toBe('Two copies.');
});

test('hello tells a new boot from a reconnect and stores what the agent found', async () => {
  const { ctx, id, agent } = await setUp();
  expect((await recordHello(ctx, agent, hello('boot-1'))).isNewBoot).toBe(false);
  expect((await recordHello(ctx, agent, hello('boot-2'))).isNewBoot).toBe(true);
  const machine = await ctx.db.machine.findUniqueOrThrow({ where: { id }, include: { agent: true } });
  expect(machine).toMatchObject({ catalogId: 'studio-m3ultra', simulated: false, revision: 1 });
  expect(machine.agent).toMatchObject({
    state: 'online',
    bootId: 'boot-2',
    version: '0.2.0',
    lastSeenAt: NOW,
  });
});

test('a machine that was simulated once stays so', async () => {
  const { ctx, id, agent } = await setUp();
  await recordHello(ctx, agent, hello('boot-1', machineFacts({ simulated: true })));
  await recordHello(ctx, agent, hello('boot-2', machineFacts({ simulated: false })));
  expect((await ctx.db.machine.findUniqueOrThrow({ where: { id } })).simulated).toBe(true);
});

test('an agent that comes back the same wakes nobody', async () => {
  const { ctx, agent, changes } = await setUp();
  const same = hello('boot-1');
  await recordHello(ctx, agent, same);
  await recordHello(ctx, agent, { ...same, bootId: 'boot-2' });
  expect(changes()).toEqual(['machine.changed']);
});

test('whatever an agent does, its machine’s revision stays, and what people saw is still good', async () => {
  const { ctx, id, agent } = await setUp();
  const admin = await actingAs(ctx, 'admin');
  const { revision } = await getMachine(admin, { id });
  const boot = hello('boot-9', machineFacts({ hostName: 'new.lab', simulated: true }));
  await recordHello(ctx, agent, boot);
  await recordFacts(ctx, agent, { ...boot, models: [] });
  await recordDisconnect(ctx, agent, 'boot-9');
  await recordHeartbeat(ctx, agent, { bootId: 'boot-9' });
  ctx.clock.now = after(100);
  await sweepLiveness(ctx, JUDGING);
  await recordHeartbeat(ctx, agent, { bootId: 'boot-9' });
  const renamed = await renameMachine(admin, { id, name: `Pippin ${id}`, revision });
  await recordFacts(ctx, agent, { ...boot, engine: engineState({ ready: false }) });
  const stopped = await setMachineStatus(admin, { id, status: 'maintenance', revision: renamed.revision });
  await recordHello(ctx, agent, boot);
  await setMachineStatus(admin, { id, status: 'active', revision: stopped.revision });
  expect((await getMachine(admin, { id })).revision).toBe(revision + 3);
});

test('200 reports that differ in what nobody sees change no revision and wake nobody', async () => {
  const { ctx, id, agent, changes } = await setUp();
  const facts = machineFacts({ diskFreeBytes: 1_430_000_000_000 });
  await recordFacts(ctx, agent, report(facts));
  expect(changes()).toEqual(['machine.changed']);
  for (let minute = 1; minute <= 200; minute += 1)
    await recordFacts(
      ctx,
      agent,
      report({ ...facts, diskFreeBytes: 1_430_000_000_000 - minute * 100_000_000 }),
    );
  expect(changes()).toEqual(['machine.changed']);
  expect(await ctx.db.machine.findUnique({ where: { id } })).toMatchObject({ revision: 1 });
  const stored = await ctx.db.machineReport.findUniqueOrThrow({ where: { machineId: id } });
  expect(stored.facts).toMatchObject({ diskFreeBytes: 1_410_000_000_000 });
  await recordFacts(ctx, agent, report({ ...facts, diskFreeBytes: 1_390_000_000_000 }));
  expect(changes()).toEqual(['machine.changed', 'machine.changed']);
});

test('facts that say nothing new wake nobody', async () => {
  const { ctx, agent, changes } = await setUp();
  const same = report();
  await recordFacts(ctx, agent, same);
  await recordFacts(ctx, agent, { ...same });
  expect(changes()).toEqual(['machine.changed']);
  await recordFacts(ctx, agent, { ...same, engine: engineState({ ready: false }) });
  expect(changes()).toEqual(['machine.changed', 'machine.changed']);
});

test('a heartbeat leaves the newest reading and how far the machine’s clock is off, and says when that starts', async () => {
  const { ctx, id, agent, changes } = await setUp();
  const row = () => ctx.db.agent.findUniqueOrThrow({ where: { machineId: id } });
  const beat = (skewSeconds: number, reading = newestReading({ at: NOW, powerWatts: 42 })) =>
    recordHeartbeat(ctx, agent, { bootId: 'boot-1', wallTime: after(skewSeconds), reading });
  await beat(0.04);
  expect(await row()).toMatchObject({ clockSkewMs: 0, reading: { at: NOW.toISOString(), powerWatts: 42 } });
  await beat(-40.02);
  await beat(-40.1);
  expect((await row()).clockSkewMs).toBe(-40_100);
  await beat(-1.9);
  expect(changes()).toEqual(['machine.changed', 'machine.changed']);
  // A Mac whose battery is empty thinks it is 1970; a reading is never of the future.
  await beat(-1_700_000_000, newestReading({ at: after(60) }));
  expect(await row()).toMatchObject({ clockSkewMs: -(2 ** 31 - 100), reading: { at: NOW.toISOString() } });
  await recordHeartbeat(ctx, agent, { bootId: 'boot-1' });
  expect(await row()).toMatchObject({ clockSkewMs: null, reading: { powerWatts: 30 } });
});
