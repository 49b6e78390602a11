import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { actingAs, makeTestContext } from '../../testing/context.ts';
import { makeLab, makeMachine, makeTariff } from '../../testing/factories.ts';
import { makeSteadyReadings } from '../../testing/steady-readings.ts';
import { at, HOUR, makeAnswer, makeUse, span, total } from '../../testing/usage.ts';
import { buildReport, streamUsageCsv, streamUsageJson } from './index.ts';

const parse = (csv: string) =>
  csv
    .slice(1)
    .trimEnd()
    .split('\r\n')
    .map((line) =>
      [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
        .slice(0, 27)
        .map((it) => it[1]!.replace(/^"|"$/g, '').replaceAll('""', '"')),
    );
type JsonFile = {
  rows: { row: string; purpose?: string; bookedSeconds?: number; energyJoules?: number }[];
};
const makeCtx = async () => {
  const system = await makeTestContext({ now: at(24 * HOUR) });
  await makeLab(system.db, { timeZone: 'UTC' });
  return actingAs(system, 'member');
};
const collect = async (lines: AsyncIterable<string>) => (await Readable.from(lines).toArray()).join('');

test('read back adds up to the report', async () => {
  const ctx = await makeCtx();
  await makeTariff(ctx.db, { machineHourPrice: 2, electricityPricePerKwh: 0.36, pue: 1.5 });
  await makeTariff(ctx.db, { validFrom: at(HOUR / 2), machineHourPrice: 3, electricityPricePerKwh: 0.4 });
  const [a, b] = [await makeMachine(ctx.db), await makeMachine(ctx.db, { simulated: true })];
  await makeSteadyReadings(ctx, { machineId: a.id, ...span(0, 5 * HOUR), watts: 33.3 });
  await makeSteadyReadings(ctx, { machineId: b.id, ...span(0, 5 * HOUR), source: 'simulated' });
  const use = { machineIds: [a.id], from: 0, to: 3 * HOUR };
  const { sessions, person } = await makeUse(ctx.db, {
    ...use,
    sessions: [
      [17, HOUR],
      [HOUR, 2.7 * HOUR],
    ],
  });
  await makeAnswer(ctx.db, {
    sessionId: sessions[0]!.id,
    personId: person.id,
    from: 60,
    to: 120,
    tokens: 41,
  });
  await makeUse(ctx.db, { machineIds: [a.id], from: 4 * HOUR, to: 5 * HOUR });
  await makeUse(ctx.db, { machineIds: [b.id], from: 0, to: HOUR, sessions: [[0, HOUR]], simulated: true });
  await ctx.db.booking.updateMany({ data: { purpose: '=cmd|"/c calc"!A1, twice' } });
  const report = await buildReport(ctx, span(100, 5 * HOUR));
  const csv = await collect(streamUsageCsv(ctx, span(100, 5 * HOUR)));
  expect(csv.startsWith('\uFEFFrow,simulated,')).toBe(true);
  const [header, ...rows] = parse(csv);
  const column = (row: string[], name: string) => row[header!.indexOf(name)]!;
  const json = JSON.parse(await collect(streamUsageJson(ctx, span(100, 5 * HOUR)))) as JsonFile;
  expect(json).toMatchObject({
    from: at(100).toISOString(),
    to: at(5 * HOUR).toISOString(),
    timeZone: 'UTC',
  });
  expect(json.rows.map((it) => [it.row, it.bookedSeconds, it.energyJoules])).toEqual(
    rows.map((it) => {
      const number = (name: string) => (column(it, name) === '' ? undefined : Number(column(it, name)));
      return [column(it, 'row'), number('booked machine time (s)'), number('energy (J)')];
    }),
  );
  expect(json.rows.flatMap((it) => it.purpose ?? []).every((it) => it.startsWith('=cmd'))).toBe(true);
  const real = rows.filter((row) => column(row, 'simulated') === 'no');
  const sumOf = (name: string) => total(real.map((row) => Number(column(row, name))));
  expect(rows).toHaveLength(6);
  expect(sumOf('booked machine time (s)')).toBe(report.totals.bookedMachineMs / 1000);
  expect(sumOf('used machine time (s)')).toBe(report.totals.usedMachineMs / 1000);
  expect(sumOf('completion tokens')).toBe(41);
  expect(sumOf('energy (J)')).toBeCloseTo(report.totals.measuredJoules!, 6);
  expect(sumOf('cost of booked time (EUR)')).toBeCloseTo(report.totals.cost, 9);
  expect(sumOf('electricity cost (EUR)')).toBeCloseTo(report.totals.electricityCost!, 9);
  expect(real.map((row) => column(row, 'power sources'))).toContain('smc_pstr');
  const versions = report.tariffs.map((it) => it.tariff.version);
  expect(column(real[0]!, 'tariff version')).toBe(versions.join('; '));
  expect(column(real[1]!, 'tariff version')).toBe(String(versions[1]));
  expect(csv).toContain(`"'=cmd|""/c calc""!A1, twice"`);
});

test('has a column a currency', async () => {
  const ctx = await makeCtx();
  await ctx.db.tariff.deleteMany();
  await makeTariff(ctx.db, { currency: 'EUR' });
  await makeTariff(ctx.db, { currency: 'CHF', validFrom: at(HOUR) });
  const [header] = parse(await collect(streamUsageCsv(ctx, span(0, 2 * HOUR))));
  expect(header!.filter((it) => it.startsWith('cost'))).toEqual([
    'cost of booked time (EUR)',
    'cost of booked time (CHF)',
  ]);
});

test('is not for viewers', async () => {
  const viewer = await actingAs(await makeCtx(), 'viewer');
  await expect(collect(streamUsageCsv(viewer, span(0, HOUR)))).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('gives up its turn when whoever reads it stops, and drops who left before theirs came', async () => {
  const ctx = await makeCtx();
  const first = streamUsageCsv(ctx, span(0, HOUR));
  await first.next();
  const left = new AbortController();
  const waiting = buildReport(ctx, span(0, HOUR), { signal: left.signal });
  const next = buildReport(ctx, span(0, HOUR));
  left.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await first.return(undefined);
  await expect(next).resolves.toMatchObject({ timeZone: 'UTC' });
});
