import { Readable } from 'node:stream';
import { beforeAll, expect, test } from 'vitest';
import { seededRandom } from '@/shared/domain/seeded-random.ts';
import { UseGrouping, UseReport, UseRows, type UseSum } from '@/shared/schemas/use-report.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeLab, makeMachine, makeTariff } from '../../testing/factories.ts';
import { at, HOUR, makeAnswer, makeUse, span, total } from '../../testing/usage.ts';
import { settleEnergy } from '../energy/index.ts';
import { readLabNow } from '../inventory/index.ts';
import { buildReport, buildUse, listUseRows, streamUsageCsv } from './index.ts';

const DAY = 24 * HOUR;
const minute = (seconds: number): number => Math.floor(seconds / 60) * 60;
const [NOW, BEGAN] = [3 * DAY + 5.3 * HOUR, -2 * DAY];
const KINDS = ['real', 'simulated'] as const;
let ctx: TestContext;

/** A lab with real and simulated machines, used for five days by chance: across midnights, given back, never come. */
beforeAll(async () => {
  const system = await makeTestContext({ now: at(NOW) });
  await makeLab(system.db, { timeZone: 'Asia/Kolkata' });
  await makeTariff(system.db, { machineHourPrice: 2, electricityPricePerKwh: 0.36 });
  ctx = await actingAs(system, 'member');
  const random = seededRandom(11);
  const project = await ctx.db.project.create({ data: { name: 'Agents' } });
  for (const [index, simulated] of [false, false, false, true, true].entries()) {
    const machine = await makeMachine(ctx.db, { name: `Mac ${index}`, simulated });
    for (let from = BEGAN; from < NOW - HOUR;) {
      const to = minute(from + (2 + random() * 11) * HOUR);
      const first = minute(from + random() * HOUR);
      const second = minute(first + (0.5 + random()) * HOUR);
      const later: [number, number | null][] =
        to < NOW ? [[second + 600, Math.min(to, second + 2 * HOUR)]] : [[second + 600, null]];
      const isUsed = random() < 0.6;
      const { booking, sessions, person } = await makeUse(ctx.db, {
        machineIds: [machine.id],
        from,
        to,
        sessions: isUsed && second + 600 < Math.min(to, NOW) ? [[first, second], ...later] : [],
        simulated,
      });
      const isNoShow = !isUsed && random() < 0.5 && to < NOW;
      await ctx.db.booking.update({
        where: { id: booking.id },
        data: {
          purpose: `Purpose ${Math.floor(random() * 4)}`,
          projectId: random() < 0.5 ? project.id : null,
          ...(isNoShow && { status: 'ended', endReason: 'no_show', endedAt: at(from + HOUR / 2) }),
        },
      });
      for (const session of sessions)
        await makeAnswer(ctx.db, {
          sessionId: session.id,
          personId: person.id,
          from: first,
          to: Math.min(second, NOW),
          tokens: Math.floor(random() * 900),
        });
      from = minute(to + random() * 4 * HOUR);
    }
  }
  await fillReadings();
  await settleEnergy(ctx);
});

/** Steady power, another one each, by the minute and by the hour: all times here are whole minutes. */
async function fillReadings(): Promise<void> {
  for (const [table, seconds, until] of [
    ['ReadingMinute', 60, at(NOW)],
    ['ReadingHour', 3600, at(NOW - (NOW % HOUR))],
  ] as const)
    await ctx.db.$executeRawUnsafe(
      `INSERT INTO "${table}" ("machineKey", at, "energyJoules", "coveredMs", readings, "powerSources")
       SELECT m.key, t, ${seconds} * (40 + 7 * right(m.name, 1)::int), ${seconds} * 1000, ${seconds},
         CASE WHEN m.simulated THEN 128 ELSE 2 END
       FROM "Machine" m, generate_series($1::timestamptz, $2::timestamptz - interval '1 second', make_interval(secs => ${seconds})) t`,
      at(BEGAN),
      until,
    );
}

const SPANS = [
  ['a time that begins and ends within bookings', span(-DAY - 4980, 2 * DAY + 1260)],
  ['a time that is not over', span(0, 5 * DAY)],
] as const;

