import { randomUUID } from 'node:crypto';
import type { Socket } from 'socket.io-client';
import { afterEach, expect, test } from 'vitest';
import { seededRandom } from '@/shared/domain/seeded-random.ts';
import {
  answerAgain,
  chooseBranch,
  getConversation,
  postMessage,
  shareConversation,
  startConversation,
} from '../modules/chat/index.ts';
import { checkAgreement, checkViewer } from '../testing/answer-history.ts';
import { type AnswerViewer, watchAnswer } from '../testing/answer-viewer.ts';
import { actingAs } from '../testing/context.ts';
import { makeBooking, makeSession } from '../testing/factories.ts';
import {
  closeRealtime,
  connectAgent,
  handshake,
  hello,
  makeKeyed,
  makeRealtimePortal,
  type RealtimePortal,
} from '../testing/realtime-portal.ts';

/*
 * One answer read by five viewers at two portals while everything that may happen happens: cuts, portals that end
 * and come back, steps that come twice, too early or too late, somebody who loses the right to read on. Afterwards
 * each viewer's history is judged.
 */
const STEPS = 240;
/** A failing seed is kept here as a case of its own: 103 told an end twice. More of them: SEED=100 SEEDS=40. */
const FIRST = Number(process.env['SEED'] ?? Date.now() % 100_000);
const SEEDS = [
  7,
  103,
  ...Array.from({ length: Number(process.env['SEEDS'] ?? 1) }, (_, index) => FIRST + index),
];

const viewers: AnswerViewer[] = [];
afterEach(async () => {
  for (const it of viewers.splice(0)) it.close();
  await closeRealtime();
});

const step = (seq: number) => ({
  seq,
  kind: seq <= 20 ? 'reasoning' : 'text',
  text: `t${seq} ${seq % 7 === 0 ? '漢字 🌳 é' : ''}`,
  completionTokens: seq,
  at: new Date().toISOString(),
});
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => step(from + i));

type Lab = { a: RealtimePortal; b: RealtimePortal; dice: (sides: number) => number };

async function makeAsked({ a }: Lab) {
  const agent = await makeKeyed(a);
  const owner = await actingAs(a.ctx, 'member');
  const guest = await actingAs(a.ctx, 'member');
  a.people.set('owner', owner.actor).set('guest', guest.actor);
  const personId = owner.actor.kind === 'user' ? owner.actor.id : '';
  const booking = await makeBooking(a.ctx.db, { personId, machineIds: [agent.machineId] });
  const session = await makeSession(a.ctx.db, {
    bookingId: booking.id,
    startedById: personId,
    machineIds: [agent.machineId],
  });
  const conversation = await startConversation(owner, { id: randomUUID(), sessionId: session.id });
  await shareConversation(owner, { id: conversation.id, shared: true });
  const fence = { sessionId: session.id, epoch: session.epoch, generationId: randomUUID() };
  const questionId = randomUUID();
  await postMessage(owner, {
    conversationId: conversation.id,
    sessionId: session.id,
    messageId: questionId,
    generationId: fence.generationId,
    text: 'Hello',
  });
  return { agent, owner, conversationId: conversation.id, questionId, fence };
}
type Asked = Awaited<ReturnType<typeof makeAsked>>;

