import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ListConversationsInput } from '@/shared/schemas/chat.ts';
import { SearchChatsInput } from '@/shared/schemas/chat-shelf.ts';
import type * as z from 'zod';
import { answerOf, ask, askAndStart, end, later, makeChat, rowOf, write } from '../../testing/chats.ts';
import { actingAs, type TestContext, userIdOf } from '../../testing/context.ts';
import { testDatabase } from '../../testing/database.ts';
import {
  applyRetention,
  arrangeConversations,
  copyChat,
  countUnread,
  createLink,
  deleteAllConversations,
  deleteConversations,
  deleteFolder,
  endDueLinks,
  endLink,
  exportChat,
  followAnswers,
  getConversation,
  listConversations,
  listLinks,
  purgeChats,
  readChatPeople,
  readLink,
  readShelf,
  renameConversation,
  restoreAllConversations,
  restoreConversations,
  saveFolder,
  searchChats,
  seeConversation,
  setRetention,
  shareConversation,
  startConversation,
  stopGeneration,
  watchAnswer,
} from './index.ts';

type Listed = Partial<z.output<typeof ListConversationsInput>>;
const titles = async (ctx: TestContext, at: Listed = {}) =>
  (await listConversations(ctx, { place: 'recent', limit: 50, ...at })).rows.map((it) => it.title);
const search = async (ctx: TestContext, text: string, more: object = {}) =>
  (await searchChats(ctx, SearchChatsInput.parse({ text, ...more }))).hits;
const textOf = async (pieces: AsyncGenerator<string>) => {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
};
const tokenOf = (path: string) => path.split('/').at(-1)!;

// What one test has shared is in nobody's list in the next.
beforeEach(async () => void (await testDatabase().conversation.updateMany({ data: { shared: false } })));

/** A chat with one ended answer. */
async function answered(question = 'What is a rank?') {
  const chat = await makeChat('ready', 'ring', new Date());
  const generationId = await askAndStart(chat, question);
  await write(chat, generationId, 1, 3);
  await end(chat, generationId, 3);
  return { ...chat, id: chat.conversation.id, generationId };
}

