import { PROTOCOL_VERSION } from '@/shared/protocol/agent.ts';
import { expect, test } from 'vitest';
import type { AgentHandshake } from '@/shared/protocol/join.ts';
import { makeAgentKey } from '../../testing/agent-key.ts';
import { actingAs, makeTestContext, TEST_TIMINGS } from '../../testing/context.ts';
import { engineState, machineFacts, makeMachine } from '../../testing/factories.ts';
import {
  decideRival,
  issueChallenge,
  listRivals,
  recordHeartbeat,
  recordHello,
  verifyHandshake,
} from './index.ts';

/* Two programs with one key: who has the place keeps it, and a person says who has it from then on. */

const ORIGIN = 'http://localhost:3000';
const START = new Date('2026-03-01T10:00:00Z').getTime();
const [MAC_A, MAC_B] = ['a'.repeat(32), 'b'.repeat(32)];
type Where = Partial<Pick<AgentHandshake, 'hardwareId' | 'placeId' | 'hostName'>>;

async function setUp() {
  const ctx = await makeTestContext({ role: 'anonymous', now: new Date(START) });
  const key = makeAgentKey();
  const machine = await makeMachine(ctx.db, {
    agent: { publicKey: key.publicKey, state: 'lost', bootId: null },
  });
  const agent = { machineId: machine.id, agentId: machine.agent!.id };
  const come = (joinCounter: number, bootId: string, where: Where = {}, address = '10.0.0.9') => {
    const { nonce } = issueChallenge(ctx, agent.agentId);
    const fields = { agentId: agent.agentId, nonce, joinCounter, bootId, ...where };
    return verifyHandshake(ctx, key.handshake(ORIGIN, fields), address);
  };
  const greet = (bootId: string) =>
    recordHello(ctx, agent, {
      protocolVersion: PROTOCOL_VERSION,
      agentVersion: '0.1.0',
      bootId,
      facts: machineFacts(),
      models: [],
      engine: engineState(),
    });
  const admin = await actingAs(ctx, 'admin');
  return { ctx, admin, machine, agent, come, greet };
}
const at = (ms: number): Date => new Date(START + ms);
const onA: Where = { hardwareId: MAC_A, placeId: `1${MAC_A.slice(1)}`, hostName: 'anjou' };
const onB: Where = { hardwareId: MAC_B, placeId: `2${MAC_B.slice(1)}`, hostName: 'anjou-2' };

test('a cloned disk waits while the original goes on, both are told, and a restart of it is no third one', async () => {
  const { ctx, admin, machine, agent, come, greet } = await setUp();
  await come(1, 'boot-a', onA);
  await greet('boot-a');
  for (const [counter, boot] of [
    [2, 'boot-b'],
    [3, 'boot-b'],
    [4, 'boot-b-again'],
  ] as const)
    await expect(come(counter, boot, onB)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('waits') as string,
    });
  await recordHeartbeat(ctx, agent, { bootId: 'boot-a' });
  expect(await listRivals(admin, { id: machine.id })).toMatchObject([
    { hostName: 'anjou-2', address: '10.0.0.9', isOtherHardware: true },
  ]);
  const row = await ctx.db.machine.findUniqueOrThrow({ where: { id: machine.id } });
  expect(row.needsAttention).toContain('Two copies');
  // What the copy counted costs the original nothing: its network was cut and it comes again.
  await come(2, 'boot-a', onA);
  // Nor does a silent original let the copy in: it stands on another computer.
  ctx.clock.now = at(3_600_000);
  await expect(come(5, 'boot-b', onB)).rejects.toMatchObject({ code: 'CONFLICT' });
});

