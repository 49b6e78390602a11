import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { PowerSource } from '@/shared/schemas/machine.ts';
import { overlapMs } from '@/shared/domain/usage.ts';
import { seededRandom } from '@/shared/domain/seeded-random.ts';
import { Report } from '@/shared/schemas/report.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import {
  makeBooking,
  makeLab,
  makeMachine,
  makeSession,
  makeTariff,
  makeUser,
} from '../../testing/factories.ts';
import { makeReadings } from '../../testing/readings.ts';
import { buildReport, buildUsageCsv, generationEnergy, sessionFigures } from './index.ts';

const HOUR = 3600;
const HOUR_MS = 3_600_000;
const START = new Date('2026-11-24T00:00:00Z');
const at = (seconds: number) => new Date(START.getTime() + seconds * 1000);
const span = (from: number, to: number) => ({ from: at(from), to: at(to) });
const sum = (values: (number | null)[]) => values.reduce<number>((total, it) => total + (it ?? 0), 0);

let ctx: TestContext;
beforeEach(async () => {
  fills = [];
  const system = await makeTestContext({ now: at(24 * HOUR) });
  await system.db
    .$executeRaw`TRUNCATE "Booking", "Machine", "ReadingMinute", "ReadingHour", "ReadingChunk", "ReadingDrop", "ReadingDue", "Tariff", "Conversation" CASCADE`;
  await makeLab(system.db, { timeZone: 'UTC' });
  await makeTariff(system.db, { machineHourPrice: 2, electricityPricePerKwh: 0.36, pue: 1.5 });
  ctx = await actingAs(system, 'member');
});

type Fill = { from: number; to: number; watts?: number; bootId?: string; source?: PowerSource };
let fills: (Fill & { machineId: string })[] = [];
/** Readings of one boot with a constant power; the counter begins at zero. */
async function fill(machineId: string, it: Fill): Promise<void> {
  const { from, to, watts = 100, source = 'smc_pstr', bootId = 'boot' } = it;
  fills.push({ machineId, ...it });
  const seconds = Math.floor((to - from) / 10) * 10;
  await makeReadings(ctx, {
    machineId,
    from: at(from),
    seconds,
    watts: () => watts,
    powerSource: source,
    bootId,
  });
}

type Run = {
  machineIds: string[];
  from: number;
  to: number;
  sessions?: [number, number | null][];
  simulated?: boolean;
};
async function run({ machineIds, from, to, sessions = [], simulated = false }: Run) {
  const team = await ctx.db.team.create({ data: { name: randomUUID() } });
  const person = await makeUser(ctx.db, { teamId: team.id });
  const times = { startsAt: at(from), endsAt: at(to) };
  const booking = await makeBooking(ctx.db, {
    machineIds,
    personId: person.id,
    teamId: team.id,
    simulated,
    ...times,
  });
  const rows = [];
  for (const [start, end] of sessions) {
    const state = end === null ? 'ready' : 'ended';
    const ended = end === null ? {} : { endedAt: at(end) };
    const data = {
      bookingId: booking.id,
      startedById: person.id,
      machineIds,
      simulated,
      createdAt: at(start),
      ...ended,
    };
    rows.push(await makeSession(ctx.db, { ...data, state }));
  }
  return { booking, person, sessions: rows };
}
type Answer = { sessionId: string; personId: string; from: number; to: number | null; tokens: number };
async function answer({ sessionId, personId, from, to, tokens }: Answer) {
  await ctx.db.generation.create({
    data: {
      id: randomUUID(),
      sessionId,
      epoch: 1,
      requestedById: personId,
      maxTokens: 1000,
      state: to === null ? 'running' : 'completed',
      createdAt: at(from),
      startedAt: at(from),
      endedAt: to === null ? null : at(to),
      promptTokens: to === null ? null : 7,
      completionTokens: tokens,
    },
  });
}

