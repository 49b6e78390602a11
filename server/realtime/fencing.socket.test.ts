import { randomUUID } from 'node:crypto';
import type { Socket } from 'socket.io-client';
import { afterEach, describe, expect, test } from 'vitest';
import { agentEvents, PROTOCOL_VERSION } from '@/shared/protocol/agent.ts';
import { createSweeps } from '../jobs/sweeps.ts';
import { listStartableModels, startSession } from '../modules/sessions/index.ts';
import { actingAs } from '../testing/context.ts';
import { agentModel, makeBooking, makeSession, makeUser } from '../testing/factories.ts';
import {
  closeRealtime,
  connectAgent,
  handshake,
  hello,
  makeKeyed,
  makeRealtimePortal,
  type RealtimePortal,
} from '../testing/realtime-portal.ts';

/* Leases, epochs and identities: whoever has been replaced, paused or copied can no longer change anything. */

afterEach(closeRealtime);

async function makeHolding(portal: RealtimePortal) {
  const agent = await makeKeyed(portal);
  const person = await makeUser(portal.ctx.db);
  const booking = await makeBooking(portal.ctx.db, { personId: person.id, machineIds: [agent.machineId] });
  // The first of all sessions would have no older epoch.
  await portal.ctx.db.$queryRaw`SELECT nextval('"Session_epoch_seq"')::text`;
  const session = await makeSession(portal.ctx.db, {
    bookingId: booking.id,
    startedById: person.id,
    machineIds: [agent.machineId],
  });
  const generation = await portal.ctx.db.generation.create({
    data: {
      id: randomUUID(),
      sessionId: session.id,
      epoch: session.epoch,
      requestedById: person.id,
      source: 'chat',
      state: 'running',
      maxTokens: 100,
    },
  });
  return { agent, booking, session, generation };
}
type Holding = Awaited<ReturnType<typeof makeHolding>>;
const runningOf = ({ session }: Holding) => [
  { sessionId: session.id, epoch: session.epoch, rank: 0, state: 'ready' },
];
async function greet(portal: RealtimePortal, agent: Holding['agent'], counter: number, more: object) {
  const socket = await connectAgent(portal, handshake(portal, agent, counter));
  return { socket, reply: (await socket.emitWithAck('agent:hello', { ...hello(), ...more })) as Reply };
}
type Reply = { ok: boolean; data?: { desired: unknown[] }; error?: { code: string } };

