import { Readable } from 'node:stream';
import { monthKeyOf, windowOfKey } from '../../shared/domain/month-key.ts';
import { clip, type Span } from '../../shared/domain/usage.ts';
import type { ServiceContext } from '../../server/context.ts';
import type { Database } from '../../server/db.ts';
import { readLabNow } from '../../server/modules/inventory/index.ts';
import { buildCostReport } from '../../server/modules/costs/index.ts';
import { buildReport, streamUsageCsv } from '../../server/modules/reports/index.ts';
import { startOfDay } from '../../shared/domain/zoned-time.ts';
import { dayKey } from '../../shared/domain/format.ts';

/** One with half an hour, one whose clocks change by an hour, one whose half-hour clocks change by half an hour. */
const ZONES = ['Asia/Kolkata', 'Europe/Berlin', 'Australia/Lord_Howe'];
const KINDS = ['real', 'simulated'] as const;
type Kind = (typeof KINDS)[number];

/** What may differ where floating-point sums are added in another order. */
const MOST = {
  bookedMs: 1,
  usedMs: 1,
  tokens: 0,
  joules: 0.01,
  sessionJoules: 0.01,
  cost: 0.0001,
  electricity: 0.0001,
};
type Sums = Record<keyof typeof MOST, number>;
const NAMES = Object.keys(MOST) as (keyof Sums)[];

export type Agreement = { compared: number; differing: string[]; zones: string[] };

/**
 * The same sums of a whole lab by different ways, in three zones: the report, its days, its months, its CSV, the cost
 * report, the dashboard, and SQL over raw minutes, bookings and answers that shares nothing with the product but tables.
 */
export async function compareSums(
  db: Database,
  window: Span,
  contextAt: (now?: Date) => ServiceContext,
): Promise<Agreement> {
  const differing: string[] = [];
  let compared = 0;
  const compare = (what: string, name: keyof Sums, left: number, right: number): void => {
    compared += 1;
    if (!(Math.abs(left - right) <= MOST[name])) differing.push(`${what} ${name}: ${left} and ${right}`);
  };
  const raw = { real: await sumRaw(db, window, false), simulated: await sumRaw(db, window, true) };
  for (const timeZone of ZONES) {
    await db.lab.update({ where: { id: 'lab' }, data: { timeZone } });
    const report = await buildReport(contextAt(), window);
    const months: Awaited<ReturnType<typeof buildReport>>[] = [];
    for (const month of monthsOf(window, timeZone)) months.push(await buildReport(contextAt(), month));
    const csv = await sumCsv(contextAt(), window);
    const costs = await buildCostReport(contextAt(), window);
    for (const kind of KINDS) {
      const sums = sumsOf(report, kind);
      const others: Record<string, Partial<Sums>> = {
        sql: raw[kind],
        csv: csv[kind],
        days: sumDays(report, kind),
        months: addUp(months.map((it) => sumsOf(it, kind))),
        costs: sumCosts(costs[kind].total),
      };
      for (const [other, values] of Object.entries(others))
        for (const name of NAMES)
          if (values[name] !== undefined)
            compare(`${timeZone} ${kind}: report and ${other}`, name, sums[name], values[name]);
    }
    // The readings end where the window does.
    const now = await readLabNow(contextAt(window.to));
    const today = { from: startOfDay(dayKey(window.to, timeZone), timeZone), to: window.to };
    const { totals } = await buildReport(contextAt(window.to), today);
    compare(
      `${timeZone}: dashboard and report of today`,
      'joules',
      now.energyTodayJoules ?? 0,
      totals.measuredJoules ?? 0,
    );
  }
  return { compared, differing, zones: ZONES };
}

function monthsOf(window: Span, timeZone: string): Span[] {
  const months: Span[] = [];
  for (let at = window.from; at < window.to;) {
    const whole = windowOfKey(monthKeyOf(at, timeZone), timeZone);
    months.push(clip(whole, window)!);
    at = whole.to;
  }
  return months;
}

function sumsOf(report: Awaited<ReturnType<typeof buildReport>>, kind: Kind): Sums {
  const totals = kind === 'real' ? report.totals : report.simulated;
  return {
    bookedMs: totals.bookedMachineMs,
    usedMs: totals.usedMachineMs,
    tokens: totals.completionTokens,
    joules: totals.measuredJoules ?? 0,
    sessionJoules: totals.sessionJoules ?? 0,
    cost: totals.cost,
    electricity: totals.electricityCost ?? 0,
  };
}

const total = (values: readonly number[]): number => values.reduce((sum, it) => sum + it, 0);
const addUp = (parts: readonly Sums[]): Sums =>
  Object.fromEntries(NAMES.map((name) => [name, total(parts.map((it) => it[name]))])) as Sums;

