import { randomUUID } from 'node:crypto';
import type { GenerationDelta } from '@/shared/schemas/chat.ts';
import { getConversation, postMessage, startConversation } from '../modules/chat/index.ts';
import { endGeneration, recordDeltas } from '../modules/generations/index.ts';
import { actingAs, makeTestContext, type TestContext } from './context.ts';
import { makeBooking, makeLab, makeMachine, makeSession } from './factories.ts';

/*
 * A member's chat with a session on two machines, and rank 0's agent played by the test: what it stores of an answer
 * is `t1 t2 …`, one token a step.
 */
export type TestChat = Awaited<ReturnType<typeof makeChat>>;

export async function makeChat(state: 'ready' | 'loading' = 'ready', backend = 'ring', now?: Date) {
  const system = await makeTestContext(now ? { now } : {});
  await makeLab(system.db);
  const [zero, one] = [await makeMachine(system.db), await makeMachine(system.db)];
  system.agents.connected.add(zero.id).add(one.id);
  const ctx = await actingAs(system, 'member');
  const personId = ctx.actor.kind === 'user' ? ctx.actor.id : '';
  const booking = await makeBooking(ctx.db, { personId, machineIds: [zero.id, one.id] });
  const session = await makeSession(ctx.db, {
    bookingId: booking.id,
    startedById: personId,
    machineIds: [zero.id, one.id],
    state,
    backend,
  });
  const conversation = await startConversation(ctx, { id: randomUUID(), sessionId: session.id });
  return { ctx, session, conversation, machineId: zero.id, otherId: one.id };
}

export function ask(ctx: TestContext, chat: TestChat, text = 'What is a rank?') {
  const ids = { messageId: randomUUID(), generationId: randomUUID() };
  const input = { conversationId: chat.conversation.id, sessionId: chat.session.id, ...ids, text };
  return { ...ids, input, done: postMessage(ctx, input) };
}

/** Asks, and waits until the agent has taken it. */
export async function askAndStart(chat: TestChat, text?: string): Promise<string> {
  const { generationId, done } = ask(chat.ctx, chat, text);
  await done;
  await untilState(chat, generationId, 'running');
  return generationId;
}

export const rowOf = (chat: TestChat, id: string) =>
  chat.ctx.db.generation.findUniqueOrThrow({ where: { id } });

export async function untilState(chat: TestChat, generationId: string, state: string): Promise<void> {
  const deadline = performance.now() + 5000;
  for (;;) {
    const row = await rowOf(chat, generationId);
    if (row.state === state) return;
    if (performance.now() > deadline) throw new Error(`The answer is ${row.state}, not ${state}.`);
    await new Promise(setImmediate);
  }
}

export const answerOf = async (chat: TestChat) =>
  (await getConversation(chat.ctx, { id: chat.conversation.id, limit: 60 })).messages.at(-1)!;

export const fenceOf = (chat: TestChat, generationId: string) => ({
  sessionId: chat.session.id,
  epoch: chat.session.epoch,
  generationId,
});

export const steps = (from: number, to: number, at = new Date()): GenerationDelta[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({
    seq: from + index,
    kind: 'text',
    text: `t${from + index} `,
    completionTokens: from + index,
    at,
  }));
export const words = (to: number): string =>
  steps(1, to)
    .map((it) => it.text)
    .join('');

export const write = (chat: TestChat, generationId: string, from: number, to: number) =>
  recordDeltas(chat.ctx, chat.machineId, { ...fenceOf(chat, generationId), deltas: steps(from, to) });

type End = Partial<Parameters<typeof endGeneration>[2]>;
export const USAGE = { promptTokens: 12, cachedTokens: 0, timeToFirstTokenMs: 31, decodeMs: 40 };
export const end = (chat: TestChat, generationId: string, lastSeq: number, fields: End = {}) =>
  endGeneration(chat.ctx, chat.machineId, {
    ...fenceOf(chat, generationId),
    lastSeq,
    state: 'completed',
    usage: { ...USAGE, completionTokens: lastSeq },
    message: null,
    at: new Date(),
    ...fields,
  });

/** Moves the clock on, which stands still. */
export const later = (chat: TestChat, ms: number): void => {
  chat.ctx.clock.now = new Date(chat.ctx.now().getTime() + ms);
};

/** The ends that were told of an answer. */
export const endsOf = (chat: TestChat, generationId: string) =>
  chat.ctx.events.flatMap((it) =>
    it.event === 'generation.ended' && it.payload.generationId === generationId ? [it.payload.state] : [],
  );
