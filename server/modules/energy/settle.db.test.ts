import { beforeEach, describe, expect, test } from 'vitest';
import { makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeLab, makeMachine, makeTariff } from '../../testing/factories.ts';
import { makeChunk } from '../../testing/readings.ts';
import { makeSteadyReadings } from '../../testing/steady-readings.ts';
import { at, HOUR, HOUR_MS, makeAnswer, makeUse, span } from '../../testing/usage.ts';
import { ingestChunks, rollUp } from '../metrics/index.ts';
import { readMeters, readSessionEnergy, settleEnergy } from './index.ts';

let ctx: TestContext;
beforeEach(async () => {
  ctx = await makeTestContext({ now: at(0) });
  await ctx.db.$executeRaw`
    TRUNCATE "Booking", "Machine", "Tariff", "ReadingChunk", "ReadingDue", "ReadingMinute", "ReadingHour", "Boot" CASCADE`;
  await makeLab(ctx.db, { timeZone: 'UTC' });
  await makeTariff(ctx.db);
});

const energyOf = (id: string) =>
  ctx.db.generation.findUniqueOrThrow({
    where: { id },
    select: { energyJoules: true, energyDueAt: true, energyTries: true },
  });
const frozenOf = (sessionId: string) =>
  ctx.db.sessionEnergy.findUniqueOrThrow({ where: { sessionId }, include: { machines: true } });
async function sweepAt(seconds: number): Promise<void> {
  ctx.clock.now = at(seconds);
  await rollUp(ctx);
  await settleEnergy(ctx);
}
/** A machine whose chunk `seq` covers the ten seconds before `seq × 10`, at 100 W. */
async function machineWithChunks() {
  const { id: machineId } = await makeMachine(ctx.db);
  const send = (...seqs: number[]) =>
    ingestChunks(
      ctx,
      { machineId, bootId: 'boot' },
      seqs.map((seq) => makeChunk({ seq, toAt: at(seq * 10) })),
    );
  return { machineId, send };
}
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

async function answerOn(machineIds: string[], from: number, to: number) {
  const use = await makeUse(ctx.db, { machineIds, from: 0, to: HOUR, sessions: [[0, null]] });
  const sessionId = use.sessions[0]!.id;
  return makeAnswer(ctx.db, { sessionId, personId: use.person.id, from, to, tokens: 5 });
}

