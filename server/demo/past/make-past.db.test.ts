import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MACHINES } from '../demo-content.ts';
import { addEnergy, readEnergy, sessionFigures, settleEnergy } from '../../modules/energy/index.ts';
import { readMachineSeries } from '../../modules/metrics/index.ts';
import { buildEnergy, buildReport, streamUsageCsv } from '../../modules/reports/index.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { seedDemoLab } from '../demo-lab.ts';
import { ensurePast } from './make-past.ts';

const DAYS = 20;
const NOW = new Date('2026-11-24T21:47:23Z');
const FROM = new Date('2026-10-31T23:00:00Z');
const SPAN = { from: FROM, to: NOW };
const dataFolder = mkdtempSync(path.join(tmpdir(), 'espalier-past-'));
let system: TestContext;
let ctx: TestContext;
let simulated: { id: string; key: number; name: string }[];
beforeAll(async () => {
  system = await makeTestContext({ now: NOW });
  await system.db.lab.create({ data: { id: 'lab', name: 'Demo', timeZone: 'Europe/Berlin' } });
  await seedDemoLab(system, { dataFolder });
  await ensurePast(system, { days: DAYS });
  ctx = await actingAs(system, 'member');
  simulated = await ctx.db.machine.findMany({ where: { simulated: true } });
});
afterAll(() => rmSync(dataFolder, { recursive: true, force: true }));

const near = (value: number | null | undefined, wanted: number): void =>
  expect((value ?? Number.NaN) / wanted).toBeCloseTo(1, 9);
const sumOf = <T>(rows: readonly T[], of: (it: T) => number | null): number =>
  rows.reduce((sum, it) => sum + (of(it) ?? 0), 0);
const count = async (sql: string): Promise<number> =>
  (await ctx.db.$queryRawUnsafe<{ n: number }[]>(`SELECT count(*)::int AS n FROM ${sql}`))[0]!.n;

