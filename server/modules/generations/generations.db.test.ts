import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ServiceError } from '../../errors.ts';
import {
  answerOf,
  ask,
  askAndStart,
  end,
  endsOf,
  later,
  makeChat,
  rowOf,
  type TestChat,
  untilState,
  USAGE,
  words,
  write,
} from '../../testing/chats.ts';
import { makeKey } from '../../testing/keys.ts';
import {
  enqueueGeneration,
  readQueue,
  resendToAgent,
  setAnswerEnergy,
  stopGeneration,
  tendGenerations,
  timeOutGenerations,
} from './index.ts';

const NOW = new Date('2026-11-18T22:00:00Z');
const sentOf = (chat: TestChat, generationId: string) =>
  chat.ctx.agents.sent
    .filter((it) => (it.payload as { generationId?: string }).generationId === generationId)
    .map((it) => it.command);
/** Its agent hears everything and answers nothing. */
function deafen(chat: TestChat): void {
  chat.ctx.agents.send = async (machineId, command, payload) => {
    chat.ctx.agents.sent.push({ machineId, command, payload });
    throw new ServiceError('UNAVAILABLE', 'It did not answer in time.');
  };
}

describe('a question', () => {
  test('needs no chat: it is asked with an API key, sent, and its prompt is not kept', async () => {
    const chat = await makeChat();
    const { session, machineId, ctx } = chat;
    const id = randomUUID();
    const prompt = [
      { role: 'system' as const, content: 'Be brief.' },
      { role: 'user' as const, content: 'Hello' },
    ];
    const asked = {
      id,
      source: 'api' as const,
      askedBy: { apiKeyId: (await makeKey(ctx)).row.id },
      prompt,
      settings: { temperature: 0 },
      maxTokens: 5,
      session: { ...session, machineId },
    };
    expect(await enqueueGeneration(ctx, asked)).toMatchObject({ state: 'dispatched' });
    expect(await enqueueGeneration(ctx, asked)).toBeNull();
    await untilState(chat, id, 'running');
    expect(ctx.agents.sent).toMatchObject([{ machineId, payload: { generationId: id, messages: prompt } }]);
    expect(await rowOf(chat, id)).toMatchObject({ prompt, source: 'api', requestedById: null });
    await write(chat, id, 1, 2);
    await end(chat, id, 2);
    expect(await rowOf(chat, id)).toMatchObject({ prompt: null, text: words(2), state: 'completed' });
  });

  test('is asked by somebody: the database refuses one without', async () => {
    const chat = await makeChat();
    const { session } = chat;
    const data = { id: randomUUID(), sessionId: session.id, epoch: session.epoch, maxTokens: 1 };
    await expect(chat.ctx.db.generation.create({ data })).rejects.toThrow(/asked_by_somebody/);
  });

  test('is running once its agent has taken it, or says its first word', async () => {
    const chat = await makeChat('ready', 'ring', NOW);
    const taken = await askAndStart(chat);
    expect(await rowOf(chat, taken)).toMatchObject({ startedAt: NOW, deadlineAt: null });
    deafen(chat);
    const { generationId, done } = ask(chat.ctx, chat);
    await done;
    expect(await rowOf(chat, generationId)).toMatchObject({
      state: 'dispatched',
      startedAt: null,
      deadlineAt: new Date(NOW.getTime() + 20_000),
    });
    await write(chat, generationId, 1, 1);
    expect(await rowOf(chat, generationId)).toMatchObject({
      state: 'running',
      startedAt: NOW,
      deadlineAt: null,
    });
  });

  test('that its agent refuses ends with the agent’s reason', async () => {
    const chat = await makeChat();
    chat.ctx.agents.send = () =>
      Promise.reject(new ServiceError('PRECONDITION_FAILED', 'The session is not ready to answer.'));
    const { generationId, done } = ask(chat.ctx, chat);
    await done;
    await untilState(chat, generationId, 'error');
    expect((await answerOf(chat)).generation?.message).toBe('The session is not ready to answer.');
  });

  test('that nobody took is over after its deadline, says so, and frees its slot', async () => {
    const chat = await makeChat('ready', 'jaccl', NOW);
    const { send } = chat.ctx.agents;
    deafen(chat);
    const lost = ask(chat.ctx, chat);
    await lost.done;
    const next = ask(chat.ctx, chat);
    await next.done;
    later(chat, 19_000);
    await timeOutGenerations(chat.ctx, { mayJudge: true });
    expect(await rowOf(chat, lost.generationId)).toMatchObject({ state: 'dispatched' });
    later(chat, 1000);
    chat.ctx.agents.send = send;
    await timeOutGenerations(chat.ctx, { mayJudge: false });
    expect(await rowOf(chat, lost.generationId)).toMatchObject({ state: 'dispatched' });
    await timeOutGenerations(chat.ctx, { mayJudge: true });
    expect(await rowOf(chat, lost.generationId)).toMatchObject({
      state: 'interrupted',
      errorMessage: expect.stringMatching(/^The machine did not take the question within 20 s/),
      energyDueAt: null,
    });
    // In case it has the question after all.
    expect(sentOf(chat, lost.generationId)).toEqual(['generation:start', 'generation:stop']);
    await untilState(chat, next.generationId, 'running');
  });

  test('on JACCL waits for the one before it, however many are asked at once', async () => {
    const chat = await makeChat('ready', 'jaccl');
    const asked = await Promise.all(Array.from({ length: 5 }, () => ask(chat.ctx, chat).done));
    const states = asked.map((it) => it.answer.generation!.state).toSorted();
    expect(states).toEqual(['dispatched', 'queued', 'queued', 'queued', 'queued']);
    const first = asked.find((it) => it.answer.generation!.state === 'dispatched')!.answer.id;
    await write(chat, first, 1, 1);
    await Promise.all([end(chat, first, 1), tendGenerations(chat.ctx), tendGenerations(chat.ctx)]);
    const where = {
      sessionId: chat.session.id,
      OR: [{ state: 'dispatched' }, { state: 'running' }],
    } as const;
    const open = () => chat.ctx.db.generation.count({ where: { ...where, OR: [...where.OR] } });
    await expect.poll(open).toBe(1);
    await tendGenerations(chat.ctx);
    expect(await open()).toBe(1);
    expect(chat.ctx.agents.sent.filter((it) => it.command === 'generation:start')).toHaveLength(2);
  });
});

