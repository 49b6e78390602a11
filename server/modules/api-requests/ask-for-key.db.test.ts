import { randomUUID } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { createDatabase } from '../../db.ts';
import { agentModel, makeBooking, makeMachine, makeSession, makeUser } from '../../testing/factories.ts';
import {
  end,
  fenceOf,
  makeChat,
  rowOf,
  steps,
  type TestChat,
  untilState,
  write,
} from '../../testing/chats.ts';
import { holdLock } from '../../testing/hold-lock.ts';
import { makeKey } from '../../testing/keys.ts';
import { type TestContext, userIdOf } from '../../testing/context.ts';
import { withoutProtection } from '../../testing/without-protection.ts';
import { endGeneration, recordDeltas } from '../generations/index.ts';
import { type ApiAsk, type ApiEvent, askForKey } from './index.ts';

const NEVER = new AbortController().signal;
const question = (fields: Partial<ApiAsk> = {}): ApiAsk => ({
  model: 'auto',
  messages: [{ role: 'user', content: 'What is a rank?' }],
  settings: {},
  maxTokens: 50,
  ...fields,
});
async function drain(events: AsyncIterable<ApiEvent>): Promise<ApiEvent[]> {
  const all: ApiEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}
const textOf = (events: ApiEvent[]): string =>
  events.map((it) => (it.kind === 'text' ? it.text : '')).join('');
const keyOf = async (chat: TestChat, data: Parameters<typeof makeKey>[1] = {}) =>
  makeKey(chat.ctx, { personId: userIdOf(chat.ctx), ...data });
const code = (error: unknown): unknown => (error as { code?: string }).code;

describe('an answer for a key', () => {
  test('comes whole and in order, with its use, whatever was said before somebody read it', async () => {
    const chat = await makeChat();
    const { ctx } = await keyOf(chat);
    const answer = await askForKey(ctx, question({ client: 'OpenAI/JS 6' }), NEVER);
    await untilState(chat, answer.id, 'running');
    await write(chat, answer.id, 1, 600);
    const read = drain(answer.events);
    await write(chat, answer.id, 601, 700);
    await end(chat, answer.id, 700);
    const events = await read;
    expect(textOf(events)).toBe(
      steps(1, 700)
        .map((it) => it.text)
        .join(''),
    );
    expect(events.at(-1)).toEqual({
      kind: 'end',
      finish: 'stop',
      message: null,
      usage: { promptTokens: 12, cachedTokens: 0, completionTokens: 50 },
    });
    expect(await rowOf(chat, answer.id)).toMatchObject({ source: 'api', requestedById: null, prompt: null });
    expect(await ctx.db.apiRequest.findUniqueOrThrow({ where: { generationId: answer.id } })).toMatchObject({
      client: 'OpenAI/JS 6',
    });
  });

  test('has calls of tools and what was thought, and says that it ended with calls', async () => {
    const chat = await makeChat();
    const { ctx } = await keyOf(chat);
    const answer = await askForKey(ctx, question(), NEVER);
    await untilState(chat, answer.id, 'running');
    const fence = { sessionId: chat.session.id, epoch: chat.session.epoch, generationId: answer.id };
    const call = { id: 'call_1', name: 'weather', arguments: '{"at":"Bonn"}' };
    const at = new Date();
    await recordDeltas(chat.ctx, chat.machineId, {
      ...fence,
      deltas: [
        { seq: 1, kind: 'reasoning', text: 'Hm.', completionTokens: 1, at },
        { seq: 2, kind: 'tool', text: JSON.stringify(call), completionTokens: 9, at },
      ],
    });
    await endGeneration(chat.ctx, chat.machineId, {
      ...fence,
      lastSeq: 2,
      state: 'completed',
      message: null,
      at,
      usage: { promptTokens: 4, cachedTokens: 3, completionTokens: 9, timeToFirstTokenMs: 1, decodeMs: 2 },
    });
    expect(await drain(answer.events)).toEqual([
      { kind: 'reasoning', text: 'Hm.', completionTokens: 1 },
      { kind: 'tool', call },
      {
        kind: 'end',
        finish: 'tool_calls',
        message: null,
        usage: { promptTokens: 4, cachedTokens: 3, completionTokens: 9 },
      },
    ]);
  });

  test('is stopped when its reader hangs up or leaves it', async () => {
    const chat = await makeChat();
    const { ctx } = await keyOf(chat);
    const gone = new AbortController();
    const answer = await askForKey(ctx, question(), gone.signal);
    await untilState(chat, answer.id, 'running');
    gone.abort();
    const left = await askForKey(ctx, question(), NEVER);
    await untilState(chat, left.id, 'running');
    await write(chat, left.id, 1, 1);
    for await (const _event of left.events) break;
    for (const id of [answer.id, left.id])
      await expect.poll(async () => (await rowOf(chat, id)).stopRequestedAt).not.toBeNull();
  });
});

