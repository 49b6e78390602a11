import { describe, expect, test } from 'vitest';
import { BATCH_SHAPES } from '../../http/api/batch-shapes.ts';
import { ask, end, later, makeChat, rowOf, type TestChat, write } from '../../testing/chats.ts';
import { actingAs, userIdOf } from '../../testing/context.ts';
import { makeBooking, makeMachine, makeSession } from '../../testing/factories.ts';
import { makeKey } from '../../testing/keys.ts';
import { tendGenerations } from '../generations/index.ts';
import { askLines } from './ask-lines.ts';
import { collectAnswers } from './collect-answers.ts';
import {
  cancelBatch,
  cancelKeyBatch,
  createBatch,
  getBatch,
  keepFile,
  listBatches,
  purgeFiles,
  readFileContent,
  tendBatches,
} from './index.ts';

const NOW = new Date('2026-11-18T22:00:00Z');
const HOUR_MS = 3_600_000;
const CHAT = '/v1/chat/completions';
const SHAPE = BATCH_SHAPES[CHAT]!;

const lineOf = (at: number): string =>
  JSON.stringify({
    custom_id: `q${at}`,
    method: 'POST',
    url: CHAT,
    body: { model: 'auto', max_tokens: 20, messages: [{ role: 'user', content: `Question ${at}` }] },
  });

async function makeBatch(backend: string, lines: number, data: Parameters<typeof makeKey>[1] = {}) {
  const chat = await makeChat('ready', backend, NOW);
  const key = await makeKey(chat.ctx, {
    personId: userIdOf(chat.ctx),
    expiresAt: new Date(NOW.getTime() + 90 * 24 * HOUR_MS),
    ...data,
  });
  const text = Array.from({ length: lines }, (_, at) => lineOf(at)).join('\n');
  const file = await keepFile(key.ctx, { name: 'q.jsonl', bytes: Buffer.from(text) });
  const { id } = await createBatch(
    key.ctx,
    { inputFileId: file.id, endpoint: CHAT, window: '24h', windowMs: 24 * HOUR_MS, metadata: null },
    BATCH_SHAPES,
  );
  const portal = (name: string) => ({ ...chat.ctx, portal: { ...chat.ctx.portal, id: name } });
  return { chat, key, id, inputId: file.id, tend: (name = 'one') => tendBatches(portal(name), BATCH_SHAPES) };
}
type Made = Awaited<ReturnType<typeof makeBatch>>;

