import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { actingAs, type TestContext } from '../../testing/context.ts';
import {
  ask,
  askAndStart,
  end,
  makeChat,
  type TestChat,
  untilState,
  words,
  write,
} from '../../testing/chats.ts';
import {
  answerAgain,
  chooseBranch,
  deleteBranch,
  editMessage,
  followAnswers,
  forkConversation,
  getConversation,
  listEarlierMessages,
  postMessage,
  shareConversation,
} from './index.ts';

const read = async (ctx: TestContext, chat: TestChat, limit = 60) =>
  getConversation(ctx, { id: chat.conversation.id, limit });
const said = async (ctx: TestContext, chat: TestChat) =>
  (await read(ctx, chat)).messages.map((it) => it.text);
const inChat = (chat: TestChat, messageId: string) => ({ conversationId: chat.conversation.id, messageId });

/** A question with its answer of so many words; its ids. */
async function answered(chat: TestChat, text: string, count: number, parentId?: string | null) {
  const ids = { messageId: randomUUID(), generationId: randomUUID() };
  const { conversation, session } = chat;
  const of = { conversationId: conversation.id, sessionId: session.id };
  await postMessage(chat.ctx, { ...of, ...ids, text, parentId });
  await written(chat, ids.generationId, count);
  return ids;
}
async function written(chat: TestChat, generationId: string, count: number) {
  await untilState(chat, generationId, 'running');
  await write(chat, generationId, 1, count);
  await end(chat, generationId, count);
}
async function again(chat: TestChat, parentId: string, count: number, ctx: TestContext = chat.ctx) {
  const generationId = randomUUID();
  const { conversation, session } = chat;
  await answerAgain(ctx, { conversationId: conversation.id, sessionId: session.id, parentId, generationId });
  await written(chat, generationId, count);
  return generationId;
}
const lastPrompt = (chat: TestChat) =>
  (chat.ctx.agents.sent.at(-1)!.payload as { messages: { role: string; content: string }[] }).messages;

describe('another version', () => {
  test('of an answer stands beside the first, and its asker is on it', async () => {
    const chat = await makeChat();
    const one = await answered(chat, 'one', 2);
    const second = await again(chat, one.messageId, 3);
    expect(await said(chat.ctx, chat)).toEqual(['one', words(3)]);
    const { messages, leafId, used } = await read(chat.ctx, chat);
    expect(leafId).toBe(second);
    expect(messages[1]!.version).toEqual({ at: 2, of: 2, previousId: one.generationId, nextId: null });
    expect(messages[0]!.version).toEqual({ at: 1, of: 1, previousId: null, nextId: null });
    // What was used is all of it, whichever version is read.
    expect(used).toMatchObject({ completionTokens: 5, answers: 2 });
    expect(lastPrompt(chat)).toEqual([{ role: 'user', content: 'one' }]);
  });

  test('of a question follows what the first one followed, and its prompt knows nothing of that', async () => {
    const chat = await makeChat();
    const one = await answered(chat, 'one', 1);
    await answered(chat, 'two', 2);
    const other = await answered(chat, 'two, otherwise', 3, one.generationId);
    expect(lastPrompt(chat)).toEqual([
      { role: 'user', content: 'one' },
      { role: 'assistant', content: words(1) },
      { role: 'user', content: 'two, otherwise' },
    ]);
    expect(await said(chat.ctx, chat)).toEqual(['one', words(1), 'two, otherwise', words(3)]);
    // The next question follows this branch without being told where.
    await answered(chat, 'three', 1);
    expect(lastPrompt(chat).map((it) => it.content)).toEqual([
      'one',
      words(1),
      'two, otherwise',
      words(3),
      'three',
    ]);
    const { messages } = await read(chat.ctx, chat);
    expect(messages[2]).toMatchObject({ id: other.messageId, version: { at: 2, of: 2 } });
  });

  test('of a chat’s first question stands at its beginning', async () => {
    const chat = await makeChat();
    const one = await answered(chat, 'one', 1);
    await answered(chat, 'one, otherwise', 1, null);
    const { messages } = await read(chat.ctx, chat);
    expect(messages[0]).toMatchObject({
      text: 'one, otherwise',
      version: { at: 2, previousId: one.messageId },
    });
  });

  test('by hand is a text of its own beside the answer, and the model goes on from it', async () => {
    const chat = await makeChat();
    const one = await answered(chat, 'one', 2);
    const newId = randomUUID();
    const input = { ...inChat(chat, one.generationId), newId, text: 'My own words' };
    const saved = await editMessage(chat.ctx, input);
    expect(saved).toMatchObject({
      isEdited: true,
      generation: null,
      modelTitle: 'Espalier demo',
      version: { at: 2, of: 2 },
    });
    expect(await editMessage(chat.ctx, input)).toMatchObject({ id: newId });
    await again(chat, newId, 1);
    expect(lastPrompt(chat)).toEqual([
      { role: 'user', content: 'one' },
      { role: 'assistant', content: 'My own words' },
    ]);
    // A question after that sees one answer, not its pieces.
    await answered(chat, 'two', 1);
    expect(lastPrompt(chat)).toEqual([
      { role: 'user', content: 'one' },
      { role: 'assistant', content: `My own words${words(1)}` },
      { role: 'user', content: 'two' },
    ]);
  });

  test('the same ids again change nothing', async () => {
    const chat = await makeChat();
    const one = await answered(chat, 'one', 1);
    const { conversation, session } = chat;
    const input = {
      conversationId: conversation.id,
      sessionId: session.id,
      parentId: one.messageId,
      generationId: randomUUID(),
    };
    const [a, b] = await Promise.all([answerAgain(chat.ctx, input), answerAgain(chat.ctx, input)]);
    expect(a.id).toBe(b.id);
    expect(await chat.ctx.db.message.count({ where: { conversationId: conversation.id } })).toBe(3);
  });
});