describe('keeping chats', () => {
  test('a chat is called after its first question until its owner names it', async () => {
    const chat = await answered();
    const { ctx, id } = chat;
    expect((await getConversation(ctx, { id, limit: 5 })).title).toBe('What is a rank?');
    expect(await renameConversation(ctx, { id, title: 'Ranks' })).toMatchObject({ title: 'Ranks' });
    await ask(ctx, chat, 'And what is a token?').done;
    expect((await getConversation(ctx, { id, limit: 5 })).title).toBe('Ranks');
    const other = await actingAs(ctx, 'member');
    await expect(renameConversation(other, { id, title: 'Mine' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await shareConversation(ctx, { id, shared: true });
    await expect(renameConversation(other, { id, title: 'Mine' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  test('pins, folders, tags and the archive are each reader’s own, also of a shared chat', async () => {
    const { ctx, id } = await answered();
    await shareConversation(ctx, { id, shared: true });
    const other = await actingAs(ctx, 'viewer');
    const folder = await saveFolder(other, { id: randomUUID(), name: 'Proofs', systemPrompt: 'Be brief.' });
    await arrangeConversations(other, { ids: [id], folderId: folder.id, tags: ['proof', 'proof'] });
    expect(await titles(other)).toEqual([]);
    expect(await titles(other, { place: 'folder', folderId: folder.id })).toEqual(['What is a rank?']);
    expect(await titles(other, { place: 'tag', tag: 'proof' })).toHaveLength(1);
    expect(await titles(ctx)).toEqual(['What is a rank?']);
    expect(await readShelf(other)).toMatchObject({
      folders: [{ name: 'Proofs', systemPrompt: 'Be brief.', chats: 1 }],
      tags: [{ tag: 'proof', chats: 1 }],
      sharedWithMe: 1,
    });
    // Nobody files in another's folder, or changes it.
    await expect(arrangeConversations(ctx, { ids: [id], folderId: folder.id })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(deleteFolder(ctx, { id: folder.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await deleteFolder(other, { id: folder.id });
    await arrangeConversations(other, { ids: [id], pinned: true });
    expect(await titles(other, { place: 'pinned' })).toHaveLength(1);
    await arrangeConversations(other, { ids: [id], archived: true });
    expect(await titles(other, { place: 'pinned' })).toEqual([]);
    expect(await titles(other, { place: 'archived' })).toHaveLength(1);
    expect((await listConversations(ctx, { place: 'recent', limit: 5 })).rows[0]).toMatchObject({
      pinned: false,
      archived: false,
      tags: [],
    });
    // What one may not see is passed over.
    await shareConversation(ctx, { id, shared: false });
    expect(await arrangeConversations(other, { ids: [id], pinned: true })).toEqual({ arranged: 0 });
    expect(await titles(other, { place: 'archived' })).toEqual([]);
  });

  test('a chat begins in one’s own folder, and in nobody else’s', async () => {
    const { ctx, session } = await answered();
    const other = await actingAs(ctx, 'member');
    const [own, theirs] = [
      await saveFolder(ctx, { id: randomUUID(), name: 'Own', systemPrompt: null }),
      await saveFolder(other, { id: randomUUID(), name: 'Own', systemPrompt: null }),
    ];
    const start = (folderId: string) =>
      startConversation(ctx, { id: randomUUID(), sessionId: session.id, folderId });
    await start(own.id);
    await start(theirs.id);
    expect(await titles(ctx, { place: 'folder', folderId: own.id })).toEqual(['New chat']);
    expect(await ctx.db.conversationPlace.count({ where: { folderId: theirs.id } })).toBe(0);
    await expect(
      saveFolder(ctx, { id: randomUUID(), name: 'Own', systemPrompt: null }),
    ).rejects.toMatchObject({
      code: 'CONFLICT',
    });
  });

  test('an answer that ended is unread until its asker has looked', async () => {
    const { ctx, id } = await answered();
    const unfollow = followAnswers(ctx);
    ctx.bus.emit('generation.ended', {
      ...({} as Parameters<typeof ctx.bus.emit<'generation.ended'>>[1]),
      generationId: (await answerOf({ ctx, conversation: { id } } as never)).id,
    });
    const unread = async () => (await getConversation(ctx, { id, limit: 1 })).unread;
    await expect.poll(unread).toBe(true);
    expect(await countUnread(ctx)).toEqual({ unread: 1 });
    ctx.clock.now = new Date(ctx.now().getTime() + 1000);
    await seeConversation(ctx, { id });
    expect(await unread()).toBe(false);
    expect(await countUnread(ctx)).toEqual({ unread: 0 });
    unfollow();
  });
});

describe('deleting', () => {
  test('takes a chat from everybody, stops its answer, can be taken back, and then every word goes but the figures', async () => {
    const chat = await answered();
    const { ctx, id } = chat;
    await shareConversation(ctx, { id, shared: true });
    const running = await askAndStart(chat, 'Another');
    await write(chat, running, 1, 2);
    const other = await actingAs(ctx, 'member');
    expect(await deleteConversations(other, { ids: [id] })).toEqual({ deleted: [] });
    expect(await deleteConversations(ctx, { ids: [id] })).toEqual({ deleted: [id] });
    expect((await rowOf(chat, running)).stopRequestedAt).not.toBeNull();
    for (const who of [ctx, other]) {
      await expect(getConversation(who, { id, limit: 5 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(watchAnswer(who, { generationId: running, afterSeq: 0, limit: 5 })).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
      await expect(ask(who, chat).done).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(await titles(who)).toEqual([]);
      expect(await search(who, 'rank')).toEqual([]);
      expect(await readShelf(who)).toMatchObject({ sharedWithMe: 0 });
      expect(await readChatPeople(ctx, { conversationId: id, userIds: [userIdOf(who)] })).toEqual([]);
    }
    expect(await restoreConversations(other, { ids: [id] })).toEqual({ restored: [] });
    expect(await restoreConversations(ctx, { ids: [id] })).toEqual({ restored: [id] });
    expect((await getConversation(ctx, { id, limit: 5 })).messages).toHaveLength(4);
    await deleteConversations(ctx, { ids: [id] });
    expect(await purgeChats(ctx)).toEqual({ purged: 0 });
    later(chat, 61_000);
    // Its answer still runs: no word may be written after the others are gone.
    expect(await purgeChats(ctx)).toEqual({ purged: 0 });
    await end(chat, running, 2, { state: 'stopped' });
    expect(await purgeChats(ctx)).toEqual({ purged: 1 });
    expect(await ctx.db.message.count({ where: { conversationId: id } })).toBe(0);
    expect(await ctx.db.$queryRaw`SELECT key FROM "ChatText" WHERE "conversationId" = ${id}`).toEqual([]);
    for (const it of [chat.generationId, running]) {
      expect(await rowOf(chat, it)).toMatchObject({ text: '', reasoning: '', prompt: null });
      expect((await rowOf(chat, it)).completionTokens).toBeGreaterThan(0);
    }
    const generationId = { in: [chat.generationId, running] };
    expect(await ctx.db.generationDelta.count({ where: { generationId } })).toBe(0);
    expect(await restoreConversations(ctx, { ids: [id] })).toEqual({ restored: [] });
  });

  test('all of one’s own go, as many as was said, nobody else’s, and come back', async () => {
    const chat = await answered();
    const { ctx, session } = chat;
    const other = await actingAs(ctx, 'member');
    const { id } = await startConversation(other, { id: randomUUID(), sessionId: session.id });
    const gone = await startConversation(ctx, { id: randomUUID(), sessionId: session.id });
    await deleteConversations(ctx, { ids: [gone.id] });
    later(chat, 1000);
    const { own } = await readShelf(ctx);
    const { deleted, since } = await deleteAllConversations(ctx);
    expect([deleted, deleted > 0]).toEqual([own, true]);
    expect(await titles(ctx)).toEqual([]);
    expect((await readShelf(other)).own).toBe(1);
    // Also that one who knows the moment brings back nothing of others, and what went before stays gone.
    expect(await restoreAllConversations(other, { since })).toEqual({ restored: 0 });
    expect(await restoreAllConversations(ctx, { since })).toEqual({ restored: own });
    expect((await readShelf(ctx)).own).toBe(own);
    expect((await getConversation(other, { id, limit: 1 })).id).toBe(id);
  });

  test('the lab’s retention takes chats that nobody wrote in for so long, and only an admin sets it', async () => {
    const chat = await answered();
    const { ctx, id } = chat;
    const admin = await actingAs(ctx, 'admin');
    await expect(setRetention(ctx, { days: 30 })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    later(chat, 40 * 86_400_000);
    expect(await applyRetention(ctx)).toEqual({ deleted: 0 });
    await setRetention(admin, { days: 30 });
    expect((await readShelf(ctx)).retentionDays).toBe(30);
    const fresh = await startConversation(ctx, { id: randomUUID(), sessionId: chat.session.id });
    expect((await applyRetention(ctx)).deleted).toBeGreaterThan(0);
    await expect(getConversation(ctx, { id, limit: 1 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await getConversation(ctx, { id: fresh.id, limit: 1 })).id).toBe(fresh.id);
    await setRetention(admin, { days: null });
  });
});

describe('finding', () => {
  test('finds names, questions and ended answers by beginnings, marks them, and only what one may read', async () => {
    const word = `zebra${randomUUID().slice(0, 6)}`;
    const { ctx, id } = await answered(`Why is the ${word} striped?`);
    const other = await actingAs(ctx, 'member');
    const [hit] = await search(ctx, word.slice(0, 7).toUpperCase());
    expect(hit).toMatchObject({ conversationId: id, role: 'user', mine: true });
    expect(hit!.snippet.filter((it) => it.isHit).map((it) => it.text)).toEqual([word.slice(0, 7)]);
    expect(await search(ctx, `"${word} striped"`)).toHaveLength(1);
    expect(await search(ctx, `"striped ${word}"`)).toEqual([]);
    expect(await search(ctx, 't3 t1')).toMatchObject([{ role: 'assistant' }]);
    expect(await search(other, word)).toEqual([]);
    expect(await search(ctx, "!!! ' \\ :* & | (")).toEqual([]);
    await shareConversation(ctx, { id, shared: true });
    expect(await search(other, word)).toMatchObject([{ mine: false }]);
    expect(await search(other, word, { whose: 'mine' })).toEqual([]);
    await renameConversation(ctx, { id, title: 'Stripes of animals' });
    expect(await search(ctx, 'animals')).toMatchObject([{ messageId: null, role: null }]);
  });

  test('filters by whose, folder, tag, model, time and archive', async () => {
    const word = `okapi${randomUUID().slice(0, 6)}`;
    const { ctx, id, session } = await answered(`An ${word}?`);
    const folder = await saveFolder(ctx, { id: randomUUID(), name: 'Animals', systemPrompt: null });
    await arrangeConversations(ctx, { ids: [id], folderId: folder.id, tags: ['zoo'] });
    const count = async (more: object) => (await search(ctx, word, more)).length;
    const day = 86_400_000;
    const [before, after] = [new Date(ctx.now().getTime() - day), new Date(ctx.now().getTime() + day)];
    for (const yes of [
      { folderId: folder.id, tag: 'zoo', model: session.modelTitle, from: before, to: after },
      { archived: 'with' },
    ])
      expect([yes, await count(yes)]).toEqual([yes, 1]);
    for (const no of [
      { folderId: randomUUID() },
      { tag: 'farm' },
      { model: 'another' },
      { from: after },
      { to: before },
      { archived: 'only' },
    ])
      expect([no, await count(no)]).toEqual([no, 0]);
    await arrangeConversations(ctx, { ids: [id], archived: true });
    expect([await count({}), await count({ archived: 'only' })]).toEqual([0, 1]);
  });
});

describe('links', () => {
  test('a live link lets its viewer read and nothing else, until it is taken back', async () => {
    const chat = await answered();
    const { ctx, id } = chat;
    const other = await actingAs(ctx, 'member');
    await expect(createLink(other, { conversationId: id, kind: 'live', endsAt: null })).rejects.toMatchObject(
      { code: 'NOT_FOUND' },
    );
    const { link, path } = await createLink(ctx, { conversationId: id, kind: 'live', endsAt: null });
    await expect(getConversation(other, { id, limit: 5 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const token = tokenOf(path);
    const anonymous = await actingAs(ctx, 'anonymous');
    await expect(readLink(anonymous, { token })).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    expect(await readLink(other, { token })).toEqual({ kind: 'live', conversationId: id });
    expect(await getConversation(other, { id, limit: 5 })).toMatchObject({ canWrite: false, mine: false });
    const people = () => readChatPeople(ctx, { conversationId: id, userIds: [userIdOf(other)] });
    expect(await people()).toMatchObject([{ name: other.actor.name, may: 'read' }]);
    const running = await askAndStart(chat, 'And now?');
    await write(chat, running, 1, 2);
    const watching = { generationId: running, afterSeq: 0, limit: 5 };
    expect(await watchAnswer(other, watching)).toMatchObject({ lastSeq: 2 });
    await expect(ask(other, chat).done).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(stopGeneration(other, { generationId: running })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    // It is read by its link: no list and no search has it.
    expect([await titles(other), await search(other, 'rank')]).toEqual([[], []]);
    expect(await listLinks(ctx, { conversationId: id })).toMatchObject([
      { id: link.id, openedBy: [other.actor.name] },
    ]);
    await expect(endLink(other, { id: link.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await endLink(ctx, { id: link.id });
    expect(ctx.events.slice(-2)).toMatchObject([
      { event: 'conversation.unshared', payload: { conversationId: id } },
      { event: 'conversation.changed', payload: { conversationId: id } },
    ]);
    await expect(getConversation(other, { id, limit: 5 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(watchAnswer(other, watching)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await people()).toEqual([]);
    await expect(readLink(other, { token })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(textOf(exportChat(other, { id, format: 'md' }))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('a snapshot stays as it was, ends by itself, and is continued as a copy without a session’s word', async () => {
    const chat = await answered();
    const { ctx, id } = chat;
    const other = await actingAs(ctx, 'member');
    const endsAt = new Date(ctx.now().getTime() + 3_600_000);
    const { path } = await createLink(ctx, { conversationId: id, kind: 'snapshot', endsAt });
    const token = tokenOf(path);
    await ask(ctx, chat, 'Later').done;
    await renameConversation(ctx, { id, title: 'Renamed' });
    expect(await readLink(other, { token })).toMatchObject({
      kind: 'snapshot',
      chat: { title: 'What is a rank?', messages: [{ text: 'What is a rank?' }, { text: 't1 t2 t3 ' }] },
    });
    await expect(getConversation(other, { id, limit: 5 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const copy = await copyChat(other, { id: randomUUID(), from: { token } });
    const { messages, importedFrom, used } = await getConversation(other, { id: copy.id, limit: 5 });
    expect(importedFrom).toBe('copy');
    expect(messages.map((it) => [it.role, it.generation, it.author?.name ?? null])).toEqual([
      ['user', null, ctx.actor.name],
      ['assistant', null, null],
    ]);
    expect(used.completionTokens).toBe(0);
    later(chat, 3_600_001);
    await endDueLinks(ctx);
    expect(ctx.events.at(-2)).toMatchObject({
      event: 'conversation.unshared',
      payload: { conversationId: id },
    });
    await expect(readLink(other, { token })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(copyChat(other, { id: randomUUID(), from: { token } })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(
      createLink(ctx, { conversationId: id, kind: 'live', endsAt: new Date(0) }),
    ).rejects.toMatchObject({ code: 'VALIDATION' });
  });
});
