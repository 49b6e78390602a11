import { Readable } from 'node:stream';
import { beforeEach, expect, test } from 'vitest';
import { overlapMs } from '@/shared/domain/usage.ts';
import { seededRandom } from '@/shared/domain/seeded-random.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { machineFacts, makeLab, makeMachine, makeTariff } from '../../testing/factories.ts';
import { makeReadings } from '../../testing/readings.ts';
import { makeSteadyReadings } from '../../testing/steady-readings.ts';
import { at, HOUR, makeUse, span, total } from '../../testing/usage.ts';
import { settleEnergy } from '../energy/index.ts';
import { pruneReadings } from '../metrics/index.ts';
import { buildReport, streamUsageJson } from './index.ts';

let ctx: TestContext;
beforeEach(async () => {
  const system = await makeTestContext({ now: at(24 * HOUR) });
  await system.db.$executeRaw`
    TRUNCATE "Booking", "Machine", "Tariff", "ReadingChunk", "ReadingDue", "ReadingMinute", "ReadingHour" CASCADE`;
  await makeLab(system.db, { timeZone: 'UTC' });
  await makeTariff(system.db, { machineHourPrice: 2, electricityPricePerKwh: 0.36, pue: 1.5 });
  ctx = await actingAs(system, 'member');
});

type Fill = { from: number; to: number; watts?: number | null; bootId?: string };
const fill = (machineId: string, { from, to, ...rest }: Fill) =>
  makeSteadyReadings(ctx, { machineId, ...span(from, to), ...rest });

test.each([
  ['from the readings', false],
  ['from frozen rows', true],
])(
  'all sessions and the rest are what was measured, over boots, a gap and clipped windows, %s',
  async (_name, isFrozen) => {
    const seed = 20_261_124;
    const random = seededRandom(seed);
    const machines = await Promise.all(Array.from({ length: 3 }, () => makeMachine(ctx.db)));
    const curves = machines.flatMap(({ id }) => [
      { id, from: 0, to: 7 * HOUR, watts: 50 + random() * 200, bootId: 'one' },
      { id, from: 9 * HOUR, to: 20 * HOUR + 5, watts: 50 + random() * 200, bootId: 'two' },
    ]);
    for (const { id, ...curve } of curves) await fill(id, curve);
    const [a, b, c] = machines.map((it) => it.id);
    await makeUse(ctx.db, {
      machineIds: [a!, b!],
      from: HOUR,
      to: 12 * HOUR,
      sessions: [
        [1.3 * HOUR, 6 * HOUR],
        [6.5 * HOUR, 11 * HOUR],
      ],
    });
    await makeUse(ctx.db, {
      machineIds: [c!],
      from: 5 * HOUR,
      to: 22 * HOUR,
      sessions: [[5.01 * HOUR, 19 * HOUR]],
    });
    if (isFrozen) {
      await settleEnergy(ctx);
      expect(await ctx.db.sessionEnergy.count({ where: { settledAt: { not: null } } })).toBe(3);
    }
    for (let round = 0; round < 8; round += 1) {
      const [from, to] = [random(), random()]
        .map((it) => Math.round(it * 24 * HOUR * 1000) / 1000)
        .toSorted((x, y) => x - y);
      const report = await buildReport(ctx, span(from!, to!));
      const measured = total(
        curves.map((it) => (it.watts * overlapMs(span(it.from, it.to), span(from!, to!))) / 1000),
      );
      expect(report.totals.measuredJoules ?? 0, `seed ${seed}`).toBeCloseTo(measured, 3);
      expect(
        total(report.machines.map((it) => it.sessionJoules)) +
          total(report.machines.map((it) => it.otherJoules)),
      ).toBeCloseTo(report.totals.measuredJoules ?? 0, 4);
      expect(total(report.sessions.map((it) => it.energyJoules))).toBeCloseTo(
        report.totals.sessionJoules ?? 0,
        4,
      );
      expect(
        total(report.days.map((it) => it.sessionJoules)) + total(report.days.map((it) => it.otherJoules)),
      ).toBeCloseTo(report.totals.measuredJoules ?? 0, 4);
      expect(report.machines.every((it) => (it.otherJoules ?? 0) >= 0)).toBe(true);
    }
  },
);

test('a gap lowers the coverage, not the energy', async () => {
  const machine = await makeMachine(ctx.db);
  await fill(machine.id, { from: 0, to: HOUR, bootId: 'one' });
  await fill(machine.id, { from: 3 * HOUR, to: 4 * HOUR, bootId: 'two' });
  const whole = await buildReport(ctx, span(0, 4 * HOUR));
  expect(whole.totals).toMatchObject({ measuredJoules: 720_000, coverage: 0.5 });
  expect((await buildReport(ctx, span(0, HOUR))).totals).toMatchObject({
    measuredJoules: 360_000,
    coverage: 1,
  });
  expect((await buildReport(ctx, span(HOUR, 3 * HOUR))).machines).toMatchObject([
    { measuredJoules: null, sessionJoules: null, otherJoules: null, coveredMs: 0 },
  ]);
});

