import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  answerOf,
  ask,
  askAndStart,
  end,
  makeChat,
  rowOf,
  untilState,
  words,
  write,
} from '../../testing/chats.ts';
import { actingAs } from '../../testing/context.ts';
import {
  followAnswers,
  getConversation,
  listConversations,
  postMessage,
  shareConversation,
  startConversation,
  stopGeneration,
} from './index.ts';

describe('asking', () => {
  test('stores question and answer, hands rank 0 the whole history, and is told once', async () => {
    const chat = await makeChat();
    const { input, done, generationId } = ask(chat.ctx, chat);
    const { question, answer } = await done;
    expect(question.text).toBe('What is a rank?');
    expect(answer.generation).toMatchObject({ id: generationId, state: 'dispatched', text: '', lastSeq: 0 });
    expect(await postMessage(chat.ctx, input)).toMatchObject({ answer: { id: generationId } });
    await untilState(chat, generationId, 'running');
    expect(chat.ctx.agents.sent).toMatchObject([
      {
        machineId: chat.machineId,
        command: 'generation:start',
        payload: { generationId, messages: [{ role: 'user', content: 'What is a rank?' }] },
      },
    ]);
    expect((await listConversations(chat.ctx, { limit: 10, place: 'recent' })).rows[0]).toMatchObject({
      title: 'What is a rank?',
      answering: true,
    });
  });

  test('hands over the branch the question stands in, with answers as they are when it is sent', async () => {
    const chat = await makeChat('ready', 'jaccl');
    const first = await askAndStart(chat, 'one');
    await write(chat, first, 1, 2);
    const second = ask(chat.ctx, chat, 'two');
    expect((await second.done).answer.generation?.state).toBe('queued');
    // Another branch of the same chat, which this question does not follow.
    await chat.ctx.db.message.create({
      data: {
        id: randomUUID(),
        conversationId: chat.conversation.id,
        parentId: null,
        role: 'user',
        text: 'elsewhere',
        createdAt: new Date(0),
      },
    });
    await write(chat, first, 3, 5);
    await end(chat, first, 5);
    await untilState(chat, second.generationId, 'running');
    expect(chat.ctx.agents.sent.at(-1)).toMatchObject({
      payload: {
        generationId: second.generationId,
        messages: [
          { role: 'user', content: 'one' },
          { role: 'assistant', content: words(5) },
          { role: 'user', content: 'two' },
        ],
      },
    });
    await write(chat, second.generationId, 1, 1);
    await end(chat, second.generationId, 1);
    await askAndStart(chat, 'three');
    expect(chat.ctx.agents.sent.at(-1)).toMatchObject({
      payload: {
        messages: [
          { content: 'one' },
          { content: words(5) },
          { content: 'two' },
          { content: words(1) },
          { content: 'three' },
        ],
      },
    });
  });

  test('is refused by a session that is not ready, and nothing is stored', async () => {
    const chat = await makeChat('loading');
    await expect(ask(chat.ctx, chat).done).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
    expect((await getConversation(chat.ctx, { id: chat.conversation.id, limit: 60 })).messages).toEqual([]);
  });

  test('is refused when too many of one’s own wait', async () => {
    const chat = await makeChat('ready', 'jaccl');
    for (let n = 0; n < 6; n++) await ask(chat.ctx, chat).done;
    await expect(ask(chat.ctx, chat).done).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });
});

test('opening a chat again gives the one in which nothing was asked yet', async () => {
  const chat = await makeChat();
  const again = () => startConversation(chat.ctx, { id: randomUUID(), sessionId: chat.session.id });
  expect((await again()).id).toBe(chat.conversation.id);
  await ask(chat.ctx, chat).done;
  expect((await again()).id).not.toBe(chat.conversation.id);
  const other = await actingAs(chat.ctx, 'member');
  const theirs = await startConversation(other, { id: randomUUID(), sessionId: chat.session.id });
  expect(theirs).toMatchObject({ mine: true });
});

test('only who sees a chat stops its answers, and gets the part written', async () => {
  const chat = await makeChat();
  const generationId = await askAndStart(chat);
  await write(chat, generationId, 1, 4);
  const other = await actingAs(chat.ctx, 'member');
  await expect(stopGeneration(other, { generationId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect((await rowOf(chat, generationId)).stopRequestedAt).toBeNull();
  expect(await stopGeneration(chat.ctx, { generationId })).toMatchObject({ text: words(4) });
  expect((await rowOf(chat, generationId)).stopRequestedAt).not.toBeNull();
});

test('a chat hears of its answer’s end', async () => {
  const chat = await makeChat();
  const generationId = await askAndStart(chat);
  const { id } = chat.conversation;
  const unfollow = followAnswers(chat.ctx);
  const before = await chat.ctx.db.conversation.findUniqueOrThrow({ where: { id } });
  await write(chat, generationId, 1, 2);
  await end(chat, generationId, 2);
  await expect
    .poll(() => chat.ctx.events.at(-1))
    .toEqual({
      event: 'conversation.changed',
      payload: { conversationId: id, revision: before.revision + 1 },
    });
  unfollow();
  expect(await answerOf(chat)).toMatchObject({ text: words(2), generation: { state: 'completed' } });
});

test('a chat is its owner’s alone until it is shared, and only the owner shares it', async () => {
  const chat = await makeChat();
  const other = await actingAs(chat.ctx, 'member');
  const { id } = chat.conversation;
  await expect(getConversation(other, { id, limit: 60 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(ask(other, chat).done).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await shareConversation(chat.ctx, { id, shared: true });
  expect(await getConversation(other, { id, limit: 60 })).toMatchObject({ mine: false, canWrite: true });
  // Again changes nothing, and the words of its first question are not in the audit.
  await shareConversation(chat.ctx, { id, shared: true });
  expect(await chat.ctx.db.auditEntry.findMany({ where: { objectId: id } })).toMatchObject([
    { before: { shared: false }, after: { shared: true }, objectName: expect.stringMatching(/^a chat of /) },
  ]);
  await expect(shareConversation(other, { id, shared: false })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const viewer = await actingAs(chat.ctx, 'viewer');
  await expect(ask(viewer, chat).done).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(await getConversation(viewer, { id, limit: 60 })).toMatchObject({ canWrite: false });
});