describe('every write of a session carries its epoch', () => {
  const at = new Date().toISOString();
  const usage = { promptTokens: 1, cachedTokens: 0, completionTokens: 9, timeToFirstTokenMs: 1, decodeMs: 1 };
  /** What an agent would say of a session it holds, by event. */
  const said: Record<string, (fence: object, holding: Holding) => object> = {
    'rank:state': (fence) => ({ ...fence, rank: 0, state: 'exited', at, cause: 'crashed' }),
    'rank:log': (fence) => ({ ...fence, lines: [{ rank: 0, seq: 1, at, stream: 'stdout', text: 'late' }] }),
    'generation:deltas': (fence, { generation }) => ({
      ...fence,
      generationId: generation.id,
      deltas: [{ seq: 1, kind: 'text', text: 'late', completionTokens: 1, at }],
    }),
    'generation:end': (fence, { generation }) => ({
      ...fence,
      generationId: generation.id,
      lastSeq: 0,
      state: 'completed',
      usage,
      message: null,
      at,
    }),
  };
  // What has no reply is shown and never written; `chat-people.socket.test.ts` tries its fence.
  const fenced = Object.entries(agentEvents).filter(
    ([, spec]) => 'epoch' in spec.payload.shape && 'reply' in spec,
  );

  test('the catalogue holds no such event that is not tried here', () => {
    expect(fenced.map(([event]) => event).toSorted()).toEqual(Object.keys(said).toSorted());
  });

  const everything = async ({ ctx }: RealtimePortal, { session }: Holding) => ({
    session: await ctx.db.session.findUnique({ where: { id: session.id }, include: { ranks: true } }),
    lines: await ctx.db.rankLogLine.findMany({ where: { sessionId: session.id } }),
    generations: await ctx.db.generation.findMany({ where: { sessionId: session.id } }),
    deltas: await ctx.db.generationDelta.count({ where: { generation: { sessionId: session.id } } }),
  });

  test.each(fenced.map(([event]) => event))(
    '%s: an older epoch, and another machine, change nothing; the right one does',
    async (event) => {
      const portal = await makeRealtimePortal();
      const holding = await makeHolding(portal);
      const { session, agent } = holding;
      const { socket } = await greet(portal, agent, 1, { running: runningOf(holding) });
      const stranger = await makeKeyed(portal);
      const { socket: other } = await greet(portal, stranger, 1, {});
      const before = await everything(portal, holding);
      const tell = (from: Socket, epoch: number) =>
        from.emitWithAck(event, said[event]!({ sessionId: session.id, epoch }, holding)) as Promise<Reply>;
      await tell(socket, session.epoch - 1);
      await tell(socket, session.epoch + 1);
      await tell(other, session.epoch);
      expect(await everything(portal, holding)).toEqual(before);
      // Lines of a rank that isn't its own are let fall without a word, as those that came twice.
      const noted =
        event === 'rank:log' ? [] : [{ actorName: expect.any(String), objectId: stranger.machineId }];
      const audit = () =>
        portal.ctx.db.auditEntry.findMany({
          where: { action: 'agent.overreach', objectId: { in: [agent.machineId, stranger.machineId] } },
        });
      await expect.poll(audit).toMatchObject(noted);
      expect(await tell(socket, session.epoch)).toMatchObject({ ok: true });
      expect(await everything(portal, holding)).not.toEqual(before);
    },
  );
});

describe('an identity that runs twice', () => {
  test('starts nothing twice: one connection at a time, and no new session until it is joined anew', async () => {
    const portal = await makeRealtimePortal();
    const agent = await makeKeyed(portal);
    const original = await greet(portal, agent, 5, {});
    // The copy's folder is older, so its counter is behind; it goes on trying.
    for (const counter of [4, 5])
      await expect(connectAgent(portal, handshake(portal, agent, counter))).rejects.toMatchObject({
        data: { code: 'CONFLICT' },
      });
    const ended = new Promise((resolve) => original.socket.once('disconnect', resolve));
    await greet(portal, agent, 6, { bootId: 'boot-a', models: [agentModel()] });
    await ended;
    const member = await actingAs(portal.ctx, 'member');
    const personId = member.actor.kind === 'user' ? member.actor.id : '';
    const booking = await makeBooking(portal.ctx.db, { personId, machineIds: [agent.machineId] });
    const ctx = { ...member, agents: portal.gateway };
    const [model] = await listStartableModels(ctx, { bookingId: booking.id, limit: 10 });
    expect(model?.refusal).toContain('Two copies');
    await expect(
      startSession(ctx, { id: randomUUID(), bookingId: booking.id, modelId: model!.id }),
    ).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  });
});

test('an agent whose protocol is too far from the portal’s is heard and gets no session', async () => {
  const portal = await makeRealtimePortal();
  const agent = await makeKeyed(portal);
  const { socket, reply } = await greet(portal, agent, 1, {
    protocolVersion: PROTOCOL_VERSION + 1,
    models: [agentModel()],
  });
  expect(reply).toMatchObject({
    ok: true,
    data: { upgradeRequired: expect.stringContaining('newer than this portal') as string },
  });
  const beaten = await socket.emitWithAck('agent:heartbeat', { bootId: 'boot-a', running: [] });
  expect(beaten).toMatchObject({ ok: true });
  const member = await actingAs(portal.ctx, 'member');
  const personId = member.actor.kind === 'user' ? member.actor.id : '';
  const booking = await makeBooking(portal.ctx.db, { personId, machineIds: [agent.machineId] });
  const ctx = { ...member, agents: portal.gateway };
  const [model] = await listStartableModels(ctx, { bookingId: booking.id, limit: 10 });
  expect(model?.refusal).toContain('newer than this portal');
  // Nor by a portal that has not looked at the rows.
  const prepare = portal.gateway.send(agent.machineId, 'session:prepare', {} as never);
  await expect(prepare).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
});