test('report, CSV, curves and sessions tell the same of it, and real machines have none of it', async () => {
  const report = await buildReport(ctx, SPAN);
  expect(report.totals).toMatchObject({
    sessions: 0,
    bookedMachineMs: 0,
    requests: 0,
    cost: 0,
    measuredJoules: null,
    people: 0,
  });
  expect(report.days.every((it) => it.bookedMachineMs === 0 && it.completionTokens === 0)).toBe(true);
  expect(report.machines.filter((it) => !it.simulated && it.measuredJoules !== null)).toEqual([]);

  const { simulated: totals, machines } = report;
  expect(totals.sessions).toBeGreaterThan(40);
  expect(totals.measuredMachines).toBe(4);
  const own = machines.filter((it) => it.simulated);
  near(sumOf(own, (it) => it.sessionJoules) + sumOf(own, (it) => it.otherJoules), totals.measuredJoules!);
  near(
    sumOf(report.sessions, (it) => it.energyJoules),
    totals.sessionJoules!,
  );
  expect(sumOf(report.keys, (it) => it.completionTokens)).toBeLessThan(totals.completionTokens);
  expect(report.keys.every((it) => it.simulated)).toBe(true);

  const [header, ...rows] = (await Readable.from(streamUsageCsv(ctx, SPAN)).toArray())
    .join('')
    .trim()
    .split('\r\n')
    .map((line) => [...line.matchAll(/(?:^|,)("[^"]*"|[^,]*)/g)].map((it) => it[1]!.replaceAll('"', '')));
  const cell = (row: string[], name: string): number => Number(row[header!.indexOf(name)]);
  near(
    sumOf(rows, (row) => cell(row, 'energy (J)')),
    totals.measuredJoules!,
  );
  expect(sumOf(rows, (row) => cell(row, 'completion tokens'))).toBe(totals.completionTokens);

  const curves = await readMachineSeries(ctx, {
    ...SPAN,
    machineIds: simulated.map((it) => it.id),
    points: 200,
  });
  const joules = curves.map(({ points, stepMs }) => sumOf(points, (it) => it.powerWatts) * (stepMs / 1000));
  // A curve draws means over its buckets: the night without meters and the hour that runs are not whole.
  expect(sumOf(joules, (it) => it) / totals.measuredJoules!).toBeCloseTo(1, 1);
  const [session] = report.sessions.slice(-1);
  const figures = await sessionFigures(ctx, session!.sessionId);
  near(figures.energyJoules, session!.energyJoules!);
  near(figures.completionTokens, session!.completionTokens);
});

test('a plug hung on one Mac for some days: it counted then, and the two are told beside each other', async () => {
  const energy = await buildEnergy(ctx, { ...SPAN, kind: 'simulated' });
  near(energy.detailJoules, energy.totals.measuredJoules!);
  expect(energy.plugs).toHaveLength(1);
  const [{ fit, ratio, hours }] = energy.plugs as [(typeof energy.plugs)[number]];
  expect(hours).toBeGreaterThan(200);
  expect(fit!.slope).toBeCloseTo(0.945, 2);
  expect(ratio).toBeLessThan(fit!.slope);
  expect(energy.classes.map((it) => it.of)).toEqual(['wall', 'simulated']);
  expect((await buildEnergy(ctx, { ...SPAN, kind: 'real' })).plugs).toEqual([]);
});

test('nothing overlaps, and each lies within what it belongs to', async () => {
  const pairs = `"MachineBlock" a JOIN "MachineBlock" b ON a."machineId" = b."machineId" AND a.id < b.id
    AND a."startsAt" < b."endsAt" AND b."startsAt" < a."endsAt"`;
  expect(await count(pairs)).toBe(0);
  expect(
    await count(`"Session" s JOIN "Booking" b ON b.id = s."bookingId"
      WHERE s."createdAt" < b."startsAt" OR s."endedAt" > coalesce(b."endedAt", b."endsAt")`),
  ).toBe(0);
  expect(
    await count(`"Generation" g JOIN "Session" s ON s.id = g."sessionId"
      WHERE g."startedAt" < s."readyAt" OR g."endedAt" > s."endedAt"`),
  ).toBe(0);
  expect(
    await count(`(SELECT "startedAt" < lag("endedAt") OVER (PARTITION BY "sessionId" ORDER BY "startedAt") AS bad
      FROM "Generation") g WHERE bad`),
  ).toBe(0);
  expect(
    await count(`"Session" s JOIN "SessionRank" r ON r."sessionId" = s.id JOIN "Machine" m ON m.id = r."machineId"
      WHERE NOT m.simulated OR NOT s.simulated`),
  ).toBe(0);
  expect(
    await count(`"ReadingHour" h JOIN LATERAL (SELECT sum("energyJoules") AS joules, sum("coveredMs") AS ms
      FROM "ReadingMinute" WHERE "machineKey" = h."machineKey" AND at >= h.at AND at < h.at + interval '1 hour') m ON true
      WHERE abs(h."energyJoules" - m.joules) > 1e-6 OR h."coveredMs" <> m.ms`),
  ).toBe(0);
  expect(
    await count(`"ReadingMinute" WHERE "powerMin" > "powerMean" + 0.01 OR "powerMean" > "powerMax" + 0.01`),
  ).toBe(0);
});

test('the newest day reaches this moment without a gap; one night and one session have one', async () => {
  const machineIds = simulated.map((it) => it.id);
  const hour = { from: new Date(NOW.getTime() - 3_600_000), to: NOW };
  const energies = await readEnergy(ctx, [{ key: 'hour', machineIds, span: hour }]);
  const { coveredMs, windowMs, joules } = addEnergy([...energies.values()]);
  expect(windowMs - coveredMs).toBeLessThan(4 * 1000);
  expect(joules! / 4 / 3600).toBeGreaterThan(8);
  const short = await readMachineSeries(ctx, { machineIds, ...hour, points: 200 });
  expect(short.map((it) => it.points.length)).toEqual([60, 60, 60, 60]);
  expect(await count(`"SessionEnergy" WHERE "coveredMs" < "windowMs" - 1`)).toBe(2);
  expect(await count(`"Session" WHERE "endReason" = 'agent_lost' AND state = 'failed'`)).toBe(1);
  expect(await ctx.db.bookingAdjustment.count({ where: { decision: null } })).toBe(1);
});

test('settled anew by the modules, it is what it was', async () => {
  const frozen = () =>
    ctx.db.sessionEnergy.findMany({
      include: { machines: { orderBy: { machineId: 'asc' } } },
      orderBy: { sessionId: 'asc' },
    });
  const some = await ctx.db.generation.findMany({
    where: { OR: [{ state: 'interrupted' }, { source: 'chat' }] },
    orderBy: { id: 'asc' },
    take: 150,
  });
  const before = await frozen();
  await ctx.db.sessionEnergy.updateMany({ data: { dueAt: NOW } });
  await ctx.db.generation.updateMany({
    where: { id: { in: some.map((it) => it.id) } },
    data: { energyDueAt: NOW },
  });
  for (let round = 0; round < Math.ceil(before.length / 50); round += 1) await settleEnergy(ctx);
  const after = await frozen();
  expect(after).toHaveLength(before.length);
  for (const [index, it] of after.entries()) {
    const was = before[index]!;
    expect(it).toMatchObject({
      basis: 'readings',
      isComplete: was.isComplete,
      requests: was.requests,
      completionTokens: was.completionTokens,
      promptTokens: was.promptTokens,
      tariffVersion: was.tariffVersion,
      powerSources: was.powerSources,
      machineMs: was.machineMs,
    });
    near(it.energyJoules, was.energyJoules!);
    expect(Math.abs(it.coveredMs - was.coveredMs)).toBeLessThan(1);
    for (const [place, machine] of it.machines.entries()) {
      near(machine.energyJoules, was.machines[place]!.energyJoules!);
      const cuts = machine.cuts as { atMs: number; joules: number }[];
      const wereCuts = was.machines[place]!.cuts as typeof cuts;
      expect(cuts.map((cut) => cut.atMs)).toEqual(wereCuts.map((cut) => cut.atMs));
      for (const [cut, { joules }] of cuts.entries()) near(joules, wereCuts[cut]!.joules);
    }
  }
  for (const was of some) {
    const { energyJoules } = await ctx.db.generation.findUniqueOrThrow({ where: { id: was.id } });
    if (was.energyJoules === null) expect(energyJoules).toBeNull();
    else near(energyJoules, was.energyJoules);
  }
});

test('it is made once', async () => {
  const counts = () => Promise.all([ctx.db.booking.count(), ctx.db.generation.count(), ctx.db.user.count()]);
  const before = await counts();
  await seedDemoLab(system, { dataFolder });
  await ensurePast(system, { days: DAYS });
  expect(await counts()).toEqual(before);
  expect(await ctx.db.machine.count()).toBe(MACHINES.length);
});
