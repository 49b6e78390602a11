import { describe, expect, test } from 'vitest';
import {
  answerOf,
  askAndStart,
  end,
  endsOf,
  fenceOf,
  later,
  makeChat,
  rowOf,
  steps,
  type TestChat,
  USAGE,
  write,
} from '../../testing/chats.ts';
import { recordDeltas, refuseAnswer } from './index.ts';

const NOW = new Date('2026-11-18T22:00:00Z');
const after = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000);
const connectedAt = (chat: TestChat, at: Date) =>
  chat.ctx.db.agent.update({ where: { machineId: chat.machineId }, data: { connectedAt: at } });
const say = (chat: TestChat, id: string, texts: string[], from = 1) =>
  recordDeltas(chat.ctx, chat.machineId, {
    ...fenceOf(chat, id),
    deltas: texts.map((text, index) => ({
      seq: from + index,
      kind: 'text' as const,
      text,
      completionTokens: from + index,
      at: new Date(),
    })),
  });
const told = (chat: TestChat): string[] =>
  chat.ctx.events.flatMap((it) =>
    it.event === 'generation.appended' ? it.payload.deltas.map((step) => step.text) : [],
  );

describe('a character that an agent cut in two', () => {
  test('is whole in the log, for its viewers and in the text, in one message or two, sent again or not', async () => {
    const chat = await makeChat();
    const id = await askAndStart(chat);
    await say(chat, id, ['a\uD83D', '\uDE00b', 'c\uD83E']);
    await say(chat, id, ['c\uD83E'], 3);
    await say(chat, id, ['\uDD9C', 'd\uD83D'], 4);
    await say(chat, id, ['\uDE00'], 6);
    expect(told(chat).join('')).toBe('a😀bc🦜d😀');
    expect((await answerOf(chat)).generation?.text).toBe('a😀bc🦜d😀');
    await end(chat, id, 6);
    expect((await rowOf(chat, id)).text).toBe('a😀bc🦜d😀');
  });

  test('keeps its first half for the second while the database is away', async () => {
    const chat = await makeChat();
    const id = await askAndStart(chat);
    await say(chat, id, ['a\uD83D']);
    const broken = { ...chat, ctx: { ...chat.ctx, now: () => new Date(Number.NaN) } } as TestChat;
    await expect(say(broken, id, ['\uDE00'], 2)).rejects.toThrow();
    await say(chat, id, ['\uDE00'], 2);
    expect((await answerOf(chat)).generation?.text).toBe('a😀');
  });
});

describe('the time an agent tells', () => {
  const minutes = async (connected: Date) => {
    const chat = await makeChat('ready', 'ring', NOW);
    await connectedAt(chat, connected);
    const id = await askAndStart(chat);
    later(chat, 600_000);
    return { chat, id };
  };

  test('is of the last minute while it has been here: an answer stays in its hour', async () => {
    const { chat, id } = await minutes(NOW);
    const deltas = steps(1, 1, after(60));
    await recordDeltas(chat.ctx, chat.machineId, { ...fenceOf(chat, id), deltas });
    const [step] = await chat.ctx.db.generationDelta.findMany({ where: { generationId: id } });
    expect(step?.at).toEqual(after(540));
    await end(chat, id, 1, { at: after(300) });
    expect((await rowOf(chat, id)).endedAt).toEqual(after(540));
  });

  test('may be older once it is back, not before the last step, and never ahead', async () => {
    const { chat, id } = await minutes(after(590));
    const deltas = [...steps(1, 1, after(120)), ...steps(2, 2, after(9000))];
    await recordDeltas(chat.ctx, chat.machineId, { ...fenceOf(chat, id), deltas: deltas.slice(0, 1) });
    await end(chat, id, 1, { at: after(60) });
    expect((await rowOf(chat, id)).endedAt).toEqual(after(120));
    const { chat: other, id: second } = await minutes(after(590));
    await recordDeltas(other.ctx, other.machineId, { ...fenceOf(other, second), deltas });
    await end(other, second, 2, { at: after(99_999) });
    expect((await rowOf(other, second)).endedAt).toEqual(after(600));
  });
});

describe('the tokens an agent tells', () => {
  test('are not more than were asked for, in the log, for the viewers and in the sum', async () => {
    const chat = await makeChat();
    const id = await askAndStart(chat);
    const { maxTokens } = await rowOf(chat, id);
    const deltas = steps(1, 2).map((it) => ({ ...it, completionTokens: 99_999_999 }));
    await recordDeltas(chat.ctx, chat.machineId, { ...fenceOf(chat, id), deltas });
    const log = await chat.ctx.db.generationDelta.findMany({ where: { generationId: id } });
    expect(log.map((it) => it.completionTokens)).toEqual([maxTokens, maxTokens]);
    const counts = chat.ctx.events.flatMap((it) =>
      it.event === 'generation.appended' ? it.payload.deltas.map((step) => step.completionTokens) : [],
    );
    expect(counts).toEqual([maxTokens, maxTokens]);
    await end(chat, id, 2, { usage: { ...USAGE, completionTokens: 99_999_999 } });
    expect((await rowOf(chat, id)).completionTokens).toBe(maxTokens);
  });

  test.each([0, 0.001, 1e-306])('in %s ms are of no known rate', async (decodeMs) => {
    const chat = await makeChat();
    const id = await askAndStart(chat);
    await write(chat, id, 1, 9);
    await end(chat, id, 9, { usage: { ...USAGE, completionTokens: 9, decodeMs } });
    expect((await answerOf(chat)).generation).toMatchObject({ completionTokens: 9, tokensPerSecond: null });
  });
});

test('an answer of which something was refused ends with the part written and words, once, and its slot is free', async () => {
  const chat = await makeChat('ready', 'jaccl');
  const id = await askAndStart(chat);
  await write(chat, id, 1, 2);
  await refuseAnswer(chat.ctx, chat.otherId, fenceOf(chat, id));
  await refuseAnswer(chat.ctx, chat.machineId, { ...fenceOf(chat, id), epoch: chat.session.epoch + 1 });
  expect(endsOf(chat, id)).toEqual([]);
  await refuseAnswer(chat.ctx, chat.machineId, fenceOf(chat, id));
  await refuseAnswer(chat.ctx, chat.machineId, fenceOf(chat, id));
  expect(endsOf(chat, id)).toEqual(['error']);
  expect((await answerOf(chat)).generation).toMatchObject({
    state: 'error',
    text: 't1 t2 ',
    message: expect.stringContaining('Ask again') as string,
  });
  expect(chat.ctx.agents.sent.map((it) => it.command)).toEqual(['generation:start', 'generation:stop']);
  await askAndStart(chat);
});
