import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { ListResultsInput } from '@/shared/schemas/results.ts';
import { type AnsweringAgent, startAnsweringAgent } from '../../testing/answering-agent.ts';
import { actingAs, type TestContext, userIdOf } from '../../testing/context.ts';
import { makeBooking, makeSession } from '../../testing/factories.ts';
import { closeRealtime, makeKeyed, makeRealtimePortal } from '../../testing/realtime-portal.ts';
import { postMessage, startConversation } from '../chat/index.ts';
import {
  listResults,
  listSessionBenchmarks,
  startBenchmark,
  stopBenchmark,
  tendBenchmarks,
} from './index.ts';

let agent: AnsweringAgent | null = null;
afterEach(async () => {
  await agent?.close();
  await closeRealtime();
});

test('a benchmark asks rank 0 one after the other beside a chat, counted as everybody’s and told apart; another is stopped on its way', async () => {
  const portal = await makeRealtimePortal();
  const identity = await makeKeyed(portal);
  const { machineId } = identity;
  const member = await actingAs(portal.ctx, 'member');
  const ctx: TestContext = { ...member, agents: portal.gateway as unknown as TestContext['agents'] };
  agent = await startAnsweringAgent(portal, identity);
  const booking = await makeBooking(ctx.db, { personId: userIdOf(member), machineIds: [machineId] });
  const session = await makeSession(ctx.db, {
    bookingId: booking.id,
    startedById: userIdOf(member),
    machineIds: [machineId],
    // One answer at once: what runs beside it has to wait its turn.
    backend: 'jaccl',
    contextTokens: 1000,
  });
  await agent.hold(session);
  const newest = async () => {
    await tendBenchmarks(ctx);
    return (await listSessionBenchmarks(ctx, { sessionId: session.id, limit: 5 })).benchmarks[0]!;
  };

  const id = randomUUID();
  const wish = {
    id,
    sessionId: session.id,
    promptTokens: [128, 512, 2048] as (128 | 512 | 2048)[],
    rounds: 1,
  };
  await startBenchmark(ctx, wish);
  const { id: conversationId } = await startConversation(ctx, { id: randomUUID(), sessionId: session.id });
  await expect.poll(async () => (await newest()).done, { timeout: 20_000 }).toBeGreaterThan(0);
  const question = {
    conversationId,
    sessionId: session.id,
    messageId: randomUUID(),
    generationId: randomUUID(),
  };
  await postMessage(ctx, { ...question, text: 'count 20 every 1' });
  await expect.poll(async () => (await newest()).state, { timeout: 30_000 }).toBe('completed');

  const done = await newest();
  expect(done).toMatchObject({ done: 4, total: 4, skipped: [{ promptTokens: 2048 }], simulated: false });
  // By the engine's own count of the warm-ups.
  expect(done.lengths.map((it) => it.promptTokens)).toEqual([128, 512]);
  for (const it of done.lengths) {
    expect(it).toMatchObject({ counted: 1, completionTokens: 128, watts: null });
    expect(it.generationPerSecond!.median).toBeGreaterThan(1);
    expect(it.promptPerSecond!.median).toBeGreaterThan(1);
  }
  const rows = await ctx.db.generation.findMany({ where: { sessionId: session.id, source: 'benchmark' } });
  const { tokens, mostAtOnce } = agent.made();
  expect(mostAtOnce).toBe(1);
  expect(rows.map((it) => it.completionTokens)).toEqual(rows.map((it) => tokens.get(it.id)));
  expect(rows.every((it) => it.text === '' && it.state === 'length')).toBe(true);
  const [answer] = await ctx.db.generation.findMany({ where: { id: question.generationId } });
  expect(answer).toMatchObject({ state: 'completed', completionTokens: 20 });
  // Everyday results are without it.
  const [from, to] = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 3_600_000)];
  const everyday = await listResults(ctx, ListResultsInput.parse({ from, to, alone: false }));
  expect(everyday.results.map((it) => it.runs)).toEqual([1]);

  await startBenchmark(ctx, { ...wish, id: randomUUID() });
  await expect.poll(async () => (await newest()).done, { timeout: 20_000 }).toBeGreaterThan(1);
  await stopBenchmark(ctx, { id: (await newest()).id });
  await expect.poll(async () => (await newest()).state, { timeout: 20_000 }).toBe('stopped');
  expect((await newest()).done).toBeLessThan(4);
  expect(await ctx.db.generation.count({ where: { sessionId: session.id, endedAt: null } })).toBe(0);
}, 90_000);
