import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { ask, makeChat, type TestChat } from '../../testing/chats.ts';
import { actingAs, type TestContext } from '../../testing/context.ts';
import { getConversation, setChatSettings, shareConversation, startConversation } from '../chat/index.ts';
import {
  deletePreset,
  deletePrompt,
  listPresets,
  listPrompts,
  listPromptVersions,
  savePreset,
  savePrompt,
  setDefaultPreset,
} from './index.ts';

let chat: TestChat;
let ctx: TestContext;
let other: TestContext;
let admin: TestContext;
beforeEach(async () => {
  chat = await makeChat();
  ctx = chat.ctx;
  [other, admin] = [await actingAs(ctx, 'member'), await actingAs(ctx, 'admin')];
});

const SETTINGS = { temperature: 0.6, topP: 1, stop: ['END'], maxTokens: 300, thinking: false };
const sentOf = () => ctx.agents.sent.at(-1)?.payload;

describe('a chat’s settings', () => {
  test('every question is asked with them, and with the system prompt before all else', async () => {
    const { id } = chat.conversation;
    await setChatSettings(ctx, { id, systemPrompt: ' Be brief. ', settings: SETTINGS });
    // What is the default anyway is not kept.
    const { topP: _, ...kept } = SETTINGS;
    expect(await getConversation(ctx, { id, limit: 5 })).toMatchObject({
      systemPrompt: 'Be brief.',
      settings: kept,
    });
    await ask(ctx, chat, 'one').done;
    await expect.poll(sentOf).toMatchObject({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'one' },
      ],
      settings: { temperature: 0.6, stop: ['END'], thinking: false },
      maxTokens: 300,
    });
    await setChatSettings(ctx, { id, systemPrompt: '', settings: {} });
    await ask(ctx, chat, 'two').done;
    await expect.poll(sentOf).toMatchObject({
      // Nothing was said in between: to the model it is one turn.
      messages: [{ role: 'user', content: 'one\n\ntwo' }],
      settings: {},
      maxTokens: 1024,
    });
  });

  test('are for who may write in the chat, and others hear of them', async () => {
    const { id } = chat.conversation;
    const input = { id, systemPrompt: 'x', settings: {} };
    await expect(setChatSettings(other, input)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await shareConversation(ctx, { id, shared: true });
    await setChatSettings(other, input);
    expect(other.events.at(-1)).toMatchObject({
      event: 'conversation.changed',
      payload: { conversationId: id },
    });
    const viewer = await actingAs(ctx, 'viewer');
    await expect(setChatSettings(viewer, input)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

const preset = (fields: object = {}) => ({
  id: randomUUID(),
  name: `Lab notes ${randomUUID().slice(0, 8)}`,
  shared: false,
  systemPrompt: 'Use SI units.',
  settings: { temperature: 0.6 },
  ...fields,
});

describe('presets', () => {
  test('one’s own are one’s own; the lab’s are seen by all and changed by owner and admin', async () => {
    const [mine, labs] = [preset(), preset({ shared: true })];
    await savePreset(ctx, mine);
    await savePreset(ctx, labs);
    const seen = async (who: TestContext) =>
      (await listPresets(who, { limit: 500 })).filter((it) => it.id === mine.id || it.id === labs.id);
    expect((await seen(ctx)).map((it) => [it.id, it.mayChange])).toEqual(
      expect.arrayContaining([
        [mine.id, true],
        [labs.id, true],
      ]),
    );
    expect(await seen(other)).toMatchObject([
      { id: labs.id, mayChange: false, ownerName: expect.any(String) },
    ]);
    await expect(savePreset(other, { ...labs, name: 'Mine now' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await expect(savePreset(admin, { ...mine, name: 'Mine now' })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await expect(deletePreset(other, labs)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(deletePreset(admin, mine)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await deletePreset(admin, labs);
    expect(
      await ctx.db.auditEntry.findMany({ where: { objectId: labs.id }, orderBy: { id: 'asc' } }),
    ).toMatchObject([{ action: 'preset.share' }, { action: 'preset.delete' }]);
  });

  test('two of one name are refused', async () => {
    const first = preset();
    await savePreset(ctx, first);
    await savePreset(ctx, { ...first, systemPrompt: 'Changed.' });
    await expect(savePreset(ctx, preset({ name: first.name }))).rejects.toMatchObject({ code: 'CONFLICT' });
    await savePreset(other, preset({ name: first.name }));
  });

  test('the default is put on new chats, and no more once it is gone or taken back', async () => {
    const labs = preset({ shared: true });
    await savePreset(other, labs);
    await setDefaultPreset(ctx, { id: labs.id });
    const begin = async () => {
      const { id } = await startConversation(ctx, { id: randomUUID(), sessionId: chat.session.id });
      const { systemPrompt, settings } = await getConversation(ctx, { id, limit: 1 });
      // An empty one would be gone on with.
      await ctx.db.conversation.delete({ where: { id } });
      return { systemPrompt, settings };
    };
    const set = { systemPrompt: 'Use SI units.', settings: { temperature: 0.6 } };
    expect(await begin()).toEqual(set);
    await savePreset(other, { ...labs, shared: false });
    expect(await begin()).toEqual({ systemPrompt: '', settings: {} });
    await savePreset(other, labs);
    expect(await begin()).toEqual(set);
    await deletePreset(other, labs);
    expect(await begin()).toEqual({ systemPrompt: '', settings: {} });
    await savePreset(other, { ...labs, shared: false });
    await expect(setDefaultPreset(ctx, { id: labs.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

const prompt = (fields: object = {}) => ({
  id: randomUUID(),
  name: `summary-${randomUUID().slice(0, 8)}`,
  description: 'For an audience',
  text: 'Sum up for {{audience}}.',
  shared: true,
  basedOn: null,
  ...fields,
});

describe('prompts', () => {
  test('another text is another version, who wrote it is kept, and a name alone is none', async () => {
    const it = prompt();
    expect(await savePrompt(ctx, it)).toEqual({ version: 1 });
    expect(await savePrompt(ctx, { ...it, description: 'Anew', basedOn: 1 })).toEqual({ version: 1 });
    expect(await savePrompt(admin, { ...it, text: 'Shorter.', basedOn: 1 })).toEqual({ version: 2 });
    const versions = await listPromptVersions(other, { id: it.id, limit: 200 });
    expect(versions.map(({ version, text }) => [version, text])).toEqual([
      [2, 'Shorter.'],
      [1, it.text],
    ]);
    expect(versions[0]!.authorName).not.toBe(versions[1]!.authorName);
    expect((await listPrompts(other, { limit: 500 })).find((row) => row.id === it.id)).toMatchObject({
      version: 2,
      text: 'Shorter.',
      mayChange: false,
    });
  });

  test('of two who change one text the second is told, and nothing of the first is lost', async () => {
    const it = prompt();
    await savePrompt(ctx, it);
    const saves = await Promise.allSettled([
      savePrompt(ctx, { ...it, text: 'a', basedOn: 1 }),
      savePrompt(admin, { ...it, text: 'b', basedOn: 1 }),
    ]);
    expect(saves.map((save) => save.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(saves.find((save) => save.status === 'rejected')).toMatchObject({ reason: { code: 'CONFLICT' } });
    expect(await listPromptVersions(ctx, { id: it.id, limit: 200 })).toHaveLength(2);
  });

  test('one’s own are nobody else’s', async () => {
    const it = prompt({ shared: false });
    await savePrompt(ctx, it);
    expect((await listPrompts(other, { limit: 500 })).some((row) => row.id === it.id)).toBe(false);
    await expect(listPromptVersions(other, { id: it.id, limit: 1 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(savePrompt(admin, { ...it, basedOn: 1 })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(deletePrompt(admin, it)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(savePrompt(ctx, prompt({ name: it.name }))).rejects.toMatchObject({ code: 'CONFLICT' });
    await deletePrompt(ctx, it);
    expect(await ctx.db.chatPromptVersion.count({ where: { promptId: it.id } })).toBe(0);
    await expect(savePrompt(ctx, { ...it, basedOn: 1 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