test('its first words come while they are stored, the next once they are, and none of another start', async () => {
  const chat = await makeChat();
  const { ctx } = await keyOf(chat);
  const answer = await askForKey(ctx, question(), NEVER);
  await untilState(chat, answer.id, 'running');
  const events = answer.events[Symbol.asyncIterator]();
  const stale = { ...fenceOf(chat, answer.id), deltas: steps(1, 1).map((it) => ({ ...it, text: 'stale' })) };
  const older = recordDeltas(chat.ctx, chat.machineId, { ...stale, epoch: stale.epoch - 1 });
  expect(await older.catch(code)).toBe('CONFLICT');
  expect(await recordDeltas(chat.ctx, chat.otherId, stale).catch(code)).toBe('CONFLICT');
  const held = await holdLock(`SELECT FROM "Generation" WHERE id = '${answer.id}' FOR UPDATE`);
  const first = write(chat, answer.id, 1, 1);
  expect((await events.next()).value).toEqual({ kind: 'text', text: 't1 ', completionTokens: 1 });
  let isTold = false;
  const next = events.next().finally(() => (isTold = true));
  // Sent again with more, before the first of it is stored.
  const again = write(chat, answer.id, 1, 2);
  await held.untilWaiting(2);
  expect(isTold).toBe(false);
  await held.release();
  await Promise.all([first, again]);
  expect((await next).value).toMatchObject({ text: 't2 ' });
  expect(await rowOf(chat, answer.id)).toMatchObject({ lastSeq: 2, completionTokens: 2 });
});

test('where Postgres was lost before it had the question for good, its program hears so', async () => {
  const chat = await makeChat();
  const { ctx } = await keyOf(chat);
  const answer = await askForKey(ctx, question(), NEVER);
  const read = drain(answer.events);
  await ctx.db.generation.delete({ where: { id: answer.id } });
  // As an agent’s refused word would have it looked for; without any it is after two seconds.
  ctx.bus.emit('generation.moved', { generationId: answer.id });
  expect(await read).toEqual([
    expect.objectContaining({ kind: 'end', finish: 'error', message: expect.stringContaining('Ask again') }),
  ]);
});

test('nobody listens any more for what was refused, left, hung up on or ended', async () => {
  const chat = await makeChat();
  const { ctx } = await keyOf(chat);
  const countFollowed = (): number =>
    ctx.events.reduce(
      (sum, it) => (it.event === 'generation.followed' ? sum + (it.payload.isOver ? -1 : 1) : sum),
      0,
    );
  await askForKey(ctx, question({ model: 'gpt-4' }), NEVER).catch(code);
  const limited = await keyOf(chat, { limits: { requestsPerMinute: 1 } });
  const ended = await askForKey(limited.ctx, question(), NEVER);
  await askForKey(limited.ctx, question(), NEVER).catch(code);
  expect(countFollowed()).toBe(1);
  await untilState(chat, ended.id, 'running');
  await end(chat, ended.id, 0);
  await drain(ended.events);
  const gone = new AbortController();
  await askForKey(ctx, question(), gone.signal);
  gone.abort();
  expect(countFollowed()).toBe(0);
});

