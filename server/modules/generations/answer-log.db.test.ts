import { randomUUID } from 'node:crypto';
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
  USAGE,
  words,
  write,
} from '../../testing/chats.ts';
import { pruneDeltas, recordDeltas } from './index.ts';

const NOW = new Date('2026-11-18T22:00:00Z');

describe('the log of an answer', () => {
  test('takes each step once, in order, whatever is sent again', async () => {
    const chat = await makeChat();
    const id = await askAndStart(chat);
    expect(await write(chat, id, 1, 3)).toEqual({ storedSeq: 3 });
    expect(await write(chat, id, 1, 3)).toEqual({ storedSeq: 3 });
    expect(await write(chat, id, 2, 6)).toEqual({ storedSeq: 6 });
    expect(await write(chat, id, 9, 12)).toEqual({ storedSeq: 6 });
    await Promise.all([write(chat, id, 7, 9), write(chat, id, 7, 9), write(chat, id, 7, 9)]);
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
    const id = await askAndStart(chat);
    const it = { ...fenceOf(chat, id), deltas: steps(1, 1) };
    await expect(recordDeltas(chat.ctx, chat.otherId, it)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(recordDeltas(chat.ctx, randomUUID(), it)).rejects.toMatchObject({ code: 'CONFLICT' });
    const stale = { ...it, epoch: it.epoch - 1 };
    await expect(recordDeltas(chat.ctx, chat.machineId, stale)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await answerOf(chat)).generation?.lastSeq).toBe(0);
  });

  test('an end waits for every step, is taken once, and nothing follows it', async () => {
    const chat = await makeChat();
    const id = await askAndStart(chat);
    await write(chat, id, 1, 3);
    await expect(end(chat, id, 5)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
    await write(chat, id, 4, 5);
    await end(chat, id, 5);
    await end(chat, id, 5, { state: 'error', usage: { ...USAGE, completionTokens: 99 } });
    await write(chat, id, 6, 7);
    expect((await answerOf(chat)).generation).toMatchObject({
      state: 'completed',
      text: words(5),
      completionTokens: 5,
      promptTokens: 12,
      tokensPerSecond: 100,
    });
    expect(endsOf(chat, id)).toEqual(['completed']);
  });

  test('an end that meets its last steps in the database has their text', async () => {
    const chat = await makeChat();
    for (let round = 0; round < 12; round++) {
      const id = await askAndStart(chat);
      await write(chat, id, 1, 3);
      const tail = write(chat, id, 4, 9);
      const ended = end(chat, id, 9).catch(() => tail.then(() => end(chat, id, 9)));
      await Promise.all([tail, ended]);
      expect(await rowOf(chat, id)).toMatchObject({ lastSeq: 9, text: words(9), completionTokens: 9 });
    }
  });

  test('thoughts, words and calls of tools are kept apart, while it is written and after', async () => {
    const chat = await makeChat('ready', 'ring', NOW);
    const id = await askAndStart(chat);
    later(chat, 5000);
    const at = (ms: number): Date => new Date(NOW.getTime() + 1000 + ms);
    const call = { id: 'c1', name: 'look', arguments: 'not JSON' };
    const deltas = [
      ...steps(1, 2, at(0)).map((it) => ({ ...it, kind: 'reasoning' as const })),
      ...steps(3, 4, at(1500)),
      ...steps(5, 5, at(1800)).map((it) => ({ ...it, kind: 'tool' as const, text: JSON.stringify(call) })),
    ];
    await recordDeltas(chat.ctx, chat.machineId, { ...fenceOf(chat, id), deltas });
    const parts = { reasoning: 't1 t2 ', text: 't3 t4 ', toolCalls: [call] };
    expect((await answerOf(chat)).generation).toMatchObject({ ...parts, thoughtMs: null });
    await end(chat, id, 5);
    const ended = { ...parts, thoughtMs: 1500, thoughtTokens: 2 };
    expect((await answerOf(chat)).generation).toMatchObject(ended);
  });

  test('its moments lie between dispatch and now, whatever the agent’s clock says', async () => {
    const chat = await makeChat('ready', 'ring', NOW);
    const id = await askAndStart(chat);
    later(chat, 5000);
    const far = { early: new Date(0), late: new Date(NOW.getTime() + 3_600_000) };
    const [one, two] = [steps(1, 1, far.early), steps(2, 2, far.late)];
    await recordDeltas(chat.ctx, chat.machineId, { ...fenceOf(chat, id), deltas: [...one, ...two] });
    await end(chat, id, 2, { at: far.late });
    const deltas = await chat.ctx.db.generationDelta.findMany({
      where: { generationId: id },
      orderBy: { seq: 'asc' },
    });
    expect(deltas.map((it) => it.at)).toEqual([NOW, chat.ctx.now()]);
    const row = await rowOf(chat, id);
    expect(row).toMatchObject({ endedAt: chat.ctx.now(), energyDueAt: chat.ctx.now() });
    const early = await askAndStart(chat);
    await end(chat, early, 0, { at: far.early });
    expect((await rowOf(chat, early)).endedAt).toEqual((await rowOf(chat, early)).startedAt);
  });

  test('is pruned a day after the end; the text stays', async () => {
    const chat = await makeChat('ready', 'ring', NOW);
    const [old, fresh, open] = [await askAndStart(chat), await askAndStart(chat), await askAndStart(chat)];
    for (const id of [old, fresh, open]) await write(chat, id, 1, 3);
    await end(chat, old, 3, { at: NOW });
    later(chat, 20 * 3_600_000);
    await end(chat, fresh, 3, { at: chat.ctx.now() });
    later(chat, 5 * 3_600_000);
    await pruneDeltas(chat.ctx);
    const left = await chat.ctx.db.generationDelta.groupBy({
      by: ['generationId'],
      where: { generationId: { in: [old, fresh, open] } },
    });
    expect(left.map((it) => it.generationId).toSorted()).toEqual([fresh, open].toSorted());
    expect(await rowOf(chat, old)).toMatchObject({ text: words(3), lastSeq: 3 });
  });
});
