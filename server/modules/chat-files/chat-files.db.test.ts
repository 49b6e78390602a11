import { randomUUID } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { actingAs } from '../../testing/context.ts';
import { ask, makeChat, type TestChat } from '../../testing/chats.ts';
import { makePdf } from '../../testing/pdf.ts';
import {
  copyChat,
  forkConversation,
  getConversation,
  listChatFiles,
  postMessage,
  readChatFile,
  removeChatFile,
  setChatSettings,
  shareConversation,
} from '../chat/index.ts';
import { attachChatFile } from './index.ts';

const attach = (chat: TestChat, name: string, bytes: Buffer, ctx = chat.ctx) =>
  attachChatFile(ctx, {
    id: randomUUID(),
    conversationId: chat.conversation.id,
    name,
    isPaste: false,
    bytes,
  });

const asked = (chat: TestChat) => chat.ctx.agents.sent.at(-1)?.payload as { messages: { content: string }[] };

test('files go before the question, and with it into what is asked after it', async () => {
  const chat = await makeChat();
  const text = await attach(chat, 'notes.md', Buffer.from('# Notes\n\n````\ncode\n````\n'));
  const pdf = await attach(chat, 'paper', makePdf(['Lemma 4.2', 'Proof']));
  expect(pdf).toMatchObject({ kind: 'pdf', pages: 2, encoding: null });
  const { conversationId, sessionId } = { conversationId: chat.conversation.id, sessionId: chat.session.id };
  const ids = { messageId: randomUUID(), generationId: randomUUID() };
  const { question } = await postMessage(chat.ctx, {
    conversationId,
    sessionId,
    ...ids,
    text: 'What is proved?',
    attachmentIds: [text.id, pdf.id],
  });
  expect(question.attachmentIds).toEqual([text.id, pdf.id]);
  const first = [
    'File: notes.md\n`````text\n# Notes\n\n````\ncode\n````\n`````',
    'File: paper\n```text\nLemma 4.2\n\nProof\n```',
    'What is proved?',
  ].join('\n\n');
  await expect.poll(() => asked(chat).messages.map((it) => it.content)).toEqual([first]);
  await ask(chat.ctx, chat, 'And why?').done;
  await expect.poll(() => asked(chat).messages[0]?.content).toBe(`${first}\n\nAnd why?`);
  // It is the question's now, and no draft any more.
  expect(await listChatFiles(chat.ctx, { conversationId, limit: 50 })).toEqual([]);
  expect(await listChatFiles(chat.ctx, { conversationId, ids: [pdf.id], limit: 50 })).toEqual([pdf]);
  await expect(removeChatFile(chat.ctx, { id: pdf.id })).rejects.toMatchObject({ code: 'CONFLICT' });
});

test('a chat that goes on as another’s own takes files, system prompt and settings along, whole or a branch of it', async () => {
  const chat = await makeChat();
  const conversationId = chat.conversation.id;
  const systemPrompt = 'Be short.';
  await setChatSettings(chat.ctx, { id: conversationId, systemPrompt, settings: { temperature: 0.2 } });
  const file = await attach(chat, 'notes.txt', Buffer.from('a note'));
  const messageId = randomUUID();
  const question = { conversationId, messageId, generationId: randomUUID(), attachmentIds: [file.id] };
  await postMessage(chat.ctx, { ...question, sessionId: chat.session.id, text: 'Read it' });
  await shareConversation(chat.ctx, { id: conversationId, shared: true });
  const other = await actingAs(chat.ctx, 'member');
  const [copy, fork] = [randomUUID(), randomUUID()];
  await copyChat(other, { id: copy, from: { conversationId } });
  await forkConversation(other, { id: fork, conversationId, messageId });
  // It may outlive the first.
  await chat.ctx.db.conversation.delete({ where: { id: conversationId } });
  for (const id of [copy, fork]) {
    const own = await getConversation(other, { id, limit: 5 });
    expect(own).toMatchObject({ systemPrompt, settings: { temperature: 0.2 } });
    const { attachmentIds } = own.messages[0]!;
    const files = await listChatFiles(other, { conversationId: id, ids: attachmentIds, limit: 5 });
    expect(files).toMatchObject([{ name: 'notes.txt' }]);
    expect(await readChatFile(other, { id: files[0]!.id })).toMatchObject({
      block: 'File: notes.txt\n```text\na note\n```',
    });
  }
});