/** The agent's side: it keeps what was not acknowledged, comes back to any portal, and says things twice. */
function makeAgent({ a, b, dice }: Lab, { agent, fence }: Asked, isUp: (portal: RealtimePortal) => boolean) {
  let socket: Socket | null = null;
  let counter = 0;
  let stored = 0;
  const running = [{ sessionId: fence.sessionId, epoch: fence.epoch, rank: 0, state: 'ready' }];
  const link = async (): Promise<Socket> => {
    while (!socket?.connected) {
      const portal = [a, b].filter(isUp)[dice(2)] ?? [a, b].find(isUp)!;
      counter += 1;
      try {
        socket = await connectAgent(portal, handshake(portal, agent, counter));
        await socket.timeout(2000).emitWithAck('agent:hello', { ...hello(), running });
      } catch {
        socket = null;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    return socket;
  };
  const ask = async (
    event: string,
    payload: object,
  ): Promise<{ ok: boolean; data?: { storedSeq?: number } }> =>
    (await (await link()).timeout(2000).emitWithAck(event, { ...fence, ...payload })) as { ok: boolean };
  return {
    cut(): void {
      if (socket?.connected) socket.io.engine.close();
    },
    stored: () => stored,
    /** Sends what follows, now and then some of it twice, or what can't be stored yet. */
    async next(): Promise<void> {
      const size = 1 + dice(6);
      const from = dice(5) === 0 ? Math.max(1, stored - dice(6)) : dice(9) === 0 ? stored + 2 : stored + 1;
      const to = Math.min(STEPS, Math.max(from, stored + size));
      if (from > to) return;
      try {
        const { data } = await ask('generation:deltas', { deltas: range(from, to) });
        stored = Math.max(stored, data?.storedSeq ?? 0);
      } catch {
        // The answer to it was lost: it is sent again.
      }
    },
    async end(): Promise<void> {
      const usage = {
        promptTokens: 1,
        cachedTokens: 0,
        completionTokens: STEPS,
        timeToFirstTokenMs: 1,
        decodeMs: 1,
      };
      const end = { lastSeq: STEPS, state: 'completed', usage, message: null, at: new Date().toISOString() };
      // Told until it is acknowledged, and once more: the acknowledgement may have been lost.
      while (!(await ask('generation:end', end).catch(() => ({ ok: false }))).ok);
      await ask('generation:end', end);
      await ask('generation:deltas', { deltas: range(STEPS - 3, STEPS) });
    },
  };
}

test.each(SEEDS)(
  'an answer is whole and in order for each viewer, whatever happens (seed %i)',
  async (seed) => {
    const random = seededRandom(seed);
    const a = await makeRealtimePortal();
    const b = await makeRealtimePortal(a);
    const lab: Lab = { a, b, dice: (sides) => Math.floor(random() * sides) };
    const up = new Set([a, b]);
    const asked = await makeAsked(lab);
    const { generationId } = asked.fence;
    const agent = makeAgent(lab, asked, (it) => up.has(it));
    const watch = (cookie: string, portal?: RealtimePortal): AnswerViewer => {
      const url = (): string => (portal && up.has(portal) ? portal : [...up][lab.dice(up.size)]!).url;
      const viewer = watchAnswer({ url, cookie, origin: a.origin, generationId });
      viewers.push(viewer);
      return viewer;
    };
    const [steady, cut, hopping] = [watch('owner', a), watch('owner', b), watch('owner')];
    const guest = watch('guest', b);
    let late: AnswerViewer | null = null;
    let isShared = true;
    let other: string | null = null;

    const restart = async (portal: RealtimePortal): Promise<void> => {
      up.delete(portal);
      await portal.stop();
      await portal.start();
      up.add(portal);
    };
    let restarting: Promise<void> = Promise.resolve();
    const restarts = new Set([80, 160]);
    while (agent.stored() < STEPS) {
      await agent.next();
      if (lab.dice(12) === 0) cut.cut();
      if (lab.dice(20) === 0) hopping.cut();
      if (lab.dice(25) === 0) agent.cut();
      // Somebody asks for another version meanwhile: who watches this one goes on with it.
      if (agent.stored() > 60 && other === null) {
        other = randomUUID();
        const { conversationId, questionId: parentId, fence } = asked;
        const { sessionId } = fence;
        await answerAgain(asked.owner, { conversationId, sessionId, parentId, generationId: other });
      }
      if (agent.stored() > 100) late ??= watch('owner');
      if (agent.stored() > 120 && isShared) {
        isShared = false;
        // A portal that is down shares nothing.
        await restarting;
        await expect.poll(() => guest.seq()).toBeGreaterThan(0);
        await shareConversation(asked.owner, { id: asked.conversationId, shared: false });
        await expect.poll(() => guest.events.at(-1), { timeout: 1000 }).toEqual({ type: 'cut' });
      }
      const due = [...restarts].find((it) => agent.stored() >= it);
      if (due !== undefined) {
        restarts.delete(due);
        await restarting;
        restarting = restart(due === 80 ? a : b);
      }
    }
    await restarting;
    await agent.end();
    const able = [steady, cut, hopping, late!];
    await expect.poll(() => able.every((it) => it.isOver()), { timeout: 20_000 }).toBe(true);

    const row = await a.ctx.db.generation.findUniqueOrThrow({ where: { id: generationId } });
    expect(row).toMatchObject({ state: 'completed', lastSeq: STEPS, completionTokens: STEPS });
    const source = range(1, STEPS).filter((it) => it.kind === 'text');
    expect(row.text).toBe(source.map((it) => it.text).join(''));
    const whole = { state: row.state, lastSeq: row.lastSeq, text: row.text! };
    for (const it of able) expect(checkViewer(it.events, whole)).toEqual([]);
    expect(checkAgreement([...able, guest].map((it) => it.events))).toEqual([]);
    const chat = () => getConversation(asked.owner, { id: asked.conversationId, limit: 60 });
    expect((await chat()).leafId).toBe(other);
    const inChat = { conversationId: asked.conversationId, messageId: generationId };
    await chooseBranch(asked.owner, inChat);
    expect((await chat()).messages.at(-1)).toMatchObject({ text: row.text, version: { at: 1, of: 2 } });
    // Whoever lost the right may have had what came before, and nothing after.
    expect(guest.isOver()).toBe(false);
    expect(guest.seq()).toBeLessThan(STEPS);
  },
);