describe('a portal that was away', () => {
  const MINUTE_MS = 60_000;

  test('for four minutes loses no session at its start; rows and ranks agree once agents are back', async () => {
    const portal = await makeRealtimePortal();
    const [kept, lost] = [await makeHolding(portal), await makeHolding(portal)];
    for (const it of [kept, lost]) await greet(portal, it.agent, 1, { running: runningOf(it) });
    await portal.stop();
    const back = Date.now() + 4 * MINUTE_MS;
    await portal.start();
    // It looks as soon as it is there: only that it has just begun keeps it from judging.
    portal.ctx.clock.now = new Date(back);
    const sweeps = createSweeps((name) => ({ ...portal.ctx, actor: { kind: 'system', name } }));
    const states = async () => {
      const ids = [kept.session.id, lost.session.id];
      const rows = await portal.ctx.db.session.findMany({ where: { id: { in: ids } } });
      return ids.map((id) => rows.find((it) => it.id === id)!.state);
    };
    for (const seconds of [0, 1, 2, 30, 31, 32]) {
      portal.ctx.clock.now = new Date(back + seconds * 1000);
      for (const it of sweeps) if (it.name !== 'expireDueBookings') await it.run();
    }
    expect(await states()).toEqual(['ready', 'ready']);
    // One still holds its rank; the other's lease has ended it.
    await greet(portal, kept.agent, 2, { running: runningOf(kept) });
    await greet(portal, lost.agent, 2, { running: [] });
    expect(await states()).toEqual(['ready', 'failed']);
    const failed = await portal.ctx.db.session.findUnique({ where: { id: lost.session.id } });
    expect(failed?.endReason).toBe('portal_lost');
  });

  test('and whose database is of before: epochs go on above what agents report', async () => {
    const portal = await makeRealtimePortal();
    const agent = await makeKeyed(portal);
    const running = [{ sessionId: randomUUID(), epoch: 5000, rank: 0, state: 'ready' }];
    const { reply } = await greet(portal, agent, 1, { running });
    expect(reply).toMatchObject({ ok: true, data: { desired: [] } });
    const after = await makeHolding(portal);
    expect(after.session.epoch).toBe(5002);
    await greet(portal, agent, 2, { running: [{ ...running[0]!, epoch: 40 }] });
    expect((await makeHolding(portal)).session.epoch).toBe(5004);
  });
});

describe('what an agent should hold', () => {
  test('is never told from a failed look at the rows: a wrong "nothing" would end every rank', async () => {
    const portal = await makeRealtimePortal();
    const holding = await makeHolding(portal);
    const { socket } = await greet(portal, holding.agent, 1, { running: runningOf(holding) });
    const beat = () =>
      socket.emitWithAck('agent:heartbeat', {
        bootId: 'boot-a',
        running: runningOf(holding),
      }) as Promise<Reply>;
    expect((await beat()).data?.desired).toHaveLength(1);
    await portal.ctx.db.$executeRaw`ALTER TABLE "SessionRank" RENAME TO "SessionRankAway"`;
    try {
      const failed = await beat();
      expect(failed).toMatchObject({ ok: false, error: { code: 'INTERNAL' } });
      expect(failed.data).toBeUndefined();
    } finally {
      await portal.ctx.db.$executeRaw`ALTER TABLE "SessionRankAway" RENAME TO "SessionRank"`;
    }
    expect((await beat()).data?.desired).toHaveLength(1);
  });
});