test.each(SPANS)('page, report, file and a query of its own agree on %s', async (_name, window) => {
  const report = await buildReport(ctx, window);
  const csv = (await Readable.from(streamUsageCsv(ctx, window)).toArray()).join('');
  const [header, ...lines] = csv
    .slice(1)
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
  for (const kind of KINDS) {
    const totals = kind === 'real' ? report.totals : report.simulated;
    const days = kind === 'real' ? report.days : report.simulatedDays;
    const sumOf = (name: string): number =>
      total(
        lines
          .filter((it) => it[header!.indexOf('simulated')] === (kind === 'real' ? 'no' : 'yes'))
          .map((it) => Number(it[header!.indexOf(name)])),
      );
    const sql = await sumBySql(window, kind === 'simulated');
    expect(totals.bookedMachineMs).toBeGreaterThan(0);
    for (const bookedMs of [
      sql.bookedMs,
      sumOf('booked machine time (s)') * 1000,
      total(days.map((it) => it.bookedMachineMs)),
    ])
      expect(bookedMs).toBeCloseTo(totals.bookedMachineMs, 3);
    for (const usedMs of [
      sql.usedMs,
      sumOf('used machine time (s)') * 1000,
      total(days.map((it) => it.usedMachineMs)),
    ])
      expect(usedMs).toBeCloseTo(totals.usedMachineMs, 3);
    for (const tokens of [
      sql.tokens,
      sumOf('completion tokens'),
      total(days.map((it) => it.completionTokens)),
    ])
      expect(tokens).toBe(totals.completionTokens);
    for (const joules of [
      sql.joules,
      sumOf('energy (J)'),
      total(days.flatMap((it) => [it.sessionJoules, it.otherJoules])),
    ])
      expect(joules).toBeCloseTo(totals.measuredJoules!, 2);
    const projects = kind === 'real' ? report.projects : report.simulatedProjects;
    expect(total(projects.map((it) => it.cost))).toBeCloseTo(totals.cost, 6);
  }
});

test.each(SPANS)(
  'whatever use is told by, its groups and their rows are its totals, of %s',
  async (_name, window) => {
    const report = await buildReport(ctx, window);
    for (const kind of KINDS)
      for (const by of UseGrouping.options) {
        const use = UseReport.parse(await buildUse(ctx, { ...window, kind, by }));
        const wanted = kind === 'real' ? report.totals : report.simulated;
        expect(use.totals.bookedMs).toBe(wanted.bookedMachineMs);
        expect(use.totals.usedMs).toBe(wanted.usedMachineMs);
        expect(sumOfAll(use.groups)).toEqual(timesOf(use.totals));
        expect(use.totals.noShows).toBeGreaterThan(0);
        const { bookedMs, idleMs, noShowMs, beforeFirstMs, afterLastMs, unstartedMs } = use.totals;
        expect(beforeFirstMs + afterLastMs + unstartedMs).toBe(idleMs);
        // No session here outlives its booking.
        expect(use.totals.usedMs + idleMs + noShowMs).toBe(bookedMs);
        expect(total(use.hours.map((it) => it.usedMs))).toBe(use.totals.usedMs);
        expect(total(use.hours.map((it) => it.lengthMs))).toBe(use.to.getTime() - use.from.getTime());
        const noShows = { ...window, kind, by, key: null, noShows: true, limit: 100 };
        const lost = await listUseRows(ctx, noShows);
        expect(lost.sum).toMatchObject({ bookings: use.totals.noShows, noShowMs });
        expect(total(lost.rows.map((it) => it.freedMs))).toBe(use.totals.freedMs);
        for (const group of use.groups)
          expect(await drawn({ ...window, kind, by, key: group.key })).toEqual(timesOf(group));
      }
  },
);