const asked = ({ chat, key }: Made, states: string[]) =>
  chat.ctx.db.generation.findMany({
    where: { apiKeyId: key.row.id, state: { in: states as never } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
const begun = (made: Made) => asked(made, ['dispatched', 'running']);

async function answer(chat: TestChat, id: string): Promise<void> {
  await write(chat, id, 1, 2);
  await end(chat, id, 2);
  await tendGenerations(chat.ctx);
}
async function answerAll(made: Made): Promise<void> {
  for (const it of await begun(made)) await answer(made.chat, it.id);
}
const linesOf = async ({ key }: Made, fileId: string | null) => {
  let text = '';
  for await (const piece of (await readFileContent(key.ctx, fileId!)).pieces) text += piece;
  return text
    .trim()
    .split('\n')
    .map((it) => JSON.parse(it) as { custom_id: string; error: { code: string; message: string } | null });
};
const batchOf = ({ key, id }: Made) => getBatch(key.ctx, id);

describe('a batch', () => {
  test('goes behind who chats: it begins when nobody waits, and is not interrupted', async () => {
    const made = await makeBatch('jaccl', 3);
    const { chat, tend } = made;
    await tend();
    const [first] = await begun(made);
    expect(await begun(made)).toHaveLength(1);
    const person = ask(chat.ctx, chat);
    await person.done;
    await tendGenerations(chat.ctx);
    expect((await rowOf(chat, person.generationId)).state).toBe('queued');
    await answer(chat, first!.id);
    expect((await rowOf(chat, person.generationId)).state).not.toBe('queued');
    expect(await begun(made)).toEqual([]);
    await answer(chat, person.generationId);
    expect(await begun(made)).toHaveLength(1);
  });

  test('leaves the last of several slots to who chats', async () => {
    const made = await makeBatch('ring', 6);
    await made.tend();
    expect(await begun(made)).toHaveLength(3);
    expect(await asked(made, ['queued'])).toHaveLength(3);
    const person = ask(made.chat.ctx, made.chat);
    expect((await person.done).answer.generation?.state).toBe('dispatched');
  });

  test('is one portal’s while that lives, and another’s after it, with nothing lost and nothing twice', async () => {
    const made = await makeBatch('ring', 10);
    const { chat, tend } = made;
    await tend('one');
    await answerAll(made);
    // The first is killed here: what it asked goes on, and nobody gathers it until its lease is over.
    await tend('two');
    expect(await batchOf(made)).toMatchObject({ done: 0 });
    later(chat, 31_000);
    await tend('two');
    expect(await batchOf(made)).toMatchObject({ done: 3 });
    while ((await batchOf(made)).state === 'in_progress') {
      await answerAll(made);
      await tend('two');
    }
    const batch = await batchOf(made);
    expect(batch).toMatchObject({ state: 'completed', done: 10, failed: 0, errorFileId: null });
    const results = await linesOf(made, batch.outputFileId);
    expect(results.map((it) => it.custom_id)).toEqual(Array.from({ length: 10 }, (_, at) => `q${at}`));
    expect(await asked(made, ['completed'])).toHaveLength(10);
  });

  test('is asked and gathered once by however many at once', async () => {
    const made = await makeBatch('ring', 8);
    const { chat, key, id } = made;
    const batch = await chat.ctx.db.batch.findUniqueOrThrow({ where: { id } });
    const three = (work: () => Promise<void>) => Promise.all([work(), work(), work()]);
    await three(() => askLines(key.ctx, batch, SHAPE));
    expect(await asked(made, ['queued', 'dispatched', 'running'])).toHaveLength(8);
    await answerAll(made);
    await three(() => collectAnswers(chat.ctx, batch, SHAPE));
    expect(await batchOf(made)).toMatchObject({ done: 3 });
    await three(() => askLines(key.ctx, batch, SHAPE));
    expect(await chat.ctx.db.generation.count({ where: { apiKeyId: key.row.id } })).toBe(8);
  });

  test('asks again what a session’s end broke off, waits in words without one, and goes on in the next', async () => {
    const made = await makeBatch('jaccl', 2);
    const { chat, tend } = made;
    await tend();
    const [broken] = await begun(made);
    await write(chat, broken!.id, 1, 1);
    await chat.ctx.db.session.update({
      where: { id: chat.session.id },
      data: { state: 'ended', endedAt: chat.ctx.now() },
    });
    later(chat, 60_000);
    await tendGenerations(chat.ctx);
    await tend();
    expect(await batchOf(made)).toMatchObject({
      state: 'in_progress',
      waitingFor: expect.stringContaining('No session that this key may ask is ready'),
    });
    const machine = await makeMachine(chat.ctx.db);
    chat.ctx.agents.connected.add(machine.id);
    const own = { machineIds: [machine.id] };
    const booking = await makeBooking(chat.ctx.db, { personId: userIdOf(chat.ctx), ...own });
    const session = await makeSession(chat.ctx.db, {
      bookingId: booking.id,
      startedById: userIdOf(chat.ctx),
      backend: 'jaccl',
      ...own,
    });
    later(chat, 5000);
    await tend();
    expect(await batchOf(made)).toMatchObject({ waitingFor: null });
    const next: Made = { ...made, chat: { ...chat, session, machineId: machine.id } };
    while ((await batchOf(made)).state === 'in_progress') {
      await answerAll(next);
      await tend();
    }
    const batch = await batchOf(made);
    expect(batch).toMatchObject({ state: 'completed', done: 2 });
    expect(await linesOf(made, batch.outputFileId)).toHaveLength(2);
    // What was written before it broke off was used, and stays counted.
    expect(await rowOf(chat, broken!.id)).toMatchObject({ state: 'interrupted', completionTokens: 1 });
  });

  test('is over after its time: what is answered is its result, the rest is told, what runs is stopped', async () => {
    const made = await makeBatch('ring', 5);
    const { chat, tend } = made;
    await tend();
    const [first, second] = await begun(made);
    await answer(chat, first!.id);
    await tend();
    later(chat, 24 * HOUR_MS);
    await tend();
    const batch = await batchOf(made);
    expect(batch).toMatchObject({ state: 'expired', done: 1, failed: 4 });
    expect(await linesOf(made, batch.outputFileId)).toMatchObject([
      { custom_id: expect.any(String), error: null },
    ]);
    const rest = await linesOf(made, batch.errorFileId);
    expect(new Set(rest.map((it) => it.error?.code))).toEqual(new Set(['batch_expired']));
    await expect.poll(async () => (await rowOf(chat, second!.id)).stopRequestedAt).not.toBeNull();
    await expect.poll(() => asked(made, ['queued'])).toEqual([]);
  });

  test('that is cancelled meanwhile takes no answer that comes late', async () => {
    const made = await makeBatch('jaccl', 2);
    const { chat, key, id, tend } = made;
    await tend();
    const [first] = await begun(made);
    expect(await cancelBatch(key.ctx, id)).toMatchObject({ state: 'cancelled', done: 0, failed: 2 });
    await expect.poll(async () => (await rowOf(chat, first!.id)).stopRequestedAt).not.toBeNull();
    await answer(chat, first!.id);
    await tend();
    expect(await batchOf(made)).toMatchObject({ state: 'cancelled', done: 0, outputFileId: null });
    expect(await rowOf(chat, first!.id)).toMatchObject({ completionTokens: 2 });
  });
});

test('its person sees how far it is and cancels it, and nobody else’s', async () => {
  const made = await makeBatch('jaccl', 2);
  const { chat, id, tend } = made;
  await tend();
  await answerAll(made);
  await tend();
  const list = async () => (await listBatches(chat.ctx, { whose: 'mine', limit: 25 })).rows;
  expect(await list()).toMatchObject([
    { id, fileName: 'q.jsonl', state: 'in_progress', total: 2, done: 1, failed: 0, reason: null },
  ]);
  const stranger = await actingAs(chat.ctx, 'member');
  expect((await listBatches(stranger, { whose: 'mine', limit: 25 })).rows).toEqual([]);
  await expect(cancelKeyBatch(stranger, { id })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await cancelKeyBatch(chat.ctx, { id });
  await cancelKeyBatch(chat.ctx, { id });
  expect(await list()).toMatchObject([
    { state: 'cancelled', done: 1, failed: 1, outputFileId: expect.any(String) },
  ]);
  const told = await chat.ctx.db.auditEntry.findMany({ where: { action: 'batch.cancel', objectId: id } });
  expect(told).toHaveLength(1);
});

test('a key has eight under way at most', async () => {
  const made = await makeBatch('jaccl', 1);
  const asked = {
    inputFileId: made.inputId,
    endpoint: CHAT,
    window: '24h',
    windowMs: HOUR_MS,
    metadata: null,
  };
  for (let at = 1; at < 8; at += 1) await createBatch(made.key.ctx, asked, BATCH_SHAPES);
  await expect(createBatch(made.key.ctx, asked, BATCH_SHAPES)).rejects.toMatchObject({
    code: 'LIMIT_EXCEEDED',
  });
});

describe('of the limits of its key', () => {
  test('those of a minute put it off', async () => {
    const made = await makeBatch('ring', 3, { limits: { requestsPerMinute: 2 } });
    const { chat, tend } = made;
    await tend();
    expect(await begun(made)).toHaveLength(2);
    await answerAll(made);
    later(chat, 10_000);
    await tend();
    expect(await batchOf(made)).toMatchObject({ done: 2, failed: 0 });
    later(chat, 61_000);
    await tend();
    await answerAll(made);
    await tend();
    expect(await batchOf(made)).toMatchObject({ state: 'completed', done: 3, failed: 0 });
  });

  test('that of the month ends it in words, once no open answer counts in full', async () => {
    const made = await makeBatch('jaccl', 3, { limits: { tokensPerMonth: 22 } });
    const { chat, tend } = made;
    await tend();
    expect(await asked(made, ['queued', 'dispatched', 'running'])).toHaveLength(1);
    later(chat, 11_000);
    await tend();
    expect(await batchOf(made)).toMatchObject({ state: 'in_progress' });
    await answerAll(made);
    later(chat, 11_000);
    await tend();
    await answerAll(made);
    later(chat, 11_000);
    await tend();
    const batch = await batchOf(made);
    expect(batch).toMatchObject({
      state: 'failed',
      done: 2,
      failed: 1,
      endCode: 'insufficient_quota',
      endMessage: expect.stringContaining('22 tokens a month'),
    });
    expect(await linesOf(made, batch.outputFileId)).toHaveLength(2);
  });

  test('a key that is taken back ends it', async () => {
    const made = await makeBatch('jaccl', 1);
    await made.chat.ctx.db.apiKey.update({ where: { id: made.key.row.id }, data: { revokedAt: NOW } });
    await made.tend();
    expect(await batchOf(made)).toMatchObject({
      state: 'failed',
      endMessage: expect.stringContaining('was taken back'),
    });
  });
});

test('files go when the lab no longer keeps chats, but not while a batch asks them; figures stay', async () => {
  const made = await makeBatch('jaccl', 1);
  const { chat, id, inputId, tend } = made;
  const { db } = chat.ctx;
  await db.lab.update({ where: { id: 'lab' }, data: { chatRetentionDays: 1 } });
  const left = () => db.apiFile.count({ where: { apiKeyId: made.key.row.id } });
  later(chat, 25 * HOUR_MS);
  await db.batch.update({ where: { id }, data: { expiresAt: new Date(NOW.getTime() + 48 * HOUR_MS) } });
  await purgeFiles(chat.ctx);
  expect(await left()).toBe(1);
  await tend();
  await answerAll(made);
  await tend();
  expect(await batchOf(made)).toMatchObject({ state: 'completed', inputFileId: inputId });
  await purgeFiles(chat.ctx);
  expect(await left()).toBe(1);
  later(chat, 25 * HOUR_MS);
  await purgeFiles(chat.ctx);
  expect(await left()).toBe(0);
  expect(await db.batchLine.count({ where: { batchId: id } })).toBe(0);
  expect(await batchOf(made)).toMatchObject({ total: 1, done: 1 });
  await db.lab.update({ where: { id: 'lab' }, data: { chatRetentionDays: null } });
});
