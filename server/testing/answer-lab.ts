import { randomUUID } from 'node:crypto';
import type { Socket } from 'socket.io-client';
import { postMessage, shareConversation, startConversation } from '../modules/chat/index.ts';
import { actingAs, userIdOf } from './context.ts';
import { makeBooking, makeSession } from './factories.ts';
import { makeSecretOf } from './keys.ts';
import { startTestPortal } from './portal.ts';
import { connectAgent, handshake, hello, makeKeyed, type RealtimePortal } from './realtime-portal.ts';

/*
 * One session that people and programs ask at two portals, and its agent, played: it keeps what was not acknowledged,
 * comes back to any portal, and says things twice, too early and too late.
 */
export type Dice = (sides: number) => number;
export type AnswerLab = Awaited<ReturnType<typeof makeAnswerLab>>;
export type WrittenAnswer = { id: string; name: string; stored: number };

export async function makeAnswerLab([a, b]: readonly [RealtimePortal, RealtimePortal]) {
  const agent = await makeKeyed(a);
  const [owner, guest] = [await actingAs(a.ctx, 'member'), await actingAs(a.ctx, 'member')];
  a.people.set('owner', owner.actor).set('guest', guest.actor);
  const ownership = { personId: userIdOf(owner), startedById: userIdOf(owner) };
  const machineIds = [agent.machineId];
  const booking = await makeBooking(a.ctx.db, { personId: ownership.personId, machineIds });
  const session = await makeSession(a.ctx.db, {
    bookingId: booking.id,
    startedById: ownership.startedById,
    machineIds,
  });
  for (const { ctx } of [a, b]) ctx.agents.connected.add(agent.machineId);
  const web = await Promise.all([a, b].map((it) => startTestPortal({ over: it.ctx })));
  const secret = await makeSecretOf(owner);

  const ids = { conversationId: randomUUID(), questionId: randomUUID() };
  const { id: conversationId } = await startConversation(owner, {
    id: ids.conversationId,
    sessionId: session.id,
  });
  await shareConversation(owner, { id: conversationId, shared: true });
  const chat: WrittenAnswer = { id: randomUUID(), name: 'c', stored: 0 };
  const asked = { conversationId, sessionId: session.id, messageId: ids.questionId };
  await postMessage(owner, { ...asked, generationId: chat.id, text: 'Hello' });
  return {
    portals: [a, b] as const,
    agent,
    owner,
    conversationId,
    questionId: ids.questionId,
    session,
    secret,
    chat,
    urls: web.map((it) => it.url) as [string, string],
    /** The newest question of a program. */
    async askedLast(name: string): Promise<WrittenAnswer> {
      const where = { source: 'api' } as const;
      const orderBy = { createdAt: 'desc' } as const;
      const { id } = await a.ctx.db.generation.findFirstOrThrow({ where, orderBy });
      return { id, name, stored: 0 };
    },
    /** Whether an agent was told to stop it. */
    isStopped: ({ id }: WrittenAnswer): boolean =>
      [a, b].some(({ ctx }) =>
        ctx.agents.sent.some(
          (it) =>
            it.command === 'generation:stop' && (it.payload as { generationId: string }).generationId === id,
        ),
      ),
    close: () => Promise.all(web.map((it) => it.close())),
  };
}

const THOUGHTS = 20;
const MOST_TRIES = 20;
const step = (name: string, seq: number) => ({
  seq,
  kind: seq <= THOUGHTS ? 'reasoning' : 'text',
  text: `${name}${seq} ${seq % 7 === 0 ? '漢字 🌳 é' : ''}`,
  completionTokens: seq,
  at: new Date().toISOString(),
});
const range = (name: string, from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => step(name, from + index));
/** What an answer of so many steps says. */
export function sayingOf(name: string, lastSeq: number): { text: string; reasoning: string } {
  const of = (kind: string): string =>
    range(name, 1, lastSeq)
      .filter((it) => it.kind === kind)
      .map((it) => it.text)
      .join('');
  return { text: of('text'), reasoning: of('reasoning') };
}

type AgentOptions = { steps: number; dice: Dice; isUp(portal: RealtimePortal): boolean };

export function playAgent(lab: AnswerLab, { steps, dice, isUp }: AgentOptions) {
  const { session, agent, portals } = lab;
  const fence = { sessionId: session.id, epoch: session.epoch };
  let socket: Socket | null = null;
  let counter = 0;
  const link = async (): Promise<Socket> => {
    while (!socket?.connected) {
      const portal = portals.filter(isUp)[dice(2)] ?? portals.find(isUp)!;
      counter += 1;
      try {
        socket = await connectAgent(portal, handshake(portal, agent, counter));
        const running = [{ ...fence, rank: 0, state: 'ready' }];
        await socket.timeout(2000).emitWithAck('agent:hello', { ...hello(), running });
      } catch {
        socket = null;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    return socket;
  };
  type Reply = { ok: boolean; data?: { storedSeq?: number } };
  const say = async (event: string, { id }: WrittenAnswer, payload: object): Promise<Reply> =>
    (await (
      await link()
    )
      .timeout(2000)
      .emitWithAck(event, { ...fence, generationId: id, ...payload })) as Reply;
  return {
    cut(): void {
      if (socket?.connected) socket.io.engine.close();
    },
    /** Says what follows, now and then some of it twice, or what can't be stored yet. */
    async next(answer: WrittenAnswer): Promise<void> {
      const { stored, name } = answer;
      const size = 1 + dice(6);
      const from = dice(5) === 0 ? Math.max(1, stored - dice(6)) : dice(9) === 0 ? stored + 2 : stored + 1;
      const deltas = range(name, from, Math.min(steps, Math.max(from, stored + size)));
      if (deltas.length === 0) return;
      // Where the reply is lost it is said again.
      const { data } = await say('generation:deltas', answer, { deltas }).catch((): Reply => ({ ok: false }));
      answer.stored = Math.max(stored, data?.storedSeq ?? 0);
    },
    /** Told until it is acknowledged, and once more: the acknowledgement may have been lost. */
    async end(answer: WrittenAnswer, state: 'completed' | 'stopped'): Promise<void> {
      const { stored, name } = answer;
      const usage = { promptTokens: 1, cachedTokens: 0, timeToFirstTokenMs: 1, decodeMs: 1 };
      const end = {
        lastSeq: stored,
        state,
        usage: { ...usage, completionTokens: stored },
        message: null,
        at: new Date().toISOString(),
      };
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        if ((await say('generation:end', answer, end).catch((): Reply => ({ ok: false }))).ok) break;
      }
      await say('generation:end', answer, end);
      const deltas = range(name, Math.max(1, stored - 3), stored);
      if (deltas.length > 0) await say('generation:deltas', answer, { deltas });
    },
  };
}