function sumDays(report: Awaited<ReturnType<typeof buildReport>>, kind: Kind): Partial<Sums> {
  const days = kind === 'real' ? report.days : report.simulatedDays;
  return {
    bookedMs: total(days.map((it) => it.bookedMachineMs)),
    usedMs: total(days.map((it) => it.usedMachineMs)),
    tokens: total(days.map((it) => it.completionTokens)),
    joules: total(days.flatMap((it) => [it.sessionJoules ?? 0, it.otherJoules ?? 0])),
    sessionJoules: total(days.map((it) => it.sessionJoules ?? 0)),
  };
}

function sumCosts(it: Awaited<ReturnType<typeof buildCostReport>>['real']['total']): Partial<Sums> {
  return {
    bookedMs: it.reservedMs,
    usedMs: it.usedMs,
    sessionJoules: it.joules ?? 0,
    cost: total(it.money.map((money) => money.charged)),
    electricity: total(it.money.map((money) => money.electricity ?? 0)),
  };
}

/** As a program reads the file: no cell of this lab holds a comma. */
async function sumCsv(ctx: ServiceContext, window: Span): Promise<Record<Kind, Partial<Sums>>> {
  const sums = { real: {} as Partial<Sums>, simulated: {} as Partial<Sums> };
  let header: string[] | null = null;
  const names = {
    bookedMs: ['booked machine time (s)', 1000],
    usedMs: ['used machine time (s)', 1000],
    tokens: ['completion tokens', 1],
    joules: ['energy (J)', 1],
    cost: ['cost of booked time (EUR)', 1],
    electricity: ['electricity cost (EUR)', 1],
  } as const;
  for await (const text of Readable.from(streamUsageCsv(ctx, window)))
    for (const line of String(text).split('\r\n')) {
      if (line === '') continue;
      const cells = line.split(',');
      if (!header) {
        header = cells;
        continue;
      }
      const sum = sums[cells[header.indexOf('simulated')] === 'no' ? 'real' : 'simulated'];
      for (const [name, [column, unit]] of Object.entries(names))
        sum[name as keyof Sums] =
          (sum[name as keyof Sums] ?? 0) + Number(cells[header.indexOf(column)]) * unit;
    }
  return sums;
}

async function sumRaw(db: Database, { from, to }: Span, simulated: boolean): Promise<Sums> {
  const [row] = await db.$queryRaw<Sums[]>`
    WITH price AS (
      SELECT "machineHourPrice" AS hourly, "electricityPricePerKwh" * pue AS kwh, CASE WHEN n = 1 THEN '-infinity' ELSE "validFrom" END AS since,
        coalesce(lead("validFrom") OVER (ORDER BY "validFrom"), 'infinity') AS until
      FROM (SELECT *, row_number() OVER (ORDER BY "validFrom") AS n FROM "Tariff") t
    ), held AS (
      SELECT greatest(b."startsAt", p.since, ${from}) AS since, least(b."endsAt", p.until, ${to}) AS until, p.hourly
      FROM "Booking" b JOIN "MachineBlock" k ON k."bookingId" = b.id CROSS JOIN price p WHERE b.simulated = ${simulated}
    ), used AS (
      SELECT m.key, greatest(s."createdAt", ${from}) AS since, least(s."endedAt", ${to}) AS until
      FROM "Session" s JOIN "SessionRank" r ON r."sessionId" = s.id JOIN "Machine" m ON m.id = r."machineId"
      WHERE s.simulated = ${simulated}
    ), drawn AS (
      SELECT i."energyJoules" AS joules, p.kwh FROM used u JOIN "ReadingMinute" i ON i."machineKey" = u.key AND i.at >= u.since AND i.at < u.until
      JOIN price p ON i.at >= p.since AND i.at < p.until
    )
    SELECT (SELECT sum(extract(epoch FROM until - since) * 1000) FROM held WHERE until > since)::float8 AS "bookedMs",
      (SELECT sum(extract(epoch FROM until - since) / 3600 * hourly::numeric) FROM held WHERE until > since)::float8 AS cost,
      (SELECT sum(extract(epoch FROM until - since) * 1000) FROM used WHERE until > since)::float8 AS "usedMs",
      (SELECT sum(g."completionTokens") FROM "Generation" g JOIN "Session" s ON s.id = g."sessionId"
        WHERE s.simulated = ${simulated} AND g."endedAt" >= ${from} AND g."endedAt" < ${to})::float8 AS tokens,
      (SELECT sum(i."energyJoules") FROM "ReadingMinute" i JOIN "Machine" m ON m.key = i."machineKey"
        WHERE m.simulated = ${simulated} AND i.at >= ${from} AND i.at < ${to}) AS joules,
      (SELECT sum(joules) FROM drawn) AS "sessionJoules",
      (SELECT sum(joules / 3.6e6 * kwh) FROM drawn) AS electricity`;
  return row!;
}
