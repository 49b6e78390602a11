import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { MessageCursor } from '@/shared/schemas/chat.ts';
import { actingAs } from '../../testing/context.ts';
import { makeChat, type TestChat } from '../../testing/chats.ts';
import { getConversation, listEarlierMessages } from './index.ts';

/** Questions and answers, a pair of one moment each; the first three answers used something. */
async function fill({ ctx, session, conversation }: TestChat, pairs: number): Promise<string[]> {
  const conversationId = conversation.id;
  const said: string[] = [];
  let parentId: string | null = null;
  for (let n = 0; n < pairs; n++) {
    const createdAt = new Date(Date.UTC(2026, 10, 24, 12, Math.floor(n / 2)));
    const generation = await ctx.db.generation.create({
      data: {
        id: randomUUID(),
        sessionId: session.id,
        epoch: session.epoch,
        requestedById: session.startedById,
        state: 'completed',
        maxTokens: 10,
        text: `a${n}`,
        completionTokens: n < 3 ? 5 : 0,
        promptTokens: 2,
        energyJoules: n < 2 ? 1.5 : null,
      },
    });
    const of = { conversationId, createdAt };
    const [question, answer] = [randomUUID(), randomUUID()];
    await ctx.db.message.create({ data: { id: question, parentId, role: 'user', text: `q${n}`, ...of } });
    const { id: generationId } = generation;
    const rest = { id: answer, parentId: question, role: 'assistant', text: '', generationId };
    await ctx.db.message.create({ data: { ...rest, ...of } });
    parentId = answer;
    said.push(`q${n}`, `a${n}`);
  }
  return said;
}

test('a long chat opens at its end, and is read back to its beginning without a hole', async () => {
  const chat = await makeChat();
  const said = await fill(chat, 9);
  const { id } = chat.conversation;
  const newest = await getConversation(chat.ctx, { id, limit: 5 });
  const windows = [newest.messages.map((it) => it.text)];
  let before: MessageCursor | null = newest.earlier;
  while (before) {
    const page = await listEarlierMessages(chat.ctx, { conversationId: id, before, limit: 4 });
    windows.unshift(page.messages.map((it) => it.text));
    before = page.earlier;
  }
  expect(windows.map((it) => it.length)).toEqual([1, 4, 4, 4, 5]);
  expect(windows.flat()).toEqual(said);
  expect(windows.at(-1)?.at(-1)).toMatch(/^a/);
});

test('what a chat has used counts all of it, however little is shown', async () => {
  const chat = await makeChat();
  await fill(chat, 6);
  const { used } = await getConversation(chat.ctx, { id: chat.conversation.id, limit: 2 });
  expect(used).toEqual({
    completionTokens: 15,
    promptTokens: 12,
    answers: 3,
    answersMeasured: 2,
    energyJoules: 3,
    simulated: false,
  });
});

test('earlier messages are for those who may see the chat', async () => {
  const chat = await makeChat();
  const before = { id: 'x' };
  const other = await actingAs(chat.ctx, 'member');
  await expect(
    listEarlierMessages(other, { conversationId: chat.conversation.id, before, limit: 5 }),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
