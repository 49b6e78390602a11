import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { ListResultsInput, ListRunsInput } from '@/shared/schemas/results.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { machineFacts, makeLab, makeMachine } from '../../testing/factories.ts';
import { at, HOUR, makeUse, span } from '../../testing/usage.ts';
import { listResults, listRuns } from './index.ts';

let ctx: TestContext;
beforeEach(async () => {
  const system = await makeTestContext({ now: at(24 * HOUR) });
  await system.db.$executeRaw`TRUNCATE "Booking", "Machine" CASCADE`;
  await makeLab(system.db, { timeZone: 'UTC' });
  ctx = await actingAs(system, 'viewer');
});

type Ran = { rate?: number; data?: object; firstMs?: number; from: number; seconds?: number };
/** Answers of 101 tokens at a rate. */
const answer = (
  use: Awaited<ReturnType<typeof makeUse>>,
  { rate = 50, firstMs = 200, from, seconds = 10, data }: Ran,
) =>
  ctx.db.generation.create({
    data: {
      id: randomUUID(),
      sessionId: use.sessions[0]!.id,
      epoch: 1,
      requestedById: use.person.id,
      maxTokens: 1000,
      state: 'completed',
      createdAt: at(from),
      startedAt: at(from),
      endedAt: at(from + seconds),
      promptTokens: 500,
      completionTokens: 101,
      timeToFirstTokenMs: firstMs,
      decodeMs: 100_000 / rate,
      ...data,
    },
  });

async function use(mlx: string | null = null, simulated = false) {
  const machine = await makeMachine(ctx.db, { simulated, facts: machineFacts({ simulated }) });
  const made = await makeUse(ctx.db, {
    machineIds: [machine.id],
    from: 0,
    to: 10 * HOUR,
    sessions: [[0, 10 * HOUR]],
    simulated,
  });
  const data = { modelId: 'gpt-oss-120b-MXFP4-Q8', modelTitle: 'gpt-oss 120b', mlx };
  await ctx.db.session.update({ where: { id: made.sessions[0]!.id }, data });
  return made;
}
const ask = (more: object = {}) =>
  listResults(ctx, ListResultsInput.parse({ ...span(0, 24 * HOUR), simulated: false, ...more }));

test('runs are told by the median of what they are alike in, with energy a token and what the planner expects', async () => {
  const own = await use('0.32.4');
  const [joules, long] = [{ energyJoules: 303 }, { promptTokens: 5000 }];
  for (const [index, rate] of [40, 50, 60, 70].entries())
    await answer(own, { rate, from: index * 60, firstMs: 100 + index, data: joules });
  await answer(own, { rate: 30, from: 600, data: long });
  // No runs: broken off, too short, and outside the time.
  await answer(own, { from: 700, data: { state: 'stopped' } });
  await answer(own, { from: 800, data: { completionTokens: 15 } });
  await answer(own, { from: 25 * HOUR });
  const { results, leftOut } = await ask();
  expect(leftOut).toBe(0);
  expect(results).toMatchObject([
    {
      modelTitle: 'gpt-oss 120b',
      mlx: '0.32.4',
      step: 0,
      runs: 4,
      promptTokens: 2000,
      completionTokens: 404,
      tokensPerSecond: { low: 47.5, median: 55, high: 62.5 },
      firstTokenMs: { median: 101.5 },
      joulesPerToken: 3,
      runsMeasured: 4,
      firstAt: at(10),
      lastAt: at(190),
    },
    { step: 2, runs: 1, joulesPerToken: null, tokensPerSecond: { median: 30 } },
  ]);
  expect(results[0]!.expected).toMatchObject({ value: expect.any(Number), how: expect.any(String) });
  expect(results[0]!.expected!.basis).not.toBe('measured');
});

test('answers beside others are left out unless they are asked for, and simulated runs are apart', async () => {
  const own = await use();
  await answer(own, { from: 0, rate: 80 });
  for (const from of [100, 105]) await answer(own, { from, rate: 20 });
  // Around another that began later and ended sooner.
  await answer(own, { from: 200, seconds: 100, rate: 20 });
  await answer(own, { from: 210, seconds: 10, rate: 20 });
  await answer(own, { from: 290, seconds: 5, rate: 20 });
  await answer(await use(null, true), { from: 0, rate: 500 });
  expect((await ask()).results).toMatchObject([{ runs: 1, tokensPerSecond: { median: 80 } }]);
  expect((await ask({ alone: false })).results).toMatchObject([{ runs: 6 }]);
  expect((await ask({ simulated: true })).results).toMatchObject([
    { runs: 1, tokensPerSecond: { median: 500 } },
  ]);
});

test('runs with other engine settings are a result of their own', async () => {
  const [own, other] = [await use('0.32.4'), await use('0.32.4')];
  const engineSettings = '{"prefillStepTokens":512}';
  await ctx.db.session.update({ where: { id: other.sessions[0]!.id }, data: { engineSettings } });
  await answer(own, { from: 0 });
  await answer(other, { from: 0, rate: 30 });
  const { results } = await ask();
  expect(results.map((it) => it.engineSettings).toSorted()).toEqual([engineSettings, '{}']);
  const key = results.find((it) => it.engineSettings === engineSettings)!;
  const input = ListRunsInput.parse({ ...span(0, 24 * HOUR), key });
  expect((await listRuns(ctx, input)).rows).toMatchObject([{ sessionId: other.sessions[0]!.id }]);
});

test('the runs behind a result are those that it counts, by pages', async () => {
  const [own, other] = [await use('0.32.4'), await use('0.32.2')];
  for (let index = 0; index < 5; index++) await answer(own, { from: index * 60, rate: 40 + index });
  await answer(other, { from: 0 });
  const { results } = await ask();
  const key = results.find((it) => it.mlx === '0.32.4')!;
  const page = (cursor?: object) =>
    listRuns(ctx, ListRunsInput.parse({ ...span(0, 24 * HOUR), simulated: false, key, limit: 3, cursor }));
  const first = await page();
  const second = await page(first.nextCursor!);
  const rates = [...first.rows, ...second.rows].map((it) => Math.round(it.tokensPerSecond));
  expect(rates).toEqual([44, 43, 42, 41, 40]);
  expect(second.nextCursor).toBeNull();
});