test('who waits is told, with a wait once enough was answered, and nobody when nobody waits', async () => {
  const chat = await makeChat('ready', 'jaccl');
  const read = () => readQueue(chat.ctx, { sessionId: chat.session.id });
  for (const text of ['one', 'two', 'three']) {
    const id = await askAndStart(chat, text);
    await write(chat, id, 1, 1);
    await end(chat, id, 1);
  }
  expect(await read()).toEqual({ waiting: [] });
  await askAndStart(chat, 'four');
  const waiting = [ask(chat.ctx, chat), ask(chat.ctx, chat)];
  for (const { done } of waiting) await done;
  const queue = await read();
  expect(queue.waiting.map((it) => it.generationId).toSorted()).toEqual(
    waiting.map((it) => it.generationId).toSorted(),
  );
  expect(queue.waiting.every((it) => it.waitMs !== null)).toBe(true);
});

describe('stopping', () => {
  test('works while it waits: it never leaves', async () => {
    const chat = await makeChat('ready', 'jaccl');
    const first = await askAndStart(chat);
    const { generationId, done } = ask(chat.ctx, chat);
    await done;
    await stopGeneration(chat.ctx, { generationId });
    expect(await rowOf(chat, generationId)).toMatchObject({ state: 'stopped', text: '', prompt: null });
    expect(endsOf(chat, generationId)).toEqual(['stopped']);
    await end(chat, first, 0);
    await tendGenerations(chat.ctx);
    expect(sentOf(chat, generationId)).toEqual([]);
  });

  test('that meets the dispatch of a waiting question always reaches the agent, and its usage counts', async () => {
    const chat = await makeChat('ready', 'jaccl');
    for (let round = 0; round < 15; round++) {
      const first = await askAndStart(chat);
      const { generationId, done } = ask(chat.ctx, chat);
      await done;
      await write(chat, first, 1, 1);
      await Promise.all([end(chat, first, 1), stopGeneration(chat.ctx, { generationId })]);
      await expect.poll(async () => (await rowOf(chat, generationId)).state).not.toBe('queued');
      const commands = () => sentOf(chat, generationId);
      if ((await rowOf(chat, generationId)).state === 'stopped') {
        expect(commands()).toEqual([]);
        continue;
      }
      await expect.poll(commands).toContain('generation:stop');
      await write(chat, generationId, 1, 2);
      await end(chat, generationId, 2, { state: 'stopped', usage: { ...USAGE, completionTokens: 3 } });
      expect(await rowOf(chat, generationId)).toMatchObject({ state: 'stopped', completionTokens: 3 });
    }
  });

  test('is told again until the end arrives', async () => {
    const chat = await makeChat('ready', 'ring', NOW);
    const id = await askAndStart(chat);
    await write(chat, id, 1, 4);
    chat.ctx.agents.connected.clear();
    await stopGeneration(chat.ctx, { generationId: id });
    expect(sentOf(chat, id)).toEqual(['generation:start']);
    chat.ctx.agents.connected.add(chat.machineId);
    await tendGenerations(chat.ctx);
    await resendToAgent(chat.ctx, chat.machineId);
    expect(sentOf(chat, id)).toEqual(['generation:start', 'generation:stop', 'generation:stop']);
    await end(chat, id, 4, { state: 'stopped' });
    await tendGenerations(chat.ctx);
    expect(sentOf(chat, id)).toHaveLength(3);
  });

  test('of a question that never arrived sends it after its stop, so that its agent can say the end', async () => {
    const chat = await makeChat();
    chat.ctx.agents.connected.clear();
    const { generationId, done } = ask(chat.ctx, chat);
    await done;
    await stopGeneration(chat.ctx, { generationId });
    expect(sentOf(chat, generationId)).toEqual([]);
    chat.ctx.agents.connected.add(chat.machineId);
    await resendToAgent(chat.ctx, chat.machineId);
    expect(sentOf(chat, generationId)).toEqual(['generation:stop', 'generation:start']);
    await end(chat, generationId, 0, { state: 'stopped' });
    expect(await rowOf(chat, generationId)).toMatchObject({ state: 'stopped', completionTokens: 0 });
  });

  test('without an end within 10 s is said; late words still count and tell the agent once more', async () => {
    const chat = await makeChat('ready', 'ring', NOW);
    const id = await askAndStart(chat);
    await write(chat, id, 1, 4);
    await stopGeneration(chat.ctx, { generationId: id });
    later(chat, 9000);
    await stopGeneration(chat.ctx, { generationId: id });
    later(chat, 1000);
    await timeOutGenerations(chat.ctx, { mayJudge: true });
    expect(await rowOf(chat, id)).toMatchObject({
      state: 'interrupted',
      text: words(4),
      errorMessage: expect.stringMatching(/^The machine did not confirm the stop within 10 s/),
    });
    const stops = sentOf(chat, id).length;
    await write(chat, id, 5, 6);
    await expect.poll(() => sentOf(chat, id).length).toBe(stops + 1);
    await resendToAgent(chat.ctx, chat.machineId);
    expect(sentOf(chat, id).at(-1)).toBe('generation:stop');
    await end(chat, id, 6, { state: 'stopped', usage: { ...USAGE, completionTokens: 7 } });
    expect(await rowOf(chat, id)).toMatchObject({
      state: 'interrupted',
      text: words(6),
      completionTokens: 7,
      promptTokens: 12,
    });
    await end(chat, id, 6, { usage: { ...USAGE, completionTokens: 70 } });
    expect((await rowOf(chat, id)).completionTokens).toBe(7);
  });
});

