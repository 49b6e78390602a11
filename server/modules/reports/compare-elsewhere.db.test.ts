import { beforeEach, expect, test } from 'vitest';
import { Elsewhere } from '@/shared/schemas/elsewhere.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeLab, makeMachine } from '../../testing/factories.ts';
import { at, HOUR, HOUR_MS, makeAnswer, makeUse, span } from '../../testing/usage.ts';
import { compareElsewhere } from './index.ts';

let ctx: TestContext;
beforeEach(async () => {
  const system = await makeTestContext({ now: at(48 * HOUR) });
  await system.db.$executeRaw`TRUNCATE "Booking", "Machine" CASCADE`;
  await makeLab(system.db, { timeZone: 'UTC' });
  ctx = await actingAs(system, 'viewer');
});

const ask = async (simulated = false) =>
  Elsewhere.parse(await compareElsewhere(ctx, { ...span(0, 48 * HOUR), simulated }));

test('answers of a model stand beside what was published of it, with how many were on their way at once', async () => {
  const machine = await makeMachine(ctx.db, { catalogId: 'studio-m3ultra' });
  const { person, sessions } = await makeUse(ctx.db, {
    machineIds: [machine.id],
    from: 0,
    to: 10 * HOUR,
    sessions: [[0, 10 * HOUR]],
  });
  const sessionId = sessions[0]!.id;
  await ctx.db.session.update({
    where: { id: sessionId },
    data: { modelId: 'gpt-oss-20b-MXFP4-Q8', modelTitle: 'gpt-oss 20b' },
  });
  const answer = (from: number, to: number, tokens: number) =>
    makeAnswer(ctx.db, { sessionId, personId: person.id, from, to, tokens });
  // Two beside each other for 60 s, then one alone for 60 s.
  const measured = await answer(0, 60, 6000);
  await answer(0, 60, 6000);
  await answer(120, 180, 8000);
  await answer(200, 220, 0);
  await ctx.db.generation.update({ where: { id: measured.id }, data: { energyJoules: 12_000 } });
  const { models, leftOut } = await ask();
  expect(leftOut).toBe(0);
  expect(models).toMatchObject([
    {
      modelTitle: 'gpt-oss 20b',
      answers: 3,
      completionTokens: 20_000,
      joules: 12_000,
      joulesPerToken: 2,
      answersAtOnce: 1.5,
    },
  ]);
  const boards = models[0]!.ranges.find((it) => it.scope === 'GPU boards only')!;
  expect(boards).toMatchObject({ answersAtOnce: { least: 8, most: 1536 } });
  expect(boards.joules.least).toBeCloseTo(20_000 * 0.044);
  expect((await ask(true)).models).toEqual([]);
});

test('booked hours stand at the price of hosts with the same chip, a day at least each time', async () => {
  const [studio, mini] = [
    await makeMachine(ctx.db, { name: 'Anjou', catalogId: 'studio-m3ultra' }),
    await makeMachine(ctx.db, { name: 'Quince', catalogId: 'mini-m1' }),
  ];
  const other = await makeMachine(ctx.db, { name: 'Medlar', catalogId: null });
  await makeUse(ctx.db, { machineIds: [studio.id, mini.id, other.id], from: 0, to: 2 * HOUR });
  await makeUse(ctx.db, { machineIds: [studio.id], from: 5 * HOUR, to: 26 * HOUR });
  const { hosts, withoutHost, minimumHours } = await ask();
  expect(minimumHours).toBe(24);
  expect(hosts).toMatchObject([
    { instanceType: 'mac2.metal', chip: 'M1', bookedMs: 2 * HOUR_MS, paidMs: 24 * HOUR_MS, currency: 'USD' },
    { instanceType: 'mac-m3ultra.metal', bookedMs: 23 * HOUR_MS, paidMs: 26 * HOUR_MS, cost: 26 * 12.5 },
  ]);
  expect(hosts[0]!.cost).toBeCloseTo(24 * 0.65);
  expect(withoutHost).toEqual([{ id: other.id, name: 'Medlar' }]);
});