test('another answer can be asked for shorter: the model is told with the question, the chat keeps both', async () => {
  const chat = await makeChat();
  const one = await answered(chat, 'Why two fences?', 2);
  const generationId = randomUUID();
  const { conversation, session, ctx } = chat;
  const input = {
    conversationId: conversation.id,
    sessionId: session.id,
    generationId,
    wish: 'shorter',
  } as const;
  const answer = await answerAgain(ctx, { ...input, parentId: one.messageId });
  expect(answer.wish).toBe('shorter');
  expect(lastPrompt(chat)).toEqual([
    { role: 'user', content: expect.stringMatching(/^Why two fences\?\n\nAnswer in as few words/) },
  ]);
  await written(chat, generationId, 1);
  const { messages } = await getConversation(ctx, { id: conversation.id, limit: 5 });
  expect(messages.map((it) => [it.text, it.wish])).toEqual([
    ['Why two fences?', null],
    [words(1), 'shorter'],
  ]);
  const below = { ...input, generationId: randomUUID(), parentId: generationId };
  await expect(answerAgain(ctx, below)).rejects.toMatchObject({ code: 'VALIDATION' });
});

test('an answer that is still being written is not gone on with, nor edited', async () => {
  const chat = await makeChat();
  const running = await askAndStart(chat);
  await write(chat, running, 1, 1);
  await expect(again(chat, running, 1)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  const edit = { ...inChat(chat, running), newId: randomUUID(), text: 'x' };
  await expect(editMessage(chat.ctx, edit)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
});

describe('everybody has a branch of their own', () => {
  test('what others write elsewhere is told, not jumped to; what follows one’s own branch is there', async () => {
    const chat = await makeChat();
    const one = await answered(chat, 'one', 1);
    await shareConversation(chat.ctx, { id: chat.conversation.id, shared: true });
    const mira = await actingAs(chat.ctx, 'member');
    expect(await said(mira, chat)).toEqual(['one', words(1)]);
    await answered(chat, 'two', 2);
    expect(await said(mira, chat)).toEqual(['one', words(1), 'two', words(2)]);
    const other = await answered(chat, 'two, otherwise', 3, one.generationId);
    expect(await said(mira, chat)).toEqual(['one', words(1), 'two', words(2)]);
    expect((await read(mira, chat)).newest).toMatchObject({ id: other.generationId });
    await chooseBranch(mira, inChat(chat, other.messageId));
    expect(await said(mira, chat)).toEqual(['one', words(1), 'two, otherwise', words(3)]);
  });

  test('a choice is remembered, to the newest of what follows it', async () => {
    const chat = await makeChat();
    const one = await answered(chat, 'one', 1);
    const two = await answered(chat, 'two', 2);
    await answered(chat, 'deep', 1);
    await answered(chat, 'two, otherwise', 3, one.generationId);
    await chooseBranch(chat.ctx, inChat(chat, two.messageId));
    expect(await said(chat.ctx, chat)).toEqual(['one', words(1), 'two', words(2), 'deep', words(1)]);
    await expect(chooseBranch(chat.ctx, inChat(chat, 'gone'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const stranger = await actingAs(chat.ctx, 'member');
    await expect(chooseBranch(stranger, inChat(chat, two.messageId))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('two who ask after the same message each get what they saw', async () => {
    const chat = await makeChat();
    const one = await answered(chat, 'one', 1);
    await shareConversation(chat.ctx, { id: chat.conversation.id, shared: true });
    const mira = await actingAs(chat.ctx, 'member');
    await answered(chat, 'Ines asks', 1, one.generationId);
    await postMessage(mira, {
      conversationId: chat.conversation.id,
      sessionId: chat.session.id,
      messageId: randomUUID(),
      generationId: randomUUID(),
      parentId: one.generationId,
      text: 'Mira asks',
    });
    expect((await said(mira, chat)).slice(0, 3)).toEqual(['one', words(1), 'Mira asks']);
    expect((await said(chat.ctx, chat)).slice(0, 3)).toEqual(['one', words(1), 'Ines asks']);
  });

  test('earlier messages are those of the branch', async () => {
    const chat = await makeChat();
    const one = await answered(chat, 'one', 1);
    await answered(chat, 'two', 2);
    await answered(chat, 'two, otherwise', 3, one.generationId);
    const window = await read(chat.ctx, chat, 1);
    const texts = [window.messages.map((it) => it.text)];
    for (let before = window.earlier; before;) {
      const page = await listEarlierMessages(chat.ctx, {
        conversationId: chat.conversation.id,
        before,
        limit: 1,
      });
      texts.unshift(page.messages.map((it) => it.text));
      before = page.earlier;
    }
    expect(texts.flat()).toEqual(['one', words(1), 'two, otherwise', words(3)]);
  });
});

describe('deleting', () => {
  test('a version leaves the others, and puts its readers on the nearest', async () => {
    const chat = await makeChat();
    const one = await answered(chat, 'one', 1);
    const second = await again(chat, one.messageId, 2);
    const third = await again(chat, one.messageId, 3);
    await deleteBranch(chat.ctx, inChat(chat, third));
    const gone = await chat.ctx.db.generation.findUniqueOrThrow({ where: { id: third } });
    expect(gone).toMatchObject({ text: '', completionTokens: 3 });
    expect(await said(chat.ctx, chat)).toEqual(['one', words(2)]);
    await deleteBranch(chat.ctx, inChat(chat, second));
    expect(await said(chat.ctx, chat)).toEqual(['one', words(1)]);
    expect((await read(chat.ctx, chat)).used).toMatchObject({ answers: 1 });
    await deleteBranch(chat.ctx, inChat(chat, one.generationId));
    expect(await said(chat.ctx, chat)).toEqual(['one']);
    await deleteBranch(chat.ctx, inChat(chat, one.messageId));
    expect(await read(chat.ctx, chat)).toMatchObject({ messages: [], leafId: null });
  });

  test('stops what is still being written in it, and counts what it used all the same', async () => {
    const chat = await makeChat();
    const one = await answered(chat, 'one', 1);
    const { messageId, generationId, done } = ask(chat.ctx, chat, 'two');
    await done;
    await untilState(chat, generationId, 'running');
    await write(chat, generationId, 1, 4);
    await deleteBranch(chat.ctx, inChat(chat, messageId));
    const row = await chat.ctx.db.generation.findUniqueOrThrow({ where: { id: generationId } });
    expect(row.stopRequestedAt).not.toBeNull();
    expect(row.completionTokens).toBe(4);
    expect((await read(chat.ctx, chat)).leafId).toBe(one.generationId);
    // Its last words come after it is gone, and are not kept.
    const unfollow = followAnswers(chat.ctx);
    await end(chat, generationId, 4, { state: 'stopped' });
    const words = () => chat.ctx.db.generation.findUniqueOrThrow({ where: { id: generationId } });
    await expect.poll(words).toMatchObject({ state: 'stopped', text: '', completionTokens: 4 });
    unfollow();
  });

  test('is for the chat’s owner, and for who wrote all of it', async () => {
    const chat = await makeChat();
    const one = await answered(chat, 'one', 1);
    await shareConversation(chat.ctx, { id: chat.conversation.id, shared: true });
    const mira = await actingAs(chat.ctx, 'member');
    await expect(deleteBranch(mira, inChat(chat, one.generationId))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    const hers = await again(chat, one.messageId, 2, mira);
    await deleteBranch(mira, inChat(chat, hers));
    expect(await said(mira, chat)).toEqual(['one', words(1)]);
  });
});

test('a chat goes on in a new one with a copy of the branch, whose answers are not counted twice', async () => {
  const chat = await makeChat();
  const one = await answered(chat, 'one', 1);
  await answered(chat, 'two', 2);
  const other = await answered(chat, 'two, otherwise', 3, one.generationId);
  await shareConversation(chat.ctx, { id: chat.conversation.id, shared: true });
  const mira = await actingAs(chat.ctx, 'member');
  const id = randomUUID();
  const fork = await forkConversation(mira, { id, ...inChat(chat, other.generationId) });
  expect(fork).toMatchObject({ id, mine: true, shared: false, title: 'one, continued' });
  expect(await forkConversation(mira, { id, ...inChat(chat, other.generationId) })).toMatchObject({ id });
  const { messages, used } = await getConversation(mira, { id, limit: 60 });
  expect(messages.map((it) => it.text)).toEqual(['one', words(1), 'two, otherwise', words(3)]);
  expect(messages[3]).toMatchObject({ modelTitle: 'Espalier demo', generation: null, isEdited: false });
  expect(used).toMatchObject({ answers: 0, completionTokens: 0 });
  await expect(getConversation(chat.ctx, { id, limit: 60 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

describe('a model’s context', () => {
  const withContext = async (contextTokens: number) => {
    const chat = await makeChat();
    await chat.ctx.db.session.update({ where: { id: chat.session.id }, data: { contextTokens } });
    return chat;
  };
  test('too small for the question refuses it before it waits, and nothing is stored', async () => {
    const chat = await withContext(4096);
    await expect(ask(chat.ctx, chat, '1'.repeat(12_856)).done).rejects.toMatchObject({ code: 'VALIDATION' });
    expect(chat.ctx.agents.sent).toEqual([]);
    expect(await said(chat.ctx, chat)).toEqual([]);
    expect(await chat.ctx.db.generation.count({ where: { sessionId: chat.session.id } })).toBe(0);
  });

  test('too small for the history leaves out the oldest, and says how many', async () => {
    const chat = await withContext(2000);
    await answered(chat, '1'.repeat(900), 1);
    await answered(chat, '2'.repeat(900), 1);
    const third = await answered(chat, 'three', 1);
    expect(lastPrompt(chat).map((it) => it.content[0])).toEqual(['2', 't', 't']);
    const { messages } = await read(chat.ctx, chat);
    expect(messages.find((it) => it.id === third.generationId)?.generation?.leftOut).toBe(2);
  });
});

test('2,000 messages in one line open in under a second, also from a place far back', async () => {
  const chat = await makeChat();
  const conversationId = chat.conversation.id;
  const ids = Array.from({ length: 2000 }, () => randomUUID());
  await chat.ctx.db.message.createMany({
    data: ids.map((id, at) => ({
      id,
      conversationId,
      parentId: ids[at - 1] ?? null,
      role: at % 2 ? 'assistant' : 'user',
      text: `m${at}`,
      createdAt: new Date(Date.UTC(2026, 10, 24) + at * 1000),
    })),
  });
  // As the database does it by itself after a while.
  await chat.ctx.db.$executeRaw`ANALYZE "Message"`;
  const personId = chat.ctx.actor.kind === 'user' ? chat.ctx.actor.id : '';
  await chat.ctx.db.chosenBranch.create({ data: { conversationId, personId, leafId: ids[0]! } });
  const startedMs = performance.now();
  const { messages } = await read(chat.ctx, chat);
  expect(performance.now() - startedMs).toBeLessThan(1000);
  expect(messages.at(-1)?.text).toBe('m1999');
  expect(messages).toHaveLength(60);
  // The next time it is read from its end.
  expect(await chat.ctx.db.chosenBranch.findFirst({ where: { conversationId } })).toMatchObject({
    leafId: ids[1999],
  });
});
