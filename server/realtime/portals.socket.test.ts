import pg from 'pg';
import type { Socket } from 'socket.io-client';
import { afterEach, describe, expect, test } from 'vitest';
import type { GenerationDelta } from '@/shared/schemas/chat.ts';
import type { AgentHandshake } from '@/shared/protocol/join.ts';
import { shareConversation } from '../modules/chat/index.ts';
import { makeAnswering } from '../testing/answering-portal.ts';
import { askForKey } from '../modules/api-requests/index.ts';
import { steps, USAGE } from '../testing/chats.ts';
import { actingAs, userIdOf } from '../testing/context.ts';
import { makeKey } from '../testing/keys.ts';
import {
  closeRealtime,
  connectAgent,
  connectBrowser,
  gone,
  handshake,
  hello,
  makeKeyed,
  makeRealtimePortal,
  type RealtimePortal,
} from '../testing/realtime-portal.ts';

const listening: pg.Client[] = [];
afterEach(async () => {
  await closeRealtime();
  for (const client of listening.splice(0)) await client.end();
});

async function makeTwo() {
  const a = await makeRealtimePortal();
  const b = await makeRealtimePortal(a);
  return { a, b };
}
async function greeted(portal: RealtimePortal, auth: AgentHandshake, more: object = {}): Promise<Socket> {
  const socket = await connectAgent(portal, auth);
  expect(await socket.emitWithAck('agent:hello', { ...hello(), ...more })).toMatchObject({ ok: true });
  return socket;
}
const agentState = async (portal: RealtimePortal, machineId: string) =>
  portal.ctx.db.agent.findUniqueOrThrow({
    where: { machineId },
    select: { state: true, portalId: true },
  });
const STOP = { sessionId: 's', epoch: 1, reason: 'a test' };

/** Everything portals say to each other from now on. */
async function overhear(): Promise<string[]> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL! });
  await client.connect();
  listening.push(client);
  const heard: string[] = [];
  // The adapter's own hello and heartbeat (types 1 and 2) are none of what a change costs.
  client.on('notification', ({ payload = '' }) => {
    if (!/^{"type":[12],/.test(payload)) heard.push(payload);
  });
  for (const name of ['/', '/ui', '/agent']) await client.query(`LISTEN "socket.io#${name}"`);
  return heard;
}

