import { afterEach, describe, expect, test } from 'vitest';
import { makeAgentKey } from '../testing/agent-key.ts';
import { makeAnswering } from '../testing/answering-portal.ts';
import { steps } from '../testing/chats.ts';
import { newestReading } from '../testing/factories.ts';
import {
  closeRealtime,
  connectAgent,
  gone,
  handshake,
  hello,
  makeKeyed,
  makeRealtimePortal,
  type RealtimePortal,
} from '../testing/realtime-portal.ts';

/* An agent whose identity is over is out at once, whatever it answers; the machine's next one is not touched by that. */

afterEach(closeRealtime);

type Agent = Awaited<ReturnType<typeof makeKeyed>>;
const STOP = { sessionId: 's', epoch: 1, reason: 'a test' };

/** It has said hello, answers no command, and would stay as long as it may. */
async function greeted(portal: RealtimePortal, agent: Agent, joinCounter = 1) {
  const socket = await connectAgent(portal, handshake(portal, agent, joinCounter));
  expect(await socket.emitWithAck('agent:hello', hello())).toMatchObject({ ok: true });
  const reasons: string[] = [];
  socket.on('agent:revoked', ({ reason }: { reason: string }) => reasons.push(reason));
  return { socket, reasons };
}
/** As a join with a new token does: the identity of before is deleted. */
async function joinAnew(portal: RealtimePortal, { machineId }: Agent): Promise<Agent> {
  const key = makeAgentKey();
  await portal.ctx.db.agent.deleteMany({ where: { machineId } });
  const { id } = await portal.ctx.db.agent.create({
    data: { machineId, publicKey: key.publicKey, version: '0.1.0' },
  });
  return { machineId, agentId: id, key };
}
const isHere = async ({ gateway }: RealtimePortal, { machineId }: Agent) =>
  (await gateway.connectedMachines([machineId])).has(machineId);

describe('an agent that is revoked and acknowledges nothing', () => {
  test('is told and cut off at once; what it says in the same breath changes nothing', async () => {
    const portal = await makeRealtimePortal();
    const { agent, agentSocket, fence } = await makeAnswering(portal);
    const told: string[] = [];
    agentSocket.on('agent:revoked', ({ reason }: { reason: string }) => {
      told.push(reason);
      agentSocket.emit('generation:deltas', { ...fence, deltas: steps(1, 3) });
      agentSocket.emit('metrics:live', newestReading());
    });
    const ended = gone(agentSocket);
    portal.ctx.bus.emit('agent.revoked', { ...agent, reason: 'A test.' });
    expect(await isHere(portal, agent)).toBe(false);
    await expect(portal.gateway.send(agent.machineId, 'session:stop', STOP)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    await ended;
    expect(told).toEqual(['A test.']);
    await portal.stop();
    expect(portal.ctx.events.filter((it) => it.event === 'generation.appended')).toEqual([]);
    await portal.start();
  });

  test('is cut off though nobody could say so: its row tells; likewise a retired machine’s', async () => {
    const portal = await makeRealtimePortal();
    const [revoked, retired, honest] = [
      await makeKeyed(portal),
      await makeKeyed(portal),
      await makeKeyed(portal),
    ];
    const { db } = portal.ctx;
    const sockets = [
      await greeted(portal, revoked),
      await greeted(portal, retired),
      await greeted(portal, honest),
    ] as const;
    await db.agent.update({ where: { id: revoked.agentId }, data: { state: 'revoked' } });
    await db.machine.update({ where: { id: retired.machineId }, data: { status: 'retired' } });
    for (const { socket, reasons } of sockets.slice(0, 2)) {
      await expect.poll(() => socket.connected, { timeout: 5000 }).toBe(false);
      expect(reasons).toHaveLength(1);
    }
    expect(await isHere(portal, honest)).toBe(true);
    for (const agent of [revoked, retired])
      await expect(connectAgent(portal, handshake(portal, agent, 2))).rejects.toMatchObject({
        data: { code: 'REVOKED' },
      });
  });

  test('and whose row is missing is let go without losing its key: the rows may be from a backup', async () => {
    const portal = await makeRealtimePortal();
    const agent = await makeKeyed(portal);
    const { socket, reasons } = await greeted(portal, agent);
    await portal.ctx.db.agent.delete({ where: { id: agent.agentId } });
    await expect.poll(() => socket.connected, { timeout: 5000 }).toBe(false);
    expect(reasons).toEqual([]);
  });
});

describe('an agent that another has replaced', () => {
  test('makes room at once, however high its counter, and its end is not the other one’s', async () => {
    const portal = await makeRealtimePortal();
    const old = await makeKeyed(portal);
    const { socket, reasons } = await greeted(portal, old, 50);
    const ended = gone(socket);
    const agent = await joinAnew(portal, old);
    const next = await greeted(portal, agent, 1);
    await ended;
    // The word about the old one comes after the new one.
    portal.ctx.bus.emit('agent.revoked', { ...old, reason: 'Another agent has joined in its place.' });
    expect(await next.socket.emitWithAck('agent:heartbeat', { bootId: 'boot-a', running: [] })).toMatchObject(
      { ok: true },
    );
    expect(next.reasons).toEqual([]);
    expect(reasons).toEqual([]);
  });

  test('at another portal: the late word about the old one does not touch the new one', async () => {
    const a = await makeRealtimePortal();
    const b = await makeRealtimePortal(a);
    const old = await makeKeyed(a);
    const older = await greeted(a, old, 50);
    const ended = gone(older.socket);
    const agent = await joinAnew(a, old);
    const newer = await greeted(b, agent, 1);
    a.ctx.bus.emit('agent.revoked', { ...old, reason: 'A test.' });
    await ended;
    expect(older.reasons).toEqual(['A test.']);
    // What the portals say keeps its order, so by this answer the word before it has been taken.
    newer.socket.on('session:stop', (_, done) => done({ ok: true, data: {} }));
    await a.gateway.send(agent.machineId, 'session:stop', STOP);
    expect(newer.reasons).toEqual([]);
    expect(newer.socket.connected).toBe(true);
  });
});