describe('energy on a report', () => {
  test('of all sessions and the rest is what the counters say, over boots, a gap and clipped windows', async () => {
    const random = seededRandom(20_261_124);
    const machines = await Promise.all(Array.from({ length: 3 }, () => makeMachine(ctx.db)));
    for (const machine of machines) {
      await fill(machine.id, { from: 0, to: 7 * HOUR, watts: 50 + random() * 200, bootId: 'one' });
      await fill(machine.id, {
        from: 9 * HOUR,
        to: 20 * HOUR + 5,
        watts: 50 + random() * 200,
        bootId: 'two',
      });
    }
    const [a, b, c] = machines.map((it) => it.id);
    await run({
      machineIds: [a!, b!],
      from: HOUR,
      to: 12 * HOUR,
      sessions: [
        [1.3 * HOUR, 6 * HOUR],
        [6.5 * HOUR, 11 * HOUR],
      ],
    });
    await run({ machineIds: [c!], from: 5 * HOUR, to: 22 * HOUR, sessions: [[5.01 * HOUR, 21 * HOUR]] });
    const counterOf = (from: number, to: number) =>
      sum(
        fills.map((it) => {
          const seconds = Math.floor((it.to - it.from) / 10) * 10;
          return (overlapMs(span(it.from, it.from + seconds), span(from, to)) / 1000) * (it.watts ?? 100);
        }),
      );
    for (let round = 0; round < 8; round += 1) {
      const [from, to] = [random(), random()].map((it) => it * 24 * HOUR).toSorted((x, y) => x - y);
      const report = await buildReport(ctx, span(from!, to!));
      const measured = counterOf(Math.round(from! * 1000) / 1000, Math.round(to! * 1000) / 1000);
      expect(report.totals.measuredJoules ?? 0).toBeCloseTo(measured, -1);
      expect(
        sum(report.machines.map((it) => it.sessionJoules)) + sum(report.machines.map((it) => it.otherJoules)),
      ).toBeCloseTo(report.totals.measuredJoules ?? 0, 4);
      expect(sum(report.sessions.map((it) => it.energyJoules))).toBeCloseTo(
        report.totals.sessionJoules ?? 0,
        4,
      );
      expect(
        sum(report.days.map((it) => it.sessionJoules)) + sum(report.days.map((it) => it.otherJoules)),
      ).toBeCloseTo(report.totals.measuredJoules ?? 0, 4);
      expect(report.machines.every((it) => (it.otherJoules ?? 0) >= 0)).toBe(true);
    }
  });

  test('is not lowered by a gap; its coverage is', async () => {
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

  test('of a machine without a meter is unknown, and takes nothing from the others', async () => {
    const [metered, blind] = [await makeMachine(ctx.db), await makeMachine(ctx.db)];
    await fill(metered.id, { from: 0, to: HOUR });
    const { sessions } = await run({
      machineIds: [metered.id, blind.id],
      from: 0,
      to: HOUR,
      sessions: [[0, HOUR]],
    });
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
  });

  test('of two agents on one host is counted once', async () => {
    const first = await makeMachine(ctx.db, { name: 'a-first' });
    const second = await makeMachine(ctx.db, { name: 'b-second', facts: first.report!.facts as object });
    for (const it of [first, second]) await fill(it.id, { from: 0, to: HOUR });
    await run({ machineIds: [first.id, second.id], from: 0, to: HOUR, sessions: [[0, HOUR]] });
    const report = await buildReport(ctx, span(0, HOUR));
    expect(report.totals).toMatchObject({
      measuredJoules: 360_000,
      sessionJoules: 360_000,
      measuredMachines: 1,
    });
    expect((await sessionFigures(ctx, report.sessions[0]!.sessionId)).energyJoules).toBe(360_000);
  });
});

describe('machine time, tokens and cost', () => {
  test('are clipped to the window, for three sessions across its edges', async () => {
    const machine = await makeMachine(ctx.db);
    const sessions: [number, number][] = [
      [0, 2 * HOUR],
      [3 * HOUR, 4 * HOUR],
      [5 * HOUR, 9 * HOUR],
    ];
    const made = await run({ machineIds: [machine.id], from: 0, to: 10 * HOUR, sessions });
    const personId = made.person.id;
    await answer({ sessionId: made.sessions[0]!.id, personId, from: 60, to: 120, tokens: 1000 });
    await answer({ sessionId: made.sessions[1]!.id, personId, from: 3.1 * HOUR, to: 3.2 * HOUR, tokens: 50 });
    await answer({ sessionId: made.sessions[2]!.id, personId, from: 5.1 * HOUR, to: 7 * HOUR, tokens: 3 });
    const report = await buildReport(ctx, span(HOUR, 6 * HOUR));
    expect(report.sessions.map((it) => it.usedMachineMs)).toEqual([HOUR_MS, HOUR_MS, HOUR_MS]);
    // The booking's time is shared among its sessions: none is counted twice.
    expect(report.sessions.map((it) => it.bookedMachineMs)).toEqual([2 * HOUR_MS, 2 * HOUR_MS, HOUR_MS]);
    expect(report.totals).toMatchObject({
      bookedMachineMs: 5 * HOUR_MS,
      usedMachineMs: 3 * HOUR_MS,
      completionTokens: 50,
      promptTokens: 7,
      requests: 1,
      people: 1,
      cost: 10,
    });
  });

  test('add a running answer now, and a booking that nobody used', async () => {
    const [a, b] = [await makeMachine(ctx.db), await makeMachine(ctx.db)];
    ctx.clock.now = at(2 * HOUR);
    const made = await run({ machineIds: [a.id], from: 0, to: 4 * HOUR, sessions: [[HOUR, null]] });
    await answer({
      sessionId: made.sessions[0]!.id,
      personId: made.person.id,
      from: 1.9 * HOUR,
      to: null,
      tokens: 12,
    });
    await run({ machineIds: [b.id], from: HOUR, to: 6 * HOUR });
    const report = await buildReport(ctx, span(0, 24 * HOUR));
    expect(report.unusedBookings).toMatchObject([{ bookedMachineMs: HOUR_MS, cost: 2 }]);
    expect(report.totals).toMatchObject({
      bookedMachineMs: 3 * HOUR_MS,
      usedMachineMs: HOUR_MS,
      completionTokens: 12,
      people: 2,
      cost: 6,
    });
    expect(report.sessions).toMatchObject([{ endedAt: null, bookedMachineMs: 2 * HOUR_MS }]);
    expect((await buildReport(ctx, span(0, HOUR))).totals.completionTokens).toBe(0);
  });

  test('count a booking until it was given back, and a cancelled one not at all', async () => {
    const machine = await makeMachine(ctx.db);
    const times = { machineIds: [machine.id], startsAt: at(0), endsAt: at(8 * HOUR) };
    await makeBooking(ctx.db, { ...times, status: 'ended', endedAt: at(HOUR) });
    await makeBooking(ctx.db, { ...times, status: 'cancelled' });
    expect((await buildReport(ctx, span(0, 24 * HOUR))).totals.bookedMachineMs).toBe(HOUR_MS);
  });

  test('use the tariff that was valid at the end of the window, and apply the PUE once', async () => {
    const machine = await makeMachine(ctx.db);
    await makeTariff(ctx.db, { validFrom: at(12 * HOUR), machineHourPrice: 99, currency: 'USD' });
    await fill(machine.id, { from: 0, to: 10 * HOUR, watts: 1000 });
    await run({ machineIds: [machine.id], from: 0, to: 10 * HOUR, sessions: [[0, 10 * HOUR]] });
    const report = await buildReport(ctx, span(0, 12 * HOUR));
    expect(report.tariff).toMatchObject({ currency: 'EUR', machineHourPrice: 2, pue: 1.5 });
    expect(report.totals.cost).toBeCloseTo(20, 9);
    expect(report.totals.electricityCost).toBeCloseTo(10 * 1.5 * 0.36, 9);
    expect((await buildReport(ctx, span(0, 13 * HOUR))).tariff.currency).toBe('USD');
  });

  test('fall on the lab’s own days, of 25 hours too', async () => {
    await makeLab(ctx.db, { timeZone: 'Europe/Berlin' });
    const machine = await makeMachine(ctx.db);
    const [from, to] = [new Date('2026-10-24T22:00:00Z'), new Date('2026-10-26T23:00:00Z')];
    await makeBooking(ctx.db, { machineIds: [machine.id], startsAt: from, endsAt: to });
    const { days, timeZone } = await buildReport(ctx, { from, to });
    expect(timeZone).toBe('Europe/Berlin');
    expect(days.map((it) => [it.day, it.bookedMachineMs / HOUR_MS])).toEqual([
      ['2026-10-25', 25],
      ['2026-10-26', 24],
    ]);
  });

  test('of simulated machines never enter the totals', async () => {
    const real = await makeMachine(ctx.db);
    const played = await makeMachine(ctx.db, { simulated: true });
    await fill(real.id, { from: 0, to: HOUR });
    await fill(played.id, { from: 0, to: HOUR, watts: 5000, source: 'simulated' });
    const made = await run({
      machineIds: [played.id],
      from: 0,
      to: HOUR,
      sessions: [[0, HOUR]],
      simulated: true,
    });
    await answer({
      sessionId: made.sessions[0]!.id,
      personId: made.person.id,
      from: 60,
      to: 120,
      tokens: 400,
    });
    const report = await buildReport(ctx, span(0, HOUR));
    expect(report.totals).toMatchObject({
      machines: 1,
      measuredJoules: 360_000,
      bookedMachineMs: 0,
      completionTokens: 0,
      people: 0,
      cost: 0,
    });
    expect(report.simulated).toMatchObject({
      machines: 1,
      measuredJoules: 18_000_000,
      completionTokens: 400,
      people: 1,
      cost: 2,
    });
    expect(report.days).toMatchObject([{ sessionJoules: 0, otherJoules: 360_000, completionTokens: 0 }]);
    expect(report.sessions).toMatchObject([{ simulated: true, joulesPerToken: 45_000 }]);
  });
});

describe('who may', () => {
  test('a viewer reads, a member exports, a window has an end', async () => {
    const viewer = await actingAs(ctx, 'viewer');
    expect(Report.parse(await buildReport(viewer, span(0, HOUR))).totals).toMatchObject({
      machines: 0,
      coverage: null,
    });
    await expect(buildUsageCsv(viewer, span(0, HOUR))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(buildReport(viewer, span(HOUR, 0))).rejects.toMatchObject({ code: 'VALIDATION' });
    expect((await buildReport(viewer, span(48 * HOUR, 72 * HOUR))).days).toEqual([]);
  });
});

describe('the CSV', () => {
  const parse = (csv: string) =>
    csv
      .slice(1)
      .trimEnd()
      .split('\r\n')
      .map((line) =>
        [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
          .slice(0, 23)
          .map((it) => it[1]!.replace(/^"|"$/g, '').replaceAll('""', '"')),
      );

  test('read back adds up to the report', async () => {
    const [a, b] = [await makeMachine(ctx.db), await makeMachine(ctx.db, { simulated: true })];
    await fill(a.id, { from: 0, to: 5 * HOUR, watts: 33.3 });
    await fill(b.id, { from: 0, to: 5 * HOUR, source: 'simulated' });
    const made = await run({
      machineIds: [a.id],
      from: 0,
      to: 3 * HOUR,
      sessions: [
        [17, HOUR],
        [HOUR, 2.7 * HOUR],
      ],
    });
    await answer({
      sessionId: made.sessions[0]!.id,
      personId: made.person.id,
      from: 60,
      to: 120,
      tokens: 41,
    });
    await run({ machineIds: [a.id], from: 4 * HOUR, to: 5 * HOUR });
    await run({ machineIds: [b.id], from: 0, to: HOUR, sessions: [[0, HOUR]], simulated: true });
    await ctx.db.booking.updateMany({ data: { purpose: '=cmd|"/c calc"!A1, twice' } });
    const report = await buildReport(ctx, span(100, 5 * HOUR));
    const csv = await buildUsageCsv(ctx, span(100, 5 * HOUR));
    expect(csv.startsWith('\uFEFFrow,simulated,')).toBe(true);
    const [header, ...rows] = parse(csv);
    const real = rows.filter((row) => row[header!.indexOf('simulated')] === 'no');
    const total = (name: string) => sum(real.map((row) => Number(row[header!.indexOf(name)])));
    expect(rows).toHaveLength(6);
    expect(total('booked machine time (s)')).toBe(report.totals.bookedMachineMs / 1000);
    expect(total('used machine time (s)')).toBe(report.totals.usedMachineMs / 1000);
    expect(total('completion tokens')).toBe(41);
    expect(total('energy (J)')).toBeCloseTo(report.totals.measuredJoules!, 6);
    expect(total('cost of booked time (EUR)')).toBeCloseTo(report.totals.cost, 9);
    expect(total('electricity cost (EUR)')).toBeCloseTo(report.totals.electricityCost!, 9);
    expect(real.map((row) => row[header!.indexOf('power sources')])).toContain('smc_pstr');
    expect(csv).toContain(`"'=cmd|""/c calc""!A1, twice"`);
  });
});

describe('a session’s own figures', () => {
  test('are those of the report', async () => {
    const machine = await makeMachine(ctx.db);
    await fill(machine.id, { from: 0, to: 5 * HOUR });
    const { sessions, person } = await run({
      machineIds: [machine.id],
      from: 0,
      to: 4 * HOUR,
      sessions: [
        [HOUR, 2 * HOUR],
        [2.5 * HOUR, 4 * HOUR],
      ],
    });
    const [first, second] = sessions.map((it) => it.id);
    await answer({ sessionId: first!, personId: person.id, from: 1.1 * HOUR, to: 1.2 * HOUR, tokens: 100 });
    const report = await buildReport(ctx, span(0, 24 * HOUR));
    for (const id of [first!, second!]) {
      const row = report.sessions.find((it) => it.sessionId === id)!;
      const figures = await sessionFigures(ctx, id);
      expect(figures).toMatchObject({
        completionTokens: row.completionTokens,
        requests: row.requests,
        coverage: 1,
        powerSources: ['smc_pstr'],
      });
      expect(figures.energyJoules).toBeCloseTo(row.energyJoules!, 6);
      expect(figures.cost).toMatchObject({ amount: row.cost, currency: 'EUR' });
    }
    expect((await sessionFigures(ctx, first!)).cost?.basis).toBe('2.50 booked machine-hours × €2.00');
    await expect(sessionFigures(ctx, 'nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('an answer’s energy', () => {
  test('is that of all machines, shared while several answers run', async () => {
    const [a, b] = [await makeMachine(ctx.db), await makeMachine(ctx.db)];
    for (const it of [a, b]) await fill(it.id, { from: 0, to: HOUR });
    const { sessions, person } = await run({
      machineIds: [a.id, b.id],
      from: 0,
      to: HOUR,
      sessions: [[0, HOUR]],
    });
    const sessionId = sessions[0]!.id;
    await answer({ sessionId, personId: person.id, from: 100, to: 140, tokens: 1 });
    await answer({ sessionId, personId: person.id, from: 120, to: 160, tokens: 1 });
    expect(await generationEnergy(ctx, { sessionId, ...span(100, 140) })).toBeCloseTo(20 * 200 + 20 * 100, 6);
    expect(await generationEnergy(ctx, { sessionId, ...span(200, 210) })).toBeCloseTo(2000, 6);
    await ctx.db.$executeRaw`DELETE FROM "ReadingChunk" WHERE "machineKey" = ${b.key}`;
    await ctx.db.$executeRaw`DELETE FROM "ReadingMinute" WHERE "machineKey" = ${b.key}`;
    expect(await generationEnergy(ctx, { sessionId, ...span(100, 140) })).toBeNull();
  });
});