describe('which session answers', () => {
  async function withOther(chat: TestChat, fields: { modelId?: string; openToAll?: boolean } = {}) {
    const machine = await makeMachine(chat.ctx.db, {
      models: [agentModel({ id: fields.modelId ?? 'espalier-demo' })],
    });
    chat.ctx.agents.connected.add(machine.id);
    const booking = await makeBooking(chat.ctx.db, { machineIds: [machine.id] });
    return makeSession(chat.ctx.db, {
      bookingId: booking.id,
      startedById: booking.personId,
      machineIds: [machine.id],
      ...fields,
    });
  }
  const sessionOf = async (chat: TestChat, id: string) => (await rowOf(chat, id)).sessionId;

  test('another’s is asked only when it is open to all', async () => {
    const chat = await makeChat();
    const other = await withOther(chat);
    const { ctx } = await keyOf(chat);
    const refused = await askForKey(ctx, question({ model: other.id }), NEVER).catch(code);
    expect(refused).toBe('NOT_FOUND');
    await ctx.db.session.update({ where: { id: other.id }, data: { openToAll: true } });
    const answer = await askForKey(ctx, question({ model: other.id }), NEVER);
    expect(await sessionOf(chat, answer.id)).toBe(other.id);
  });

  test('a project’s key reaches its project’s sessions while its person belongs to it', async () => {
    const chat = await makeChat();
    const project = await chat.ctx.db.project.create({ data: { name: randomUUID() } });
    const other = await withOther(chat);
    await chat.ctx.db.booking.update({ where: { id: other.bookingId }, data: { projectId: project.id } });
    const { ctx, row } = await keyOf(chat, { projectId: project.id });
    expect(await askForKey(ctx, question({ model: other.id }), NEVER).catch(code)).toBe('NOT_FOUND');
    await ctx.db.projectMember.create({ data: { projectId: project.id, personId: row.personId } });
    expect((await askForKey(ctx, question({ model: other.id }), NEVER)).id).toBeTruthy();
  });

  test('the shortest queue, but the same conversation stays where it was', async () => {
    const chat = await makeChat();
    const modelId = `lab/${randomUUID()}`;
    await chat.ctx.db.session.update({ where: { id: chat.session.id }, data: { modelId } });
    const other = await withOther(chat, { modelId, openToAll: true });
    const { ctx } = await keyOf(chat);
    const ask = async (...texts: string[]): Promise<string> => {
      const messages = texts.map((content, index) => ({
        role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
        content,
      }));
      return sessionOf(chat, (await askForKey(ctx, question({ model: modelId, messages }), NEVER)).id);
    };
    expect(await ask('First')).toBe(chat.session.id);
    expect(await ask('Second')).toBe(other.id);
    for (const next of ['Why?', 'How?', 'When?'])
      expect(await ask('Second', 'An answer.', next)).toBe(other.id);
    expect(await ask('Third')).toBe(chat.session.id);
  });

  test('what the key leaves out is forbidden, what is not ready says so, what is not there names what is', async () => {
    const chat = await makeChat();
    const { ctx } = await keyOf(chat, { modelIds: ['another'] });
    expect(await askForKey(ctx, question({ model: 'espalier-demo' }), NEVER).catch(code)).toBe('FORBIDDEN');
    const whole = await keyOf(chat);
    await expect(askForKey(whole.ctx, question({ model: 'gpt-4' }), NEVER)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringMatching(/^There is no ready session of "gpt-4". Ready now: .*espalier-demo/),
    });
    await ctx.db.session.update({ where: { id: chat.session.id }, data: { state: 'ending' } });
    expect(await askForKey(whole.ctx, question({ model: chat.session.id }), NEVER).catch(code)).toBe(
      'UNAVAILABLE',
    );
  });

  test('a viewer’s key asks nothing', async () => {
    const chat = await makeChat();
    const viewer = await makeUser(chat.ctx.db, { role: 'viewer' });
    const { ctx } = await makeKey(chat.ctx, { personId: viewer.id });
    expect(await askForKey(ctx, question(), NEVER).catch(code)).toBe('FORBIDDEN');
  });
});