test('energy of a machine without a meter is unknown, and takes nothing from the others', async () => {
  const [metered, blind] = [await makeMachine(ctx.db), await makeMachine(ctx.db)];
  await fill(metered.id, { from: 0, to: HOUR });
  await fill(blind.id, { from: 0, to: HOUR, watts: null });
  const use = { machineIds: [metered.id, blind.id], from: 0, to: HOUR };
  const { sessions } = await makeUse(ctx.db, { ...use, sessions: [[0, HOUR]] });
  for (const settle of [async () => {}, settleEnergy]) {
    await settle(ctx);
    const report = await buildReport(ctx, span(0, HOUR));
    expect(report.machines.find((it) => it.machineId === blind.id)).toMatchObject({
      measuredJoules: null,
      otherJoules: null,
      powerSources: [],
    });
    expect(report.totals).toMatchObject({
      machines: 2,
      measuredMachines: 1,
      measuredJoules: 360_000,
      coverage: 1,
    });
    expect(report.sessions).toMatchObject([
      { sessionId: sessions[0]!.id, energyJoules: 360_000, coverage: 0.5, joulesPerToken: null },
    ]);
  }
});

test('a report stays the same when the days of its chunks are dropped', async () => {
  const machine = await makeMachine(ctx.db);
  await fill(machine.id, { from: 0, to: 6 * HOUR });
  const use = { machineIds: [machine.id], from: 0, to: 6 * HOUR };
  await makeUse(ctx.db, { ...use, sessions: [[777.7, 3 * HOUR + 31.4]] });
  await settleEnergy(ctx);
  const before = await buildReport(ctx, span(0, 24 * HOUR));
  ctx.clock.now = at(20 * 24 * HOUR);
  expect((await pruneReadings(ctx)).droppedDays).toBeGreaterThan(0);
  expect(await buildReport(ctx, span(0, 24 * HOUR))).toEqual(before);
});

test('two agents on one host are counted once, whoever of them runs the session', async () => {
  const first = await makeMachine(ctx.db, { name: 'b-first' });
  const second = await makeMachine(ctx.db, { name: 'a-second', facts: first.report!.facts as object });
  for (const it of [first, second]) await fill(it.id, { from: 0, to: 4 * HOUR });
  const use = { from: 0, to: HOUR };
  await makeUse(ctx.db, { ...use, machineIds: [first.id, second.id], sessions: [[0, HOUR]] });
  // Side by side behind one meter: each has its half.
  await makeUse(ctx.db, {
    machineIds: [first.id],
    from: 2 * HOUR,
    to: 4 * HOUR,
    sessions: [[2 * HOUR, 3 * HOUR]],
  });
  await makeUse(ctx.db, {
    machineIds: [second.id],
    from: 2 * HOUR,
    to: 4 * HOUR,
    sessions: [[2 * HOUR, 4 * HOUR]],
  });
  for (const settle of [async () => {}, settleEnergy]) {
    await settle(ctx);
    const report = await buildReport(ctx, span(0, 4 * HOUR));
    expect(report.totals).toMatchObject({
      measuredJoules: 4 * 360_000,
      sessionJoules: 3 * 360_000,
      measuredMachines: 1,
    });
    expect(report.machines.map((it) => it.sessionJoules)).toEqual([null, 3 * 360_000]);
    expect(report.sessions.map((it) => it.energyJoules)).toEqual([360_000, 180_000, 540_000]);
    expect(report.sessions.map((it) => it.coverage)).toEqual([1, 1, 1]);
  }
});

test('a Mac that joined again under another name goes on where the old one stopped', async () => {
  const old = await makeMachine(ctx.db, { status: 'retired' });
  const again = await makeMachine(ctx.db, { facts: old.report!.facts as object });
  await fill(old.id, { from: 0, to: 2 * HOUR });
  await fill(again.id, { from: 3 * HOUR, to: 5 * HOUR });
  const report = await buildReport(ctx, span(0, 5 * HOUR));
  expect(report.machines.map((it) => it.measuredJoules)).toEqual([720_000, 720_000]);
  expect(report.totals.coverage).toBeCloseTo(0.8, 9);
});

