import { Readable } from 'node:stream';
import { beforeEach, expect, test } from 'vitest';
import { seededRandom } from '@/shared/domain/seeded-random.ts';
import type { EnergyReport } from '@/shared/schemas/energy-report.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeLab, makeMachine, makeTariff } from '../../testing/factories.ts';
import { makeSteadyReadings } from '../../testing/steady-readings.ts';
import { at, HOUR, HOUR_MS, makeAnswer, makeUse, span, total } from '../../testing/usage.ts';
import { buildEnergy, buildReport, streamEnergyCsv } from './index.ts';

const WH = 3600;
let ctx: TestContext;
beforeEach(async () => {
  const system = await makeTestContext({ now: at(24 * HOUR) });
  await system.db.$executeRaw`
    TRUNCATE "Booking", "Machine", "WallMeter", "Tariff", "CarbonFactor", "MacFigure", "ReadingChunk", "ReadingDue",
      "ReadingMinute", "ReadingHour" CASCADE`;
  // Half an hour off full hours, so that rows of UTC's hours lie over two of the lab's.
  await makeLab(system.db, { timeZone: 'Asia/Kolkata' });
  await makeTariff(system.db, { machineHourPrice: 2, electricityPricePerKwh: 0.36, pue: 1.5 });
  ctx = await actingAs(system, 'member');
});

const fill = (machineId: string, from: number, to: number, watts: number | null = 100) =>
  makeSteadyReadings(ctx, { machineId, ...span(from, to), watts, chunkSeconds: 60 });
const energy = (from: number, to: number, kind: 'real' | 'simulated' = 'real') =>
  buildEnergy(ctx, { ...span(from, to), kind });

/** Each way of telling it is the same energy. */
function sumsOf(report: EnergyReport): number[] {
  const { machines, hours, classes, prices, detailJoules } = report;
  return [
    total(machines.map((it) => it.measuredJoules)),
    total(hours.map((it) => it.activeJoules + it.idleJoules + it.unsplitJoules)),
    total(classes.map((it) => it.joules)),
    total(prices.map((it) => it.joules)),
    detailJoules,
  ];
}

test('whatever the time, hours, sources and prices add up to what the overview measured', async () => {
  const random = seededRandom(11);
  const machines = await Promise.all(['a', 'b'].map((name) => makeMachine(ctx.db, { name })));
  const made = await makeMachine(ctx.db, { name: 'made', simulated: true });
  await fill(machines[0]!.id, 0, 5 * HOUR, 60);
  await fill(machines[0]!.id, 5.4 * HOUR, 11 * HOUR + 7, 140);
  await fill(machines[1]!.id, 2 * HOUR + 13, 12 * HOUR, 80);
  await fill(made.id, 0, 8 * HOUR, 30);
  await makeTariff(ctx.db, {
    validFrom: at(7.3 * HOUR),
    machineHourPrice: 2,
    electricityPricePerKwh: 0.5,
    pue: 1.1,
  });
  await makeUse(ctx.db, {
    machineIds: [machines[1]!.id],
    from: 3 * HOUR,
    to: 9 * HOUR,
    sessions: [[4 * HOUR, 6 * HOUR]],
  });
  for (const kind of ['real', 'simulated'] as const)
    for (let round = 0; round < 3; round += 1) {
      const [from, to] = [random(), random()]
        .map((it) => Math.round(it * 14 * HOUR * 1000) / 1000)
        .toSorted((x, y) => x - y) as [number, number];
      const [report, overview] = [await energy(from, to, kind), await buildReport(ctx, span(from, to))];
      const totals = kind === 'real' ? overview.totals : overview.simulated;
      expect(report.totals).toEqual(totals);
      for (const sum of sumsOf(report)) expect(sum).toBeCloseTo(totals.measuredJoules ?? 0, 3);
      if (report.split && report.policies) {
        const { activeJoules, idleJoules } = report.split;
        expect(activeJoules + idleJoules).toBeCloseTo(totals.measuredJoules!, 3);
        for (const it of Object.values(report.policies))
          expect(it.sessions + it.unattributed + it.overhead).toBeCloseTo(totals.measuredJoules!, 3);
      }
    }
});

