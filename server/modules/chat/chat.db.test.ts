import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { GenerationDelta } from '@/shared/schemas/chat.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeBooking, makeLab, makeMachine, makeSession } from '../../testing/factories.ts';
import {
  endGeneration,
  getConversation,
  listConversations,
  postMessage,
  recordDeltas,
  shareConversation,
  startConversation,
  stopGeneration,
  sweepGenerations,
} from './index.ts';

const at = new Date('2026-11-18T22:00:00Z');
const steps = (from: number, to: number): GenerationDelta[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({
    seq: from + index,
    kind: 'text',
    text: `t${from + index} `,
    completionTokens: from + index,
    at,
  }));
const words = (to: number): string =>
  steps(1, to)
    .map((it) => it.text)
    .join('');
const usage = {
  promptTokens: 12,
  cachedTokens: 0,
  completionTokens: 5,
  timeToFirstTokenMs: 31,
  decodeMs: 40,
};

async function makeChat(state: 'ready' | 'loading' = 'ready', backend = 'ring') {
  const system = await makeTestContext();
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
type Chat = Awaited<ReturnType<typeof makeChat>>;

function ask(ctx: TestContext, chat: Chat, text = 'What is a rank?') {
  const ids = { messageId: randomUUID(), generationId: randomUUID() };
  const input = { conversationId: chat.conversation.id, sessionId: chat.session.id, ...ids, text };
  return { ...ids, input, done: postMessage(ctx, input) };
}
const fence = (chat: Chat, generationId: string) => ({
  sessionId: chat.session.id,
  epoch: chat.session.epoch,
  generationId,
});
const answerOf = async (chat: Chat) =>
  (await getConversation(chat.ctx, { id: chat.conversation.id })).messages.at(-1)!;

describe('asking', () => {
  test('stores question and answer, hands rank 0 the whole history, and is told once', async () => {
    const chat = await makeChat();
    const { input, done, generationId } = ask(chat.ctx, chat);
    const { question, answer } = await done;
    expect(question.text).toBe('What is a rank?');
    expect(answer.generation).toMatchObject({ id: generationId, state: 'running', text: '', lastSeq: 0 });
    expect(await postMessage(chat.ctx, input)).toMatchObject({ answer: { id: generationId } });
    await expect.poll(() => chat.ctx.agents.sent).toHaveLength(1);
    expect(chat.ctx.agents.sent[0]).toMatchObject({
      machineId: chat.machineId,
      command: 'generation:start',
      payload: { generationId, messages: [{ role: 'user', content: 'What is a rank?' }] },
    });
    expect((await listConversations(chat.ctx))[0]).toMatchObject({
      title: 'What is a rank?',
      answering: true,
    });
  });

  test('is refused by a session that is not ready, and nothing is stored', async () => {
    const chat = await makeChat('loading');
    await expect(ask(chat.ctx, chat).done).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
    expect((await getConversation(chat.ctx, { id: chat.conversation.id })).messages).toEqual([]);
  });

  test('on JACCL one answer runs at a time; the next starts when it has ended', async () => {
    const chat = await makeChat('ready', 'jaccl');
    const first = ask(chat.ctx, chat);
    await first.done;
    const second = ask(chat.ctx, chat);
    expect((await second.done).answer.generation?.state).toBe('queued');
    await recordDeltas(chat.ctx, chat.machineId, { ...fence(chat, first.generationId), deltas: steps(1, 5) });
    await endGeneration(chat.ctx, chat.machineId, {
      ...fence(chat, first.generationId),
      lastSeq: 5,
      state: 'completed',
      usage,
      message: null,
      at,
    });
    await expect.poll(async () => (await answerOf(chat)).generation?.state).toBe('running');
  });
});

describe('the log of an answer', () => {
  test('takes each step once, in order, whatever is sent again', async () => {
    const chat = await makeChat();
    const { done, generationId } = ask(chat.ctx, chat);
    await done;
    const send = (from: number, to: number) =>
      recordDeltas(chat.ctx, chat.machineId, { ...fence(chat, generationId), deltas: steps(from, to) });
    expect(await send(1, 3)).toEqual({ storedSeq: 3 });
    expect(await send(1, 3)).toEqual({ storedSeq: 3 });
    expect(await send(2, 6)).toEqual({ storedSeq: 6 });
    expect(await send(9, 12)).toEqual({ storedSeq: 6 });
    await Promise.all([send(7, 9), send(7, 9), send(7, 9)]);
    const told = chat.ctx.events.flatMap((it) =>
      it.event === 'generation.appended' ? it.payload.deltas : [],
    );
    expect(told.map((it) => it.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect((await answerOf(chat)).generation).toMatchObject({
      text: words(9),
      lastSeq: 9,
      completionTokens: 9,
    });
  });

  test('refuses another machine, rank 1, and an older epoch', async () => {
    const chat = await makeChat();
    const { done, generationId } = ask(chat.ctx, chat);
    await done;
    const it = { ...fence(chat, generationId), deltas: steps(1, 1) };
    await expect(recordDeltas(chat.ctx, chat.otherId, it)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(recordDeltas(chat.ctx, randomUUID(), it)).rejects.toMatchObject({ code: 'CONFLICT' });
    const stale = { ...it, epoch: it.epoch - 1 };
    await expect(recordDeltas(chat.ctx, chat.machineId, stale)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await answerOf(chat)).generation?.lastSeq).toBe(0);
  });

  test('an end waits for every step, is taken once, and nothing follows it', async () => {
    const chat = await makeChat();
    const { done, generationId } = ask(chat.ctx, chat);
    await done;
    const end = {
      ...fence(chat, generationId),
      lastSeq: 5,
      state: 'completed',
      usage,
      message: null,
      at,
    } as const;
    await recordDeltas(chat.ctx, chat.machineId, { ...fence(chat, generationId), deltas: steps(1, 3) });
    await expect(endGeneration(chat.ctx, chat.machineId, end)).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
    });
    await recordDeltas(chat.ctx, chat.machineId, { ...fence(chat, generationId), deltas: steps(4, 5) });
    await endGeneration(chat.ctx, chat.machineId, end);
    await endGeneration(chat.ctx, chat.machineId, {
      ...end,
      state: 'error',
      usage: { ...usage, completionTokens: 99 },
    });
    await recordDeltas(chat.ctx, chat.machineId, { ...fence(chat, generationId), deltas: steps(6, 7) });
    expect((await answerOf(chat)).generation).toMatchObject({
      state: 'completed',
      text: words(5),
      completionTokens: 5,
      promptTokens: 12,
      tokensPerSecond: 100,
    });
  });
});

describe('stopping', () => {
  test('stores the wish before telling the agent, and keeps the part written', async () => {
    const chat = await makeChat();
    const { done, generationId } = ask(chat.ctx, chat);
    await done;
    await recordDeltas(chat.ctx, chat.machineId, { ...fence(chat, generationId), deltas: steps(1, 4) });
    chat.ctx.agents.connected.clear();
    await expect(stopGeneration(chat.ctx, { generationId })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const row = await chat.ctx.db.generation.findUniqueOrThrow({ where: { id: generationId } });
    expect(row.stopRequestedAt).not.toBeNull();
    chat.ctx.agents.connected.add(chat.machineId);
    expect(await stopGeneration(chat.ctx, { generationId })).toMatchObject({ text: words(4) });
    expect(chat.ctx.agents.sent.at(-1)).toMatchObject({
      command: 'generation:stop',
      payload: { generationId },
    });
  });

  test('when its session fails, an answer is interrupted with its part, and takes the last words late', async () => {
    const chat = await makeChat();
    const { done, generationId } = ask(chat.ctx, chat);
    await done;
    await recordDeltas(chat.ctx, chat.machineId, { ...fence(chat, generationId), deltas: steps(1, 4) });
    await chat.ctx.db.session.update({
      where: { id: chat.session.id },
      data: {
        state: 'failed',
        endedAt: new Date(Date.now() - 10_000),
        endMessage: 'Rank 1 ended unexpectedly.',
      },
    });
    await sweepGenerations(chat.ctx);
    await recordDeltas(chat.ctx, chat.machineId, { ...fence(chat, generationId), deltas: steps(5, 6) });
    await endGeneration(chat.ctx, chat.machineId, {
      ...fence(chat, generationId),
      lastSeq: 6,
      state: 'interrupted',
      usage: { ...usage, completionTokens: 7 },
      message: null,
      at,
    });
    expect((await answerOf(chat)).generation).toMatchObject({
      state: 'interrupted',
      message: 'Rank 1 ended unexpectedly.',
      text: words(6),
      completionTokens: 7,
    });
  });
});

test('an answer cut off by the end of its session says why that ended', async () => {
  const chat = await makeChat();
  const { done, generationId } = ask(chat.ctx, chat);
  await done;
  await chat.ctx.db.session.update({
    where: { id: chat.session.id },
    data: { state: 'ending', endMessage: 'The booking ended, and the session with it.' },
  });
  await endGeneration(chat.ctx, chat.machineId, {
    ...fence(chat, generationId),
    lastSeq: 0,
    state: 'interrupted',
    usage,
    message: 'The rank ended before the answer did.',
    at,
  });
  expect((await answerOf(chat)).generation).toMatchObject({
    state: 'interrupted',
    message: 'The booking ended, and the session with it.',
  });
});

test('a chat is its owner’s alone until it is shared, and only the owner shares it', async () => {
  const chat = await makeChat();
  const other = await actingAs(chat.ctx, 'member');
  const { id } = chat.conversation;
  await expect(getConversation(other, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(ask(other, chat).done).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await shareConversation(chat.ctx, { id, shared: true });
  expect(await getConversation(other, { id })).toMatchObject({ mine: false, canWrite: true });
  // Again changes nothing, and the words of its first question are not in the audit.
  await shareConversation(chat.ctx, { id, shared: true });
  expect(await chat.ctx.db.auditEntry.findMany({ where: { objectId: id } })).toMatchObject([
    { before: { shared: false }, after: { shared: true }, objectName: expect.stringMatching(/^a chat of /) },
  ]);
  await expect(shareConversation(other, { id, shared: false })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const viewer = await actingAs(chat.ctx, 'viewer');
  await expect(ask(viewer, chat).done).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(await getConversation(viewer, { id })).toMatchObject({ canWrite: false });
});
