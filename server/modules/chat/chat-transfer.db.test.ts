import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { readChatFile } from '@/shared/domain/chat-import/read-chat-file.ts';
import { askAndStart, end, makeChat, write } from '../../testing/chats.ts';
import { actingAs, type TestContext } from '../../testing/context.ts';
import {
  copyChat,
  editMessage,
  exportChat,
  exportOwnChats,
  forkConversation,
  getConversation,
  importChats,
  listConversations,
  previewChatImport,
  shareConversation,
} from './index.ts';

const textOf = async (pieces: AsyncGenerator<string>) => {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
};
const list = async (ctx: TestContext) => (await listConversations(ctx, { place: 'recent', limit: 50 })).rows;

async function answered() {
  const chat = await makeChat();
  const generationId = await askAndStart(chat, 'What is a <b>rank</b>?');
  await write(chat, generationId, 1, 3);
  await end(chat, generationId, 3);
  return { ...chat, id: chat.conversation.id };
}

test('an export has every branch with how each answer was made, and another member gets none', async () => {
  const { ctx, id, session } = await answered();
  const file = JSON.parse(await textOf(exportChat(ctx, { id, format: 'json' }))) as { chats: unknown[] };
  expect(file).toMatchObject({ format: 'espalier.chats', version: 1 });
  expect(file.chats).toMatchObject([
    {
      id,
      messages: [
        { role: 'user', parentId: null, author: ctx.actor.name, answer: null },
        {
          role: 'assistant',
          text: 't1 t2 t3 ',
          answer: { model: session.modelTitle, state: 'completed', settings: {}, completionTokens: 3 },
        },
      ],
    },
  ]);
  expect(await textOf(exportOwnChats(ctx))).toContain(id);
  expect(await textOf(exportChat(ctx, { id, format: 'md' }))).toMatch(
    /^# What is a <b>rank<\/b>\?\n\nA chat of .*\n\n## .*\n\nWhat is a <b>rank<\/b>\?\n\n## .*\n\nt1 t2 t3/,
  );
  const other = await actingAs(ctx, 'member');
  await expect(textOf(exportChat(other, { id, format: 'json' }))).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  expect(JSON.parse(await textOf(exportOwnChats(other)))).toMatchObject({ chats: [] });
  await shareConversation(ctx, { id, shared: true });
  expect(await textOf(exportChat(other, { id, format: 'json' }))).toContain(id);
  await shareConversation(ctx, { id, shared: false });
});

test('our own file comes in once, as imported, with no session’s word in it', async () => {
  const { ctx, id, session } = await answered();
  const text = await textOf(exportChat(ctx, { id, format: 'json' }));
  const other = await actingAs(ctx, 'member');
  expect(await previewChatImport(other, text)).toMatchObject({ origin: 'espalier', chats: 1, messages: 2 });
  expect(await list(other)).toEqual([]);
  await importChats(other, text);
  const [row] = await list(other);
  expect(row).toMatchObject({ importedFrom: 'espalier', session: null, mine: true, shared: false });
  const { messages, used } = await getConversation(other, { id: row!.id, limit: 10 });
  expect(messages.map((it) => [it.role, it.generation, it.importedModel, it.parentId === null])).toEqual([
    ['user', null, null, true],
    ['assistant', null, session.modelTitle, false],
  ]);
  expect(used).toMatchObject({ completionTokens: 0, answers: 0 });
  const again = await importChats(other, text);
  expect(again).toMatchObject({ chats: 0, leftOut: [{ what: 'chats that are here already', count: 1 }] });
  expect(await list(other)).toHaveLength(1);
});

test('an imported answer keeps its model where it is edited, goes on in another chat or leaves again', async () => {
  const { ctx, id, session } = await answered();
  const other = await actingAs(ctx, 'member');
  await importChats(other, await textOf(exportChat(ctx, { id, format: 'json' })));
  const conversationId = (await list(other))[0]!.id;
  const { messages } = await getConversation(other, { id: conversationId, limit: 10 });
  const { modelTitle } = session;
  const edit = { conversationId, messageId: messages[1]!.id, newId: randomUUID(), text: 'In my words' };
  const heading = async (conversation: string) =>
    (await textOf(exportChat(other, { id: conversation, format: 'md' }))).match(/^## .*\((.*)\)/m)?.[1];
  expect(await heading(conversationId)).toBe('imported');
  expect(await editMessage(other, edit)).toMatchObject({ isEdited: true, modelTitle });
  expect(await heading(conversationId)).toBe(`edited by ${other.actor.name}`);
  const fork = { id: randomUUID(), conversationId, messageId: messages[1]!.id };
  await forkConversation(other, fork);
  const forked = await getConversation(other, { id: fork.id, limit: 10 });
  expect(forked.messages[1]).toMatchObject({ isEdited: false, modelTitle });
  const copy = { id: randomUUID(), from: { conversationId: id } };
  await copyChat(ctx, copy);
  expect(await textOf(exportChat(ctx, { id: copy.id, format: 'md' }))).toContain('(a copy)');
  const left = JSON.parse(await textOf(exportChat(other, { id: fork.id, format: 'json' })));
  expect(left.chats[0].messages[1]).toMatchObject({ answer: null, importedModel: modelTitle });
});

test('a bad file leaves nothing half done, and a viewer brings none', async () => {
  const { ctx } = await answered();
  const other = await actingAs(ctx, 'member');
  for (const text of ['', '{', '[{"mapping":{}}]'])
    await expect(importChats(other, text)).rejects.toMatchObject({ code: 'VALIDATION' });
  expect(await list(other)).toEqual([]);
  const viewer = await actingAs(ctx, 'viewer');
  await expect(importChats(viewer, '[]')).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('as many messages as may come in at once do so within the time of a transaction', async () => {
  const { ctx } = await answered();
  const other = await actingAs(ctx, 'member');
  const messages = Array.from({ length: 5000 }, (_, n) => ({
    id: `${n}`,
    parentId: n === 0 ? null : `${n - 1}`,
    role: n % 2 === 0 ? 'user' : 'assistant',
    text: `Message ${n} about ranks and tokens and whatever else one asks`,
    at: new Date(1_700_000_000_000 + n * 1000).toISOString(),
  }));
  const text = JSON.stringify({
    format: 'espalier.chats',
    version: 1,
    chats: [{ id: 'long', title: 'Long', messages }],
  });
  expect(readChatFile(text, new Date()).chats).toHaveLength(1);
  expect(await importChats(other, text)).toMatchObject({ chats: 1, messages: 5000 });
  const [row] = await list(other);
  const { messages: newest } = await getConversation(other, { id: row!.id, limit: 1 });
  expect(newest[0]!.text).toMatch(/^Message 4999 /);
});