test('active is what is above rest, free is what nobody booked, and money and grams stand on both', async () => {
  const studio = await makeMachine(ctx.db, { name: 'studio', catalogId: 'studio-m1max' });
  const blind = await makeMachine(ctx.db, { name: 'without a meter' });
  await fill(studio.id, 0, 10 * HOUR, 50);
  await fill(studio.id, 10 * HOUR, 12 * HOUR, 150);
  const use = { machineIds: [studio.id], from: 9 * HOUR, to: 12 * HOUR };
  const { sessions, person } = await makeUse(ctx.db, { ...use, sessions: [[10 * HOUR, 12 * HOUR]] });
  await makeAnswer(ctx.db, {
    sessionId: sessions[0]!.id,
    personId: person.id,
    from: 10 * HOUR,
    to: 11 * HOUR,
    tokens: 100_000,
  });
  const before = await energy(0, 12 * HOUR);
  expect(before.machines.find((it) => it.machineId === studio.id)).toMatchObject({
    measuredJoules: 800 * WH,
    activeJoules: 200 * WH,
    idleJoules: 600 * WH,
    rests: [{ counter: 'own', idleWatts: 50, basis: 'learned' }],
    free: { ms: 9 * HOUR_MS, joules: 450 * WH },
    classes: ['sensor'],
    making: { basis: 'published', lifeYears: 4 },
    sleep: null,
    reservedMs: 12 * HOUR_MS,
  });
  expect(before.machines.find((it) => it.machineId === blind.id)).toMatchObject({
    measuredJoules: null,
    activeJoules: null,
    free: { ms: 0, joules: 0 },
    reservedMs: 0,
  });
  expect(before.policies).toEqual({
    marginal: { sessions: 200 * WH, unattributed: 0, overhead: 600 * WH },
    full: { sessions: 800 * WH, unattributed: 0, overhead: 0 },
  });
  expect(before.prices).toMatchObject([{ joules: 800 * WH, facilityJoules: 1200 * WH, pue: 1.5 }]);
  expect(before.prices[0]!.cost).toBeCloseTo(0.8 * 1.5 * 0.36, 9);
  expect(before.free.costs[0]!.cost).toBeCloseTo(0.45 * 1.5 * 0.36, 9);
  // Nobody chose a factor or said what sleep takes: unknown, not zero.
  expect(before).toMatchObject({ carbon: null, operationalGrams: null, sci: { perMillionTokens: null } });
  expect(before.free.asleep).toBeNull();

  const by = { createdByName: 'Ines', createdAt: at(0) };
  const factor = { validFrom: at(0), gramsPerKwh: 300, country: 'Test', year: 2024, source: 'Test' };
  await ctx.db.carbonFactor.create({ data: { ...factor, ...by } });
  const asleep = { catalogId: 'studio-m1max', lifeYears: 5, sleepWatts: 1, sleepSource: 'a plug', ...by };
  await ctx.db.macFigure.create({ data: asleep });
  const after = await energy(0, 12 * HOUR);
  expect(after.operationalGrams).toBeCloseTo(1.2 * 300, 9);
  expect(after.embodiedGrams).toBeCloseTo((172_920 * 12) / (5 * 8760), 6);
  const { perMillionTokens, perSessionHour } = after.sci;
  expect(perMillionTokens!.gramsPerUnit).toBeCloseTo((360 + after.embodiedGrams!) / 0.1, 6);
  expect(perSessionHour).toMatchObject({ isOperationalOnly: false });
  expect(after.free.asleep).toMatchObject({ machines: 1, asleepJoules: 9 * WH, savedJoules: 441 * WH });

  const csv = (await Readable.from(streamEnergyCsv(ctx, span(0, 12 * HOUR))).toArray())
    .join('')
    .split('\r\n');
  for (const row of ['machine', 'hour of day', 'source', 'price']) {
    const own = csv.flatMap((it) =>
      it.startsWith(`${row},no,`) ? [Number(it.replaceAll(/"[^"]*"/g, '').split(',')[4])] : [],
    );
    expect(total(own), `rows of ${row}`).toBeCloseTo(800 * WH, 3);
  }

  await fill(blind.id, 10 * HOUR, 12 * HOUR, 10);
  expect((await energy(0, 12 * HOUR)).sci.perMillionTokens).toMatchObject({ isOperationalOnly: true });
});

type HungPlug = { links: { machineId: string; from: number; to: number }[]; from: number; to: number };

/** A plug that was read by hand, with a row of 100 W each hour or minute. */
async function hangPlug(
  { links, from, to }: HungPlug,
  table: 'ReadingHour' | 'ReadingMinute' = 'ReadingHour',
) {
  const [row] = await ctx.db.$queryRaw<{ key: number }[]>`SELECT nextval('"Machine_key_seq"')::int AS key`;
  const key = row!.key;
  await ctx.db.wallMeter.create({
    data: {
      key,
      name: 'plug',
      kind: 'hand',
      firstAt: at(from),
      lastAt: at(to),
      links: {
        create: links.map((it) => ({ machineId: it.machineId, startsAt: at(it.from), endsAt: at(it.to) })),
      },
    },
  });
  await fillPlug(key, from, to, table);
  return key;
}

async function fillPlug(key: number, from: number, to: number, table: 'ReadingHour' | 'ReadingMinute') {
  const seconds = table === 'ReadingHour' ? 3600 : 60;
  await ctx.db.$executeRawUnsafe(
    `INSERT INTO "${table}" ("machineKey", at, "energyJoules", "coveredMs", readings, "powerSources")
    SELECT $1::int, t, 100 * ${seconds}, ${seconds * 1000}, 60, 1
    FROM generate_series($2::timestamptz, $3::timestamptz, interval '${seconds} seconds') t`,
    key,
    at(from),
    at(to - seconds),
  );
}

test('what hung on a plug before its Macs changed was in use then, whoever is on it now', async () => {
  const [stays, goes] = [
    await makeMachine(ctx.db, { name: 'stays' }),
    await makeMachine(ctx.db, { name: 'goes' }),
  ];
  const links = [
    { machineId: stays.id, from: 0, to: 20 * HOUR },
    { machineId: goes.id, from: 0, to: 10 * HOUR },
  ];
  const key = await hangPlug({ links, from: 0, to: 20 * HOUR });
  await fillPlug(key, 0, 20 * HOUR, 'ReadingMinute');
  await makeUse(ctx.db, {
    machineIds: [goes.id],
    from: 2 * HOUR,
    to: 4 * HOUR,
    sessions: [[2 * HOUR, 4 * HOUR]],
  });
  const report = await energy(0, 20 * HOUR);
  expect(report.machines.find((it) => it.machineId === stays.id)).toMatchObject({
    measuredJoules: 2000 * WH,
    free: { ms: 18 * HOUR_MS, joules: 1800 * WH },
  });
});

test('minutes at rest before and after a plug are each counted once', async () => {
  const studio = await makeMachine(ctx.db, { name: 'studio' });
  await fill(studio.id, 0, 600);
  await hangPlug(
    { links: [{ machineId: studio.id, from: 600, to: HOUR }], from: 600, to: HOUR },
    'ReadingMinute',
  );
  await fill(studio.id, HOUR, HOUR + 720);
  const { rests } = (await energy(0, 2 * HOUR)).machines[0]!;
  // Of its own counter there are 22 minutes, too few to learn from.
  expect(rests).toMatchObject([
    { counter: 'own', basis: 'table' },
    { counter: 'wall', basis: 'learned', minutes: 50 },
  ]);
});

test('a plug and the Mac on it are held against each other over hours in which both measured', async () => {
  const studio = await makeMachine(ctx.db, { name: 'studio' });
  const [key] = await ctx.db.$queryRaw<{ key: number }[]>`SELECT nextval('"Machine_key_seq"')::int AS key`;
  const meter = await ctx.db.wallMeter.create({
    data: {
      key: key!.key,
      name: 'plug',
      kind: 'hand',
      firstAt: at(0),
      lastAt: at(20 * HOUR),
      links: { create: { machineId: studio.id, startsAt: at(0), endsAt: at(20 * HOUR) } },
    },
  });
  await ctx.db.$executeRaw`
    INSERT INTO "ReadingHour" ("machineKey", at, "energyJoules", "coveredMs", readings, "powerSources")
    SELECT k.key, t, k.share * 3600 * (20 + 5 * extract(hour FROM t)::int), 3600000, 60, 1
    FROM (VALUES (${key!.key}::int, 1.0::float8), ((SELECT key FROM "Machine" WHERE id = ${studio.id}), 0.9)) AS k(key, share),
      generate_series(${at(0)}::timestamptz, ${at(19 * HOUR)}::timestamptz, interval '1 hour') t`;
  const report = await energy(0, 24 * HOUR);
  expect(report.plugs).toMatchObject([{ meterId: meter.id, machines: ['studio'], hours: 20 }]);
  expect(report.plugs[0]!.ratio).toBeCloseTo(0.9, 9);
  expect(report.plugs[0]!.fit!.slope).toBeCloseTo(0.9, 9);
  expect(report.plugs[0]!.points).toHaveLength(20);
  expect(report.classes).toMatchObject([{ of: 'wall', machines: 1 }]);
  expect((await energy(0, 5 * HOUR)).plugs).toMatchObject([{ hours: 5, fit: null }]);
  expect((await energy(0, 24 * HOUR, 'simulated')).plugs).toEqual([]);
});