test('a question longer than the model’s context is refused before it waits for anything', async () => {
  const chat = await makeChat();
  await chat.ctx.db.session.update({ where: { id: chat.session.id }, data: { contextTokens: 400 } });
  const { ctx } = await keyOf(chat);
  const long = [{ role: 'user' as const, content: 'word '.repeat(500) }];
  await expect(askForKey(ctx, question({ messages: long }), NEVER)).rejects.toMatchObject({
    code: 'VALIDATION',
    details: { apiCode: 'context_length_exceeded' },
  });
  const fits = await askForKey(ctx, question({ maxTokens: 4000 }), NEVER);
  expect((await rowOf(chat, fits.id)).maxTokens).toBeLessThan(400);
});

describe('limits of a key', () => {
  test('so many a minute, counted exactly however many come at once', async () => {
    const chat = await makeChat();
    const { ctx } = await keyOf(chat, { limits: { requestsPerMinute: 3 } });
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, () => askForKey(ctx, question(), NEVER)),
    );
    const refused = tries.filter((it) => it.status === 'rejected');
    expect(refused).toHaveLength(17);
    expect(refused[0]!.reason).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      details: { apiCode: 'rate_limit_exceeded', retryAfterMs: expect.any(Number) },
    });
    expect(
      await ctx.db.generation.count({ where: { apiKeyId: ctx.actor.kind === 'key' ? ctx.actor.id : '' } }),
    ).toBe(3);
  });

  /**
   * Asks at many portals at once, and gives how many were taken. Each waits for a row: before it counts, where it locks
   * that itself, or else when it has counted and written, for the row is what its answer belongs to.
   */
  async function askAtOnce(row: `"${'ApiKey' | 'Session'}" WHERE id = '${string}'`, contexts: TestContext[]) {
    const held = await holdLock(`SELECT FROM ${row} FOR UPDATE`);
    const portals = contexts.map((ctx) => ({ ...ctx, db: createDatabase(process.env['DATABASE_URL']!) }));
    const tries = portals.map((ctx) => askForKey(ctx, question(), NEVER).catch(code));
    await held.untilWaiting(contexts.length);
    await held.release();
    const told = await Promise.all(tries);
    await Promise.all(portals.map(({ db }) => db.$disconnect()));
    return told.filter((it) => typeof it === 'object').length;
  }

  test('the key’s lock is what holds them to it', async () => {
    const chat = await makeChat();
    for (const [isLocked, taken] of [
      [true, 1],
      [false, 5],
    ] as const) {
      const { ctx, row } = await keyOf(chat, { limits: { requestsPerMinute: 1 } });
      const off = isLocked ? null : withoutProtection(['api-requests.lock-key'], /FOR NO KEY UPDATE/, '');
      const asking = Array.from({ length: 5 }, () => ctx);
      expect(await askAtOnce(`"ApiKey" WHERE id = '${row.id}'`, asking)).toBe(taken);
      expect(off?.isOff()).not.toBe(false);
      vi.restoreAllMocks();
    }
  });

  test('where answers go one by one, the session’s lock leaves one slot, whoever asks', async () => {
    for (const [isLocked, begun] of [
      [true, 1],
      [false, 5],
    ] as const) {
      const chat = await makeChat('ready', 'jaccl');
      const contexts = await Promise.all(Array.from({ length: 5 }, async () => (await keyOf(chat)).ctx));
      const off = isLocked ? null : withoutProtection(['generations.lock-session'], /FOR NO KEY UPDATE/, '');
      expect(await askAtOnce(`"Session" WHERE id = '${chat.session.id}'`, contexts)).toBe(5);
      expect(off?.isOff()).not.toBe(false);
      vi.restoreAllMocks();
      const where = { sessionId: chat.session.id, state: { not: 'queued' } } as const;
      expect(await chat.ctx.db.generation.count({ where })).toBe(begun);
    }
  });

  test('so many a minute at many portals too, which share nothing but the database', async () => {
    const chat = await makeChat();
    const { ctx, row } = await keyOf(chat, { limits: { requestsPerMinute: 3 } });
    const portals = Array.from({ length: 5 }, () => createDatabase(process.env['DATABASE_URL']!));
    const tries = await Promise.allSettled(
      portals.flatMap((db) => [1, 2].map(() => askForKey({ ...ctx, db }, question(), NEVER))),
    );
    const refused = tries.flatMap((it) => (it.status === 'rejected' ? [code(it.reason)] : []));
    expect(refused).toEqual(Array.from({ length: 7 }, () => 'LIMIT_EXCEEDED'));
    expect(await ctx.db.generation.count({ where: { apiKeyId: row.id } })).toBe(3);
    await Promise.all(portals.map((db) => db.$disconnect()));
  });

  test('tokens a minute and a month come from the answers themselves', async () => {
    const chat = await makeChat();
    const { ctx, row } = await keyOf(chat, { limits: { tokensPerMinute: 60 } });
    const answer = await askForKey(ctx, question(), NEVER);
    await untilState(chat, answer.id, 'running');
    await write(chat, answer.id, 1, 50);
    await end(chat, answer.id, 50);
    const over = await askForKey(ctx, question(), NEVER).catch((error: unknown) => error);
    expect(over).toMatchObject({ code: 'LIMIT_EXCEEDED', details: { apiCode: 'rate_limit_exceeded' } });
    const budget = {
      ...ctx,
      actor: { ...ctx.actor, limits: { ...NO_LIMITS, tokensPerMonth: 62 } },
    } as typeof ctx;
    const spent = await askForKey(budget, question(), NEVER).catch((error: unknown) => error);
    expect(spent).toMatchObject({ code: 'LIMIT_EXCEEDED', details: { apiCode: 'insufficient_quota' } });
    expect(row.tokensPerMinute).toBe(60);
  });

  test('a thousand at once: some wait, the rest is told at once, and none is lost', async () => {
    const chat = await makeChat();
    const { ctx, row } = await keyOf(chat);
    // Of this session by its name: one that looks late finds it busy, and `auto` takes one of another test's instead.
    const asked = question({ model: chat.session.id });
    const tries = await Promise.allSettled(Array.from({ length: 1000 }, () => askForKey(ctx, asked, NEVER)));
    const taken = tries.filter((it) => it.status === 'fulfilled').length;
    const rows = await ctx.db.generation.groupBy({
      by: ['state'],
      where: { apiKeyId: row.id },
      _count: true,
    });
    const countOf = (states: string[]): number =>
      rows.filter((it) => states.includes(it.state)).reduce((sum, it) => sum + it._count, 0);
    expect(countOf(['queued'])).toBe(16);
    expect(countOf(['dispatched', 'running'])).toBe(4);
    expect(taken).toBe(20);
  });

  test('a key that was taken back meanwhile asks nothing more', async () => {
    const chat = await makeChat();
    const { ctx, row } = await keyOf(chat);
    await ctx.db.apiKey.update({ where: { id: row.id }, data: { revokedAt: new Date() } });
    expect(await askForKey(ctx, question(), NEVER).catch(code)).toBe('UNAUTHORIZED');
  });
});

const NO_LIMITS = { requestsPerMinute: null, tokensPerMinute: null, tokensPerMonth: null };