test('“it moved there”: the copy gets in at its next try, the original is told and is out for good', async () => {
  const { ctx, admin, machine, agent, come, greet } = await setUp();
  await come(40, 'boot-a', onA);
  await greet('boot-a');
  await expect(come(7, 'boot-b', onB)).rejects.toMatchObject({ code: 'CONFLICT' });
  const [rival] = await listRivals(admin, { id: machine.id });
  await decideRival(admin, { id: rival!.id, verdict: 'moved' });
  // Only the run that had the place hears that it is over.
  expect(ctx.events.filter((it) => it.event === 'agent.revoked')).toMatchObject([
    { payload: { ...agent, bootId: 'boot-a' } },
  ]);
  await expect(recordHeartbeat(ctx, agent, { bootId: 'boot-a' })).rejects.toMatchObject({ code: 'CONFLICT' });
  await come(8, 'boot-b', onB);
  await greet('boot-b');
  for (const boot of ['boot-a', 'boot-a-again'])
    await expect(come(41, boot, onA)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(await listRivals(admin, { id: machine.id })).toEqual([]);
  const row = await ctx.db.machine.findUniqueOrThrow({ where: { id: machine.id } });
  expect(row.needsAttention).toBeNull();
  await expect(decideRival(admin, { id: rival!.id, verdict: 'refused' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('“refuse it”: the copy is told for good, however it is started, and the original goes on', async () => {
  const { ctx, admin, machine, agent, come, greet } = await setUp();
  await come(1, 'boot-a', onA);
  await greet('boot-a');
  await expect(come(2, 'boot-b', onB)).rejects.toMatchObject({ code: 'CONFLICT' });
  const [rival] = await listRivals(admin, { id: machine.id });
  await decideRival(admin, { id: rival!.id, verdict: 'refused' });
  for (const boot of ['boot-b', 'boot-b-again'])
    await expect(come(3, boot, onB)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await recordHeartbeat(ctx, agent, { bootId: 'boot-a' });
  await come(2, 'boot-a', onA);
  expect(await listRivals(admin, { id: machine.id })).toEqual([]);
});

test('a folder copied on one computer waits too, and is shown once it is certain that both live', async () => {
  const { ctx, admin, machine, agent, come, greet } = await setUp();
  await come(1, 'boot-a', onA);
  await greet('boot-a');
  const copied = { ...onA, placeId: '3'.repeat(32) };
  await expect(come(2, 'boot-c', copied)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await listRivals(admin, { id: machine.id })).toEqual([]);
  ctx.clock.now = at(TEST_TIMINGS.suspectMs + 1000);
  await recordHeartbeat(ctx, agent, { bootId: 'boot-a' });
  await expect(come(3, 'boot-c', copied)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await listRivals(admin, { id: machine.id })).toMatchObject([{ isOtherHardware: false }]);
});

test('an agent started anew in its folder is in at once, and one without a place as soon as the last is silent', async () => {
  const { ctx, admin, machine, come, greet } = await setUp();
  await come(1, 'boot-a', onA);
  await greet('boot-a');
  await come(2, 'boot-b', onA);
  await greet('boot-b');
  await expect(come(3, 'boot-c')).rejects.toMatchObject({ code: 'CONFLICT' });
  ctx.clock.now = at(TEST_TIMINGS.suspectMs + 1);
  await come(3, 'boot-c');
  expect(await listRivals(admin, { id: machine.id })).toEqual([]);
});

test('who was refused stays so, however many others come', async () => {
  const { admin, machine, come, greet } = await setUp();
  await come(1, 'boot-a', onA);
  await greet('boot-a');
  await expect(come(2, 'boot-b', onB)).rejects.toMatchObject({ code: 'CONFLICT' });
  const [rival] = await listRivals(admin, { id: machine.id });
  await decideRival(admin, { id: rival!.id, verdict: 'refused' });
  for (let index = 0; index < 9; index += 1)
    await expect(
      come(3 + index, 'boot-c', { hardwareId: index.toString(16).padStart(32, '0') }),
    ).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(come(12, 'boot-b', onB)).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('rivals under ever new names are not kept for ever, and are for admins only', async () => {
  const { ctx, machine, agent, come, greet } = await setUp();
  await come(1, 'boot-a', onA);
  await greet('boot-a');
  for (let index = 0; index < 12; index += 1)
    await expect(
      come(2 + index, 'boot-b', { hardwareId: index.toString(16).padStart(32, '0') }),
    ).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await ctx.db.agentRival.count({ where: { agentId: agent.agentId } })).toBe(8);
  await expect(listRivals(await actingAs(ctx, 'member'), { id: machine.id })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
});