describe('agents on two portals', () => {
  test('a command reaches the agent wherever it is, and its refusal comes back', async () => {
    const { a, b } = await makeTwo();
    const agent = await makeKeyed(a);
    const socket = await greeted(b, handshake(b, agent, 1));
    socket.on('session:stop', (_, done) => done({ ok: true, data: {} }));
    socket.on('session:go', (_, done) =>
      done({ ok: false, error: { code: 'PRECONDITION_FAILED', message: 'Not now.' } }),
    );
    expect(await a.gateway.connectedMachines([agent.machineId, 'another'])).toEqual(
      new Set([agent.machineId]),
    );
    const heard = await overhear();
    await a.gateway.send(agent.machineId, 'session:stop', { ...STOP, reason: 'told nobody else' });
    // Tokens and questions go this way: of no use to who reads the database alone.
    expect(heard.join('\n')).toContain('agent.command');
    expect(heard.join('\n')).not.toContain('told nobody else');
    await expect(
      a.gateway.send(agent.machineId, 'session:go', { sessionId: 's', epoch: 1 }),
    ).rejects.toMatchObject({ code: 'PRECONDITION_FAILED', message: 'Not now.' });
  });

  test('what no portal holds is unavailable at once', async () => {
    const { a } = await makeTwo();
    const startedMs = performance.now();
    await expect(a.gateway.send('nobody', 'session:stop', STOP)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    expect(performance.now() - startedMs).toBeLessThan(1000);
  });

  test('the newest connection of an agent ends the older one at the other portal, and stays online', async () => {
    const { a, b } = await makeTwo();
    const agent = await makeKeyed(a);
    const older = await greeted(a, handshake(a, agent, 1));
    const ended = gone(older);
    await greeted(b, handshake(b, agent, 2));
    await ended;
    await a.stop();
    expect(await agentState(b, agent.machineId)).toEqual({ state: 'online', portalId: b.ctx.portal.id });
    await a.start();
  });

  test('an agent that is revoked at one portal is told and cut off at the other', async () => {
    const { a, b } = await makeTwo();
    const agent = await makeKeyed(a);
    const socket = await greeted(b, handshake(b, agent, 1));
    const told = new Promise<{ reason: string }>((resolve) =>
      socket.once('agent:revoked', (it, done) => {
        resolve(it);
        done({ ok: true, data: {} });
      }),
    );
    const ended = gone(socket);
    a.ctx.bus.emit('agent.revoked', { ...agent, reason: 'A test.' });
    expect(await told).toEqual({ reason: 'A test.' });
    await ended;
  });
});

describe('browsers on two portals', () => {
  test('hear each other’s hints; alone, a portal says nothing through the database', async () => {
    const a = await makeRealtimePortal();
    const ctx = await actingAs(a.ctx, 'member');
    a.people.set('member', ctx.actor);
    const heard = await overhear();
    const here = await connectBrowser(a, 'member');
    await here.emitWithAck('topic:subscribe', { kind: 'lab' });
    const own = new Promise((resolve) => here.once('hints', resolve));
    a.ctx.bus.emit('machine.changed', { machineId: 'm', revision: 1 });
    await own;
    expect(heard).toEqual([]);

    const b = await makeRealtimePortal(a);
    const there = await connectBrowser(b, 'member');
    await there.emitWithAck('topic:subscribe', { kind: 'lab' });
    const hint = new Promise((resolve) => there.once('hints', resolve));
    a.ctx.bus.emit('machine.changed', { machineId: 'm', revision: 2 });
    expect(await hint).toEqual([{ kind: 'machine', id: 'm', revision: 2 }]);
  });

  test('of somebody who signed out or has another role are closed and asked anew everywhere, at once', async () => {
    const { a, b } = await makeTwo();
    const ctx = await actingAs(a.ctx, 'member');
    a.people.set('member', ctx.actor);
    const userId = ctx.actor.kind === 'user' ? ctx.actor.id : '';
    const ended = gone(await connectBrowser(b, 'member'));
    a.ctx.bus.emit('member.changed', { userId });
    await ended;
    expect(b.forgotten).toEqual([userId]);
  });

  test('count together: twenty sockets a person', async () => {
    const { a, b } = await makeTwo();
    a.people.set('member', (await actingAs(a.ctx, 'member')).actor);
    for (let count = 0; count < 10; count += 1) await connectBrowser(a, 'member');
    for (let count = 0; count < 10; count += 1) await connectBrowser(b, 'member');
    for (const portal of [a, b])
      await expect(connectBrowser(portal, 'member')).rejects.toMatchObject({
        data: { code: 'LIMIT_EXCEEDED' },
      });
  });
});

describe('live readings', () => {
  const reading = (powerWatts: number) => ({
    at: new Date().toISOString(),
    powerWatts,
    powerSource: 'smc_pstr',
    energyJoules: 1,
    coveredMs: 1,
    cpuRatio: 0.5,
    gpuRatio: null,
    memoryUsedBytes: null,
    memoryTotalBytes: null,
    temperatureCelsius: null,
  });

  test('of an agent at the other portal come to who watches that machine there, and to nobody else', async () => {
    const { a, b } = await makeTwo();
    a.people.set('member', (await actingAs(a.ctx, 'member')).actor);
    const [watched, other] = [await makeKeyed(a), await makeKeyed(a)];
    const agents = [await greeted(a, handshake(a, watched, 1)), await greeted(a, handshake(a, other, 1))];
    const heard = await overhear();
    for (const it of agents) it.emit('metrics:live', reading(1));
    const browser = await connectBrowser(b, 'member');
    const seen: { machineId: string; powerWatts: number | null }[] = [];
    browser.on('metrics:frame', (it: { machines: typeof seen }) => seen.push(...it.machines));
    await browser.emitWithAck('topic:subscribe', { kind: 'live', machineId: watched.machineId });
    await expect.poll(() => heard.some((it) => it.includes('live.watched'))).toBe(true);
    for (let watts = 2; watts < 200 && seen.length === 0; watts += 1) {
      for (const it of agents) it.emit('metrics:live', reading(watts));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(seen[0]).toMatchObject({ machineId: watched.machineId });
    expect(seen.every((it) => it.machineId === watched.machineId)).toBe(true);
    expect(heard.filter((it) => it.includes('live.') && it.includes(other.machineId))).toEqual([]);
  });
});

describe('an answer whose agent is at the other portal', () => {
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

  async function makeAsked(a: RealtimePortal) {
    const { agent, agentSocket, generationId, fence, running } = await makeAnswering(a);
    const on = (portalSocket: Socket) => ({
      send: (from: number, to: number) =>
        portalSocket.emitWithAck('generation:deltas', { ...fence, deltas: steps(from, to) }),
      end: (lastSeq: number) =>
        portalSocket.emitWithAck('generation:end', {
          ...fence,
          lastSeq,
          state: 'completed',
          usage: {
            promptTokens: 1,
            cachedTokens: 0,
            completionTokens: lastSeq,
            timeToFirstTokenMs: 1,
            decodeMs: 1,
          },
          message: null,
          at: new Date().toISOString(),
        }),
    });
    return { agent, running, generationId, on, ...on(agentSocket) };
  }
  async function watch(portal: RealtimePortal, generationId: string, afterSeq = 0, cookie = 'member') {
    const socket = await connectBrowser(portal, cookie);
    const seen: (number | string)[] = [];
    socket.on('generation:deltas', (it: { deltas: GenerationDelta[] }) =>
      seen.push(...it.deltas.map((delta) => delta.seq)),
    );
    socket.on('generation:end', (it: { state: string }) => seen.push(it.state));
    const reply = (await socket.emitWithAck('generation:subscribe', { generationId, afterSeq })) as object;
    return { seen, reply, socket };
  }

  test('reaches five viewers whole and in order, and the end once, after its tail', async () => {
    const { a, b } = await makeTwo();
    const answer = await makeAsked(a);
    const early = [await watch(b, answer.generationId), await watch(b, answer.generationId)];
    await answer.send(1, 4);
    const late = [await watch(b, answer.generationId), await watch(b, answer.generationId, 2)];
    for (let seq = 5; seq <= 60; seq += 1) await answer.send(seq, seq);
    const own = await watch(a, answer.generationId, 50);
    // Not waited for: the end is told while the last steps are on their way.
    const last = answer.send(61, 64);
    await last;
    await answer.end(64);
    for (const it of [...early, late[0]!])
      await expect.poll(() => it.seen).toEqual([...range(1, 64), 'completed']);
    await expect.poll(() => late[1]!.seen).toEqual([...range(3, 64), 'completed']);
    await expect.poll(() => own.seen).toEqual([...range(51, 64), 'completed']);
    const after = await watch(b, answer.generationId, 60);
    expect(after.reply).toMatchObject({ ok: true, data: { state: 'completed', lastSeq: 64 } });
    expect(after.seen).toEqual(range(61, 64));
  });

  test('whose chat is shared no longer ends for others at the other portal too, and goes on for its owner', async () => {
    const { a, b } = await makeTwo();
    const { ctx, conversationId, agentSocket, generationId, fence } = await makeAnswering(a);
    a.people.set('other', (await actingAs(a.ctx, 'member')).actor);
    await shareConversation(ctx, { id: conversationId, shared: true });
    const say = (from: number, to: number) =>
      agentSocket.emitWithAck('generation:deltas', { ...fence, deltas: steps(from, to) });
    const own = await watch(b, generationId);
    const theirs = await watch(b, generationId, 0, 'other');
    await say(1, 2);
    await expect.poll(() => theirs.seen).toEqual([1, 2]);
    const startedMs = performance.now();
    const ended = gone(theirs.socket);
    await shareConversation(ctx, { id: conversationId, shared: false });
    await ended;
    expect(performance.now() - startedMs).toBeLessThan(1000);
    await say(3, 4);
    await expect.poll(() => own.seen).toEqual(range(1, 4));
    expect(theirs.seen).toEqual([1, 2]);
  });

  test('says nothing through the database while nobody at the other portal watches it', async () => {
    const { a, b } = await makeTwo();
    const answer = await makeAsked(a);
    const own = await watch(a, answer.generationId);
    const heard = await overhear();
    await answer.send(1, 5);
    await answer.send(6, 9);
    await expect.poll(() => own.seen).toEqual(range(1, 9));
    expect(heard.filter((it) => it.includes('answers.'))).toEqual([]);
    const there = await watch(b, answer.generationId);
    await answer.send(10, 12);
    await expect.poll(() => there.seen).toEqual(range(1, 12));
    await answer.send(13, 14);
    await expect.poll(() => there.seen).toEqual(range(1, 14));
    // An id and a number, never the words.
    expect(heard.filter((it) => it.includes('answers.moved'))).not.toEqual([]);
    expect(heard.filter((it) => it.includes('t10 '))).toEqual([]);
  });

  test('goes on when its portal ends: the agent comes to the other one and sends what was not stored again', async () => {
    const { a, b } = await makeTwo();
    const answer = await makeAsked(a);
    const viewer = await watch(b, answer.generationId);
    await answer.send(1, 5);
    await expect.poll(() => viewer.seen).toEqual(range(1, 5));
    await a.stop();
    const moved = await greeted(b, handshake(b, answer.agent, 2), { running: answer.running });
    const there = answer.on(moved);
    await there.send(4, 9);
    await there.end(9);
    await expect.poll(() => viewer.seen).toEqual([...range(1, 9), 'completed']);
    await a.start();
  });

  test('reaches a program that asked at the other portal, its end too, as soon as it is there', async () => {
    const { a, b } = await makeTwo();
    const { agentSocket, ctx, fence } = await makeAnswering(a);
    const { ctx: key } = await makeKey(b.ctx, { personId: userIdOf(ctx) });
    const ask = {
      model: fence.sessionId,
      messages: [{ role: 'user' as const, content: 'Hi' }],
      settings: {},
    };
    const asked = await askForKey({ ...key, agents: b.gateway as never }, { ...ask, maxTokens: 50 }, NEVER);
    const own = { ...fence, generationId: asked.id };
    const events = asked.events[Symbol.asyncIterator]();
    const first = events.next();
    const startedMs = performance.now();
    expect(await agentSocket.emitWithAck('generation:deltas', { ...own, deltas: steps(1, 3) })).toMatchObject(
      { ok: true },
    );
    expect(await first).toMatchObject({ value: { kind: 'text', text: 't1 ' } });
    await agentSocket.emitWithAck('generation:end', {
      ...own,
      lastSeq: 3,
      state: 'completed',
      usage: { ...USAGE, completionTokens: 3 },
      message: null,
      at: new Date(),
    });
    const rest = [await events.next(), await events.next(), await events.next()].map((it) => it.value);
    expect(rest).toMatchObject([{ text: 't2 ' }, { text: 't3 ' }, { kind: 'end', finish: 'stop' }]);
    // Without a word from the other portal it would be found out only after two seconds.
    expect(performance.now() - startedMs).toBeLessThan(1500);
  });
});

const NEVER = new AbortController().signal;