describe('when its session is over, an answer', () => {
  test('is interrupted with its part, and takes the last words late', async () => {
    const chat = await makeChat();
    const id = await askAndStart(chat);
    await write(chat, id, 1, 4);
    const endedAt = new Date(Date.now() - 10_000);
    const data = { state: 'failed', endedAt, endMessage: 'Rank 1 ended unexpectedly.' } as const;
    await chat.ctx.db.session.update({ where: { id: chat.session.id }, data });
    await tendGenerations(chat.ctx);
    await write(chat, id, 5, 6);
    await end(chat, id, 6, { state: 'interrupted', usage: { ...USAGE, completionTokens: 7 } });
    expect((await answerOf(chat)).generation).toMatchObject({
      state: 'interrupted',
      message: 'Rank 1 ended unexpectedly.',
      text: words(6),
      completionTokens: 7,
    });
  });

  test('says why that ended', async () => {
    const chat = await makeChat();
    const id = await askAndStart(chat);
    const data = { state: 'ending', endMessage: 'The booking ended, and the session with it.' } as const;
    await chat.ctx.db.session.update({ where: { id: chat.session.id }, data });
    await end(chat, id, 0, { state: 'interrupted', message: 'The rank ended before the answer did.' });
    expect((await answerOf(chat)).generation).toMatchObject({
      state: 'interrupted',
      message: 'The booking ended, and the session with it.',
    });
  });
});

test('energy is written beside the figures, and told when it is new', async () => {
  const chat = await makeChat('ready', 'ring', NOW);
  const generationId = await askAndStart(chat);
  await write(chat, generationId, 1, 1);
  await end(chat, generationId, 1);
  await setAnswerEnergy(chat.ctx, { generationId, joules: null, settled: false, againAt: new Date(0) });
  expect(endsOf(chat, generationId)).toHaveLength(1);
  await setAnswerEnergy(chat.ctx, { generationId, joules: 12.5, settled: true });
  expect(await rowOf(chat, generationId)).toMatchObject({
    energyJoules: 12.5,
    energyDueAt: null,
    energyTries: 2,
  });
  expect(chat.ctx.events.at(-1)).toMatchObject({
    event: 'generation.ended',
    payload: { energyJoules: 12.5 },
  });
});