describe('an answer', () => {
  test('has its energy as soon as its chunk is there, to the second, and tells it', async () => {
    const { machineId, send } = await machineWithChunks();
    const { id } = await answerOn([machineId], 12, 15.5);
    ctx.clock.now = at(12);
    await send(1);
    await sweepAt(16);
    expect(await energyOf(id)).toEqual({ energyJoules: null, energyDueAt: at(21), energyTries: 1 });
    await sweepAt(20);
    expect(await energyOf(id)).toMatchObject({ energyTries: 1 });
    await send(2);
    await sweepAt(21);
    expect(await energyOf(id)).toMatchObject({ energyJoules: expect.closeTo(350, 6), energyDueAt: null });
    expect(ctx.events.filter((it) => it.event === 'generation.ended')).toHaveLength(1);
  });

  test('has it hours later after a disconnect, without being worked out every second until then', async () => {
    const { machineId, send } = await machineWithChunks();
    const { id } = await answerOn([machineId], 12, 18);
    ctx.clock.now = at(12);
    await send(1);
    for (let second = 18; second < 2 * HOUR; second += 20) await sweepAt(second);
    const waiting = await energyOf(id);
    expect(waiting.energyJoules).toBeNull();
    expect(waiting.energyTries).toBeLessThan(45);
    await send(...upTo(300).slice(1));
    await sweepAt(2 * HOUR + 300);
    expect(await energyOf(id)).toMatchObject({ energyJoules: expect.closeTo(600, 6), energyDueAt: null });
  });

  test('that can’t be measured is settled and told so, and not looked at again', async () => {
    const told: string[] = [];
    ctx.bus.on('generation.ended', (it) => void told.push(it.generationId));
    const { id: machineId } = await makeMachine(ctx.db);
    const { id } = await answerOn([machineId], 12, 18);
    ctx.clock.now = at(60);
    await makeSteadyReadings(ctx, { machineId, ...span(0, 60), watts: null });
    await sweepAt(61);
    const settled = { energyJoules: null, energyDueAt: null, energyTries: 1 };
    expect(await energyOf(id)).toEqual(settled);
    await sweepAt(62);
    expect(await energyOf(id)).toEqual(settled);
    // Whoever reads that it is being measured hears that it can't be.
    expect(told).toEqual([id]);
  });

  test('of a machine that never comes back is given up after its spool’s seven days', async () => {
    const { machineId, send } = await machineWithChunks();
    const { id } = await answerOn([machineId], 12, 18);
    ctx.clock.now = at(12);
    await send(1);
    await sweepAt(6.9 * 24 * HOUR);
    expect((await energyOf(id)).energyDueAt).not.toBeNull();
    await sweepAt(7.1 * 24 * HOUR);
    expect(await energyOf(id)).toMatchObject({ energyJoules: null, energyDueAt: null });
  });

  test('is that of all machines, shared while several answers run; without one of them it is unknown', async () => {
    const machines = [await makeMachine(ctx.db), await makeMachine(ctx.db)];
    ctx.clock.now = at(HOUR);
    for (const { id } of machines) await makeSteadyReadings(ctx, { machineId: id, ...span(0, HOUR) });
    const blind = await makeMachine(ctx.db);
    await makeSteadyReadings(ctx, { machineId: blind.id, ...span(0, HOUR), watts: null });
    const machineIds = machines.map((it) => it.id);
    const use = await makeUse(ctx.db, { machineIds, from: 0, to: HOUR, sessions: [[0, null]] });
    const who = { sessionId: use.sessions[0]!.id, personId: use.person.id, tokens: 1 };
    const first = await makeAnswer(ctx.db, { ...who, from: 100, to: 140 });
    const second = await makeAnswer(ctx.db, { ...who, from: 120, to: 160 });
    await makeAnswer(ctx.db, { ...who, from: 150, to: null });
    const third = await makeMachine(ctx.db);
    await makeSteadyReadings(ctx, { machineId: third.id, ...span(0, HOUR) });
    const partly = await answerOn([third.id, blind.id], 100, 140);
    await sweepAt(HOUR + 1);
    expect((await energyOf(first.id)).energyJoules).toBeCloseTo(20 * 200 + 20 * 100, 6);
    expect((await energyOf(second.id)).energyJoules).toBeCloseTo(20 * 100 + 10 * 200 + 10 * 100, 6);
    expect(await energyOf(partly.id)).toMatchObject({ energyJoules: null, energyDueAt: null });
  });
});