test('an unsent file is its owner’s alone, a sent one is for who sees the chat; all go with it', async () => {
  const chat = await makeChat();
  const conversationId = chat.conversation.id;
  const other = await actingAs(chat.ctx, 'member');
  const mine = await attach(chat, 'mine.txt', Buffer.from('mine'));
  await expect(attach(chat, 'theirs.txt', Buffer.from('x'), other)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  await shareConversation(chat.ctx, { id: conversationId, shared: true });
  expect(await listChatFiles(other, { conversationId, limit: 50 })).toEqual([]);
  await expect(readChatFile(other, { id: mine.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const given = { conversationId, sessionId: chat.session.id, text: 'Read it', attachmentIds: [mine.id] };
  const fresh = () => ({ messageId: randomUUID(), generationId: randomUUID() });
  await expect(postMessage(other, { ...given, ...fresh() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await postMessage(chat.ctx, { ...given, ...fresh() });
  expect(await readChatFile(other, { id: mine.id })).toEqual({ block: 'File: mine.txt\n```text\nmine\n```' });
  const viewer = await actingAs(chat.ctx, 'viewer');
  await expect(attach(chat, 'v.txt', Buffer.from('x'), viewer)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await chat.ctx.db.conversation.delete({ where: { id: conversationId } });
  expect(await chat.ctx.db.chatAttachment.count({ where: { conversationId } })).toBe(0);
});

test('what is removed is gone, twice is once, and a question with it is told so', async () => {
  const chat = await makeChat();
  const file = await attach(chat, 'a.txt', Buffer.from('a'));
  const other = await actingAs(chat.ctx, 'member');
  await removeChatFile(other, { id: file.id });
  expect(await listChatFiles(chat.ctx, { conversationId: chat.conversation.id, limit: 50 })).toEqual([file]);
  await removeChatFile(chat.ctx, { id: file.id });
  await removeChatFile(chat.ctx, { id: file.id });
  const { input } = ask(chat.ctx, chat, 'first');
  await expect(
    postMessage(chat.ctx, {
      ...input,
      messageId: randomUUID(),
      generationId: randomUUID(),
      attachmentIds: [file.id],
    }),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('what was attached and never asked about goes after a week', async () => {
  const chat = await makeChat();
  await attach(chat, 'old.txt', Buffer.from('old'));
  chat.ctx.clock.now = new Date(chat.ctx.now().getTime() + 8 * 86_400_000);
  const fresh = await attach(chat, 'new.txt', Buffer.from('new'));
  expect(await listChatFiles(chat.ctx, { conversationId: chat.conversation.id, limit: 50 })).toEqual([fresh]);
});

test('a long text goes in as far as it may, and says so', async () => {
  const chat = await makeChat();
  const file = await attach(chat, 'long.log', Buffer.from('word '.repeat(100_000)));
  expect(file).toMatchObject({ characters: 500_000, usedCharacters: 200_000 });
  const { block } = await readChatFile(chat.ctx, { id: file.id });
  expect(block).toMatch(/^File: long\.log \(first 200,000 of 500,000 characters\)\n```text\n/);
});

test.each([
  [
    'a zip bomb called notes.txt',
    Buffer.concat([Buffer.from('PK\x03\x04\x14\0\0\0\x08\0'), deflateRawSync(Buffer.alloc(1e6))]),
    /packed archive/,
  ],
  [
    'a picture called notes.txt',
    Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'),
    /no model here reads pictures/,
  ],
  ['nothing', Buffer.alloc(0), /empty/],
  ['spaces', Buffer.from(' \n\t '), /nothing in it/],
  ['zeros', Buffer.alloc(5000), /no text/],
  ['a text with a NUL', Buffer.from('a,b\0c,d'), /no text/],
  ['noise', Buffer.from(Array.from({ length: 3000 }, (_, index) => (index * 167) % 256)), /no text/],
  ['half a PDF', makePdf(['x']).subarray(0, 200), /cannot be read/],
  ['what begins as a PDF and is none', Buffer.from('%PDF-1.7 and then words'), /cannot be read/],
  ['a PDF without a word', makePdf(['']), /has no text/],
])('%s is refused with a reason, and nothing is kept', async (_, bytes, why) => {
  const chat = await makeChat();
  await expect(attach(chat, 'notes.txt', bytes)).rejects.toMatchObject({
    code: 'VALIDATION',
    message: expect.stringMatching(why),
  });
  expect(await chat.ctx.db.chatAttachment.count({ where: { conversationId: chat.conversation.id } })).toBe(0);
});