test('a session over several midnights and tariffs has its days from what it left, the same as from the readings', async () => {
  await makeLab(ctx.db, { timeZone: 'Asia/Kolkata' });
  await makeTariff(ctx.db, { validFrom: at(40 * HOUR), machineHourPrice: 3, electricityPricePerKwh: 0.5 });
  const [first, second] = [await makeMachine(ctx.db), await makeMachine(ctx.db)];
  ctx.clock.now = at(96 * HOUR);
  for (const [machine, watts] of [
    [first, 90],
    [second, 210],
  ] as const)
    await makeSteadyReadings(ctx, {
      machineId: machine.id,
      ...span(10, 80 * HOUR),
      watts,
      chunkSeconds: 300,
    });
  const use = { machineIds: [first.id, second.id], from: 0, to: 72 * HOUR };
  const { sessions } = await makeUse(ctx.db, { ...use, sessions: [[777.7, 71 * HOUR + 31.4]] });
  const windows = [span(0, 80 * HOUR), span(18.5 * HOUR, 42.5 * HOUR), span(20 * HOUR, 33.3 * HOUR)];
  const read = () => Promise.all(windows.map((it) => buildReport(ctx, it)));
  const before = await read();
  await settleEnergy(ctx);
  const left = await ctx.db.sessionMachineEnergy.findMany({ where: { sessionId: sessions[0]!.id } });
  expect(left.map((it) => (it.cuts as unknown[]).length)).toEqual([4, 4]);
  for (const [index, report] of (await read()).entries()) {
    expect(report.days.map((it) => it.sessionJoules)).toEqual(
      before[index]!.days.map((it) => expect.closeTo(it.sessionJoules!, 3)),
    );
    expect(report.totals.electricityCost).toBeCloseTo(before[index]!.totals.electricityCost!, 9);
    expect(report.sessions[0]?.energyJoules).toBeCloseTo(before[index]!.sessions[0]!.energyJoules!, 3);
    expect(report.sessions[0]?.coverage).toBeCloseTo(before[index]!.sessions[0]!.coverage!, 9);
  }
});

test('a Mac without a meter is estimated by its load, beside what is measured and never in it', async () => {
  const [metered, bare, unknown] = [
    await makeMachine(ctx.db, { name: 'Metered', facts: machineFacts({ hwModel: null }) }),
    await makeMachine(ctx.db, { name: 'Bare', idleWatts: 10, maxWatts: 110 }),
    await makeMachine(ctx.db, { name: 'Of no model', facts: machineFacts({ hwModel: null, chip: null }) }),
  ];
  await makeReadings(ctx, { machineId: metered.id, from: at(0), seconds: 3600, watts: () => 100 });
  // Its GPU is half busy, its processor a quarter.
  for (const { id } of [bare, unknown])
    await makeReadings(ctx, { machineId: id, from: at(0), seconds: 3600, watts: () => null });
  const report = await buildReport(ctx, span(0, 2 * HOUR));
  const row = (id: string) => report.machines.find((it) => it.machineId === id)!;
  expect(row(bare.id)).toMatchObject({
    measuredJoules: null,
    estimateBasis: 'from its load, between 10 W idle and 110 W at most, as entered',
  });
  expect(row(bare.id).estimatedJoules).toBeCloseTo(60 * 3600, -2);
  expect(row(metered.id)).toMatchObject({
    measuredJoules: expect.closeTo(360_000, 4),
    estimatedJoules: null,
  });
  expect(row(unknown.id)).toMatchObject({ measuredJoules: null, estimatedJoules: null, estimateBasis: null });
  expect(report.totals.measuredJoules).toBeCloseTo(360_000, 4);
  expect(report.totals.estimatedJoules).toBe(row(bare.id).estimatedJoules);
  const file = (await Readable.from(streamUsageJson(ctx, span(0, 2 * HOUR))).toArray()).join('');
  const { rows } = JSON.parse(file) as { rows: { machines: string; energyJoules?: number | null }[] };
  expect(rows.find((it) => it.machines === 'Bare')).toMatchObject({
    energyJoules: null,
    estimatedJoules: row(bare.id).estimatedJoules,
    estimateBasis: row(bare.id).estimateBasis,
  });
  expect(total(rows.map((it) => it.energyJoules ?? null))).toBeCloseTo(360_000, 4);
});

test('a host that nothing meters is estimated once, however many agents run on it', async () => {
  const ends = { idleWatts: 10, maxWatts: 110, facts: machineFacts({ hostId: 'one host' }) };
  const [older, younger] = [await makeMachine(ctx.db, ends), await makeMachine(ctx.db, ends)];
  for (const { id } of [older, younger])
    await makeReadings(ctx, { machineId: id, from: at(0), seconds: 3600, watts: () => null });
  const report = await buildReport(ctx, span(0, 2 * HOUR));
  expect(report.totals.estimatedJoules).toBeCloseTo(60 * 3600, -2);
  expect(report.machines.find((it) => it.machineId === younger.id)).toMatchObject({ estimatedJoules: null });
});
