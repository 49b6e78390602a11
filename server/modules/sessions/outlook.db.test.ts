import { expect, test } from 'vitest';
import type { Backend, SessionState } from '@/shared/schemas/session.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { agentModel, makeBooking, makeLab, makeMachine, makeSession } from '../../testing/factories.ts';
import { readOutlook } from './index.ts';

const MODEL = 'espalier-demo';
/** Of the catalogue, so that its shape is known. */
const KNOWN = 'mlx-community/Llama-3.2-3B-Instruct-4bit';

async function makeBooked(models = agentModel()) {
  const system = await makeTestContext();
  await makeLab(system.db);
  const machines = [];
  for (const _ of [0, 1]) machines.push(await makeMachine(system.db, { models: [models] }));
  for (const it of machines) system.agents.connected.add(it.id);
  const ctx = await actingAs(system, 'member');
  const machineIds = machines.map((it) => it.id);
  const booking = await makeBooking(ctx.db, { machineIds });
  const ask = (modelId = MODEL) => readOutlook(ctx, { bookingId: booking.id, modelId });
  return { ctx, booking, machineIds, ask };
}
type Booked = Awaited<ReturnType<typeof makeBooked>>;

const STEPS: [SessionState, number][] = [
  ['preparing', 2_000],
  ['connecting', 1_000],
  ['loading', 40_000],
  ['warming_up', 7_000],
];

type AddStart = {
  slow?: number;
  daysAgo?: number;
  isReady?: boolean;
  backend?: Backend;
  takesOverId?: string;
};
/** A start of so long ago; `slow` times as long in each step. */
async function addStart(
  ctx: TestContext,
  booked: Pick<Booked, 'booking' | 'machineIds'>,
  { slow = 1, daysAgo = 1, isReady = true, backend = 'ring', ...more }: AddStart = {},
) {
  let at = Date.now() - daysAgo * 86_400_000;
  const createdAt = new Date(at);
  const changes = [];
  for (const [state, ms] of STEPS) {
    changes.push({ state, at: new Date(at) });
    at += ms * slow;
  }
  if (isReady) changes.push({ state: 'ready' as const, at: new Date(at) });
  const { id } = await makeSession(ctx.db, {
    bookingId: booked.booking.id,
    startedById: booked.booking.personId,
    machineIds: booked.machineIds,
    modelId: MODEL,
    backend,
    parallelism: 'tensor',
    state: isReady ? 'ended' : 'failed',
    createdAt,
    readyAt: isReady ? new Date(at) : null,
    endedAt: new Date(at + 60_000),
    ...more,
  });
  await ctx.db.sessionStateChange.createMany({ data: changes.map((it) => ({ ...it, sessionId: id })) });
}

test('how long it usually takes is told of ready starts on the same Macs in the same way', async () => {
  const booked = await makeBooked();
  const { ctx, ask } = booked;
  expect((await ask()).usual).toBeNull();
  for (const slow of [1, 2, 4]) await addStart(ctx, booked, { slow });
  const { id: takesOverId } = await ctx.db.session.findFirstOrThrow({ where: { modelId: MODEL } });
  await addStart(ctx, booked, { slow: 0.01, takesOverId });
  await addStart(ctx, booked, { slow: 100, isReady: false });
  await addStart(ctx, booked, { slow: 100, daysAgo: 91 });
  await addStart(ctx, booked, { slow: 100, backend: 'jaccl' });
  await addStart(ctx, { ...booked, machineIds: booked.machineIds.slice(1) }, { slow: 100 });
  expect((await ask()).usual).toEqual({
    starts: 3,
    medianMs: 100_000,
    lowMs: 50_000,
    highMs: 200_000,
    steps: STEPS.map(([state, ms]) => ({ state, medianMs: 2 * ms })),
  });
});

test('network and split are told with their reason, also of the way that can’t be had', async () => {
  const { ask } = await makeBooked(agentModel({ tensorSizes: [2, 4], pipelineSizes: [3] }));
  const outlook = await ask();
  expect(outlook).toMatchObject({ backend: 'ring', asked: { contextTokens: 8192, requests: 1 } });
  expect(outlook.backendReason).toMatch(/\w/);
  expect(outlook.ways).toEqual([
    { parallelism: 'tensor', refusal: null },
    { parallelism: 'pipeline', refusal: 'Not over 2: this model divides so over 3.' },
  ]);
});

test('memory is told by Mac, or why it can’t be', async () => {
  const known = agentModel({ id: KNOWN, title: 'Llama 3.2 3B', layers: 28, weightsBytes: 1_807_496_278 });
  const { ask } = await makeBooked(known);
  const { plan, whyNoPlan } = await ask(KNOWN);
  expect(whyNoPlan).toBeNull();
  expect(plan?.ranks).toHaveLength(2);
  for (const rank of plan!.ranks) {
    expect(rank.weightsBytes + rank.cacheBytes + rank.overheadBytes).toBeCloseTo(rank.totalBytes, -1);
    expect(rank.limitBytes - rank.totalBytes).toBeCloseTo(rank.spareBytes, -1);
  }
});

test('a model of no known shape, and one that no Mac holds', async () => {
  const { ask } = await makeBooked();
  expect(await ask()).toMatchObject({ plan: null, whyNoPlan: expect.stringContaining('Espalier demo') });
  await expect(ask('no-such-model')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