describe('a session', () => {
  test('freezes what it used once all its machines’ readings reach past its end', async () => {
    const { machineId, send } = await machineWithChunks();
    const other = await makeMachine(ctx.db);
    ctx.clock.now = at(300);
    await makeSteadyReadings(ctx, { machineId: other.id, ...span(0, 300), watts: 50 });
    await send(...upTo(10));
    const use = { machineIds: [machineId, other.id], from: 0, to: HOUR };
    const { sessions, person } = await makeUse(ctx.db, { ...use, sessions: [[5, 205]] });
    const sessionId = sessions[0]!.id;
    await makeAnswer(ctx.db, { sessionId, personId: person.id, from: 20, to: 40, tokens: 77 });
    await sweepAt(300);
    expect(await frozenOf(sessionId)).toMatchObject({ settledAt: null, tries: 1, basis: 'pending' });
    await send(...upTo(30));
    await sweepAt(310);
    expect(await frozenOf(sessionId)).toMatchObject({
      settledAt: at(310),
      dueAt: null,
      machineMs: 400_000,
      promptTokens: 7,
      completionTokens: 77,
      requests: 1,
      energyJoules: expect.closeTo(200 * 150, 6),
      coveredMs: expect.closeTo(400_000, 6),
      windowMs: 400_000,
      isComplete: true,
      powerSources: ['smc_pstr'],
      basis: 'readings',
      tariffVersion: expect.any(Number),
    });
    const { machines } = await frozenOf(sessionId);
    expect(machines.map((it) => it.energyJoules).toSorted((a, b) => a! - b!)).toEqual([
      expect.closeTo(10_000, 6),
      expect.closeTo(20_000, 6),
    ]);
  });

  test('is mended when a late chunk arrives inside it, and its answers with it', async () => {
    const { machineId, send } = await machineWithChunks();
    const use = { machineIds: [machineId], from: 0, to: HOUR };
    const { sessions, person } = await makeUse(ctx.db, { ...use, sessions: [[0, 200]] });
    const sessionId = sessions[0]!.id;
    const { id } = await makeAnswer(ctx.db, {
      sessionId,
      personId: person.id,
      from: 100,
      to: 110,
      tokens: 1,
    });
    const { id: inside } = await makeAnswer(ctx.db, {
      sessionId,
      personId: person.id,
      from: 95,
      to: 120,
      tokens: 1,
    });
    ctx.clock.now = at(300);
    await send(...upTo(30).filter((seq) => seq !== 11));
    await sweepAt(300);
    expect(await frozenOf(sessionId)).toMatchObject({ energyJoules: 19_000, coveredMs: 190_000 });
    expect((await energyOf(id)).energyJoules).toBeNull();
    await send(11);
    await sweepAt(900);
    await sweepAt(901);
    expect(await frozenOf(sessionId)).toMatchObject({
      energyJoules: 20_000,
      coveredMs: 200_000,
      dueAt: null,
    });
    expect((await energyOf(id)).energyJoules).toBeCloseTo(500, 6);
    expect((await energyOf(inside)).energyJoules).toBeCloseTo(500 + 10 * 50 + 10 * 100, 6);
  });

  test('on machines without a meter settles too, and one whose machine is gone is given up', async () => {
    const blind = await makeMachine(ctx.db);
    const { machineId, send } = await machineWithChunks();
    ctx.clock.now = at(300);
    await makeSteadyReadings(ctx, { machineId: blind.id, ...span(0, 300), watts: null });
    await send(...upTo(10));
    const one = await makeUse(ctx.db, { machineIds: [blind.id], from: 0, to: HOUR, sessions: [[0, 200]] });
    const two = await makeUse(ctx.db, { machineIds: [machineId], from: 0, to: HOUR, sessions: [[0, 200]] });
    await sweepAt(300);
    const settled = { dueAt: null, energyJoules: null, isComplete: false };
    expect(await frozenOf(one.sessions[0]!.id)).toMatchObject({ ...settled, basis: 'no_meter' });
    await sweepAt(7.5 * 24 * HOUR);
    expect(await frozenOf(two.sessions[0]!.id)).toMatchObject({
      basis: 'gave_up',
      dueAt: null,
      energyJoules: 10_000,
      coveredMs: 100_000,
      machineMs: 200_000,
    });
  });
});

test('what was handed to answers, what nobody had and what was idle are what was measured', async () => {
  const machines = [await makeMachine(ctx.db), await makeMachine(ctx.db)];
  ctx.clock.now = at(2 * HOUR);
  for (const { id } of machines)
    await makeSteadyReadings(ctx, { machineId: id, ...span(0, 2 * HOUR), watts: 80 });
  const machineIds = machines.map((it) => it.id);
  const use = await makeUse(ctx.db, { machineIds, from: 0, to: 2 * HOUR, sessions: [[600, 1.5 * HOUR]] });
  const who = { sessionId: use.sessions[0]!.id, personId: use.person.id, tokens: 1 };
  const spans: [number, number][] = [
    [700.25, 900.125],
    [800, 1200.5],
    [850.75, 870],
    [3000, 3600],
  ];
  for (const [from, to] of spans) await makeAnswer(ctx.db, { ...who, from, to });
  await sweepAt(2 * HOUR + 200);
  const answers = await ctx.db.generation.aggregate({ _sum: { energyJoules: true } });
  const frozen = await frozenOf(who.sessionId);
  const meters = await readMeters(ctx);
  const idle = await Promise.all(
    [span(700.25, 1200.5), span(3000, 3600)].map(async (busy) => {
      const [parts] = await readSessionEnergy(ctx, meters, [
        { sessionId: who.sessionId, machineIds, span: busy },
      ]);
      return parts!.reduce((sum, it) => sum + it.joules!, 0);
    }),
  );
  expect(answers._sum.energyJoules).toBeCloseTo(idle[0]! + idle[1]!, 6);
  expect(frozen.energyJoules).toBeCloseTo(((1.5 * HOUR_MS - 600_000) / 1000) * 160, 6);
  expect(frozen.energyJoules!).toBeGreaterThan(answers._sum.energyJoules!);
});