test('the dashboard of today is today’s report', async () => {
  const now = await readLabNow(ctx);
  const midnight = new Date('2026-11-26T18:30:00Z');
  const { totals } = await buildReport(ctx, { from: midnight, to: at(NOW) });
  expect(now.energyTodayJoules).toBeCloseTo(totals.measuredJoules!, 3);
  expect(now.tokensToday).toBe(totals.completionTokens);
  const byHour = await buildReport(ctx, { from: midnight, to: at(NOW), steps: 'hours' });
  expect(byHour.totals).toEqual({
    ...totals,
    measuredJoules: expect.closeTo(totals.measuredJoules!, 3),
    sessionJoules: expect.closeTo(totals.sessionJoules!, 3),
    electricityCost: expect.closeTo(totals.electricityCost!, 9),
  });
  expect(byHour.days).toHaveLength(11);
  expect(total(byHour.days.map((it) => it.usedMachineMs))).toBe(totals.usedMachineMs);
  expect(total(byHour.days.map((it) => it.bookedMachineMs))).toBe(totals.bookedMachineMs);
});

const timesOf = ({ bookedMs, usedMs, idleMs, noShowMs }: Omit<UseSum, 'bookings'>) => ({
  bookedMs,
  usedMs,
  idleMs,
  noShowMs,
});
const sumOfAll = (rows: readonly Omit<UseSum, 'bookings'>[]) =>
  timesOf({
    bookedMs: total(rows.map((it) => it.bookedMs)),
    usedMs: total(rows.map((it) => it.usedMs)),
    idleMs: total(rows.map((it) => it.idleMs)),
    noShowMs: total(rows.map((it) => it.noShowMs)),
  });

/** Page after page, as somebody who opens a row reads them. */
async function drawn(input: Omit<Parameters<typeof listUseRows>[1], 'cursor' | 'limit' | 'noShows'>) {
  const rows = [];
  for (let cursor: number | null = 0; cursor !== null;) {
    const page: UseRows = UseRows.parse(
      await listUseRows(ctx, { ...input, noShows: false, cursor, limit: 7 }),
    );
    rows.push(...page.rows);
    cursor = page.nextCursor;
    expect(timesOf(page.sum)).toEqual(sumOfAll(cursor === null ? rows : [page.sum]));
    expect(page.count).toBeGreaterThanOrEqual(rows.length);
  }
  expect(rows.map((it) => it.startedAt.getTime())).toEqual(
    rows.map((it) => it.startedAt.getTime()).toSorted((a, b) => b - a),
  );
  return sumOfAll(rows);
}

/** The same sums by another way: no product code but the tables. */
async function sumBySql({ from, to }: { from: Date; to: Date }, simulated: boolean) {
  const [row] = await ctx.db.$queryRaw<
    { bookedMs: number; usedMs: number; tokens: number; joules: number }[]
  >`
    WITH "window" AS (SELECT tstzrange(${from}::timestamptz, least(${to}::timestamptz, ${at(NOW)}::timestamptz)) AS w),
    length AS (
      SELECT 'booked' AS what, tstzrange("startsAt", coalesce("endedAt", "endsAt")) * w AS part FROM "Booking", "window"
      WHERE simulated = ${simulated}
      UNION ALL
      SELECT 'used', tstzrange("createdAt", coalesce("endedAt", upper(w))) * w FROM "Session", "window"
      WHERE simulated = ${simulated} AND "createdAt" < upper(w)
    ), ms AS (SELECT what, 1000 * extract(epoch FROM upper(part) - lower(part)) AS ms FROM length WHERE NOT isempty(part))
    SELECT (SELECT sum(ms) FROM ms WHERE what = 'booked')::float8 AS "bookedMs",
      (SELECT sum(ms) FROM ms WHERE what = 'used')::float8 AS "usedMs",
      (SELECT sum("completionTokens") FROM "Generation" g JOIN "Session" s ON s.id = g."sessionId", "window"
        WHERE s.simulated = ${simulated} AND (g."endedAt" <@ w OR g."endedAt" IS NULL AND ${at(NOW)}::timestamptz <@ tstzrange(${from}::timestamptz, ${to}::timestamptz)))::float8 AS tokens,
      -- Steady power: from any moment on, so many joules a second.
      (SELECT sum((40 + 7 * right(m.name, 1)::int) * extract(epoch FROM upper(w) - greatest(lower(w), ${at(BEGAN)}::timestamptz)))
        FROM "Machine" m, "window" WHERE m.simulated = ${simulated})::float8 AS joules`;
  return row!;
}
