import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { AddTariffInput, Prices } from '@/shared/schemas/prices.ts';
import { clearAudit } from '../../testing/clear-audit.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeLab, makeMachine, makeTariff } from '../../testing/factories.ts';
import { makeSteadyReadings } from '../../testing/steady-readings.ts';
import { at, HOUR, makeAnswer, makeUse, span } from '../../testing/usage.ts';
import { settleEnergy } from '../energy/index.ts';
import { buildReport, compareElsewhere } from '../reports/index.ts';
import {
  addTariff,
  buildCostReport,
  buildStatement,
  freezeMonth,
  listHostedPrices,
  listPrices,
  removeHostedPrice,
  saveHostedPrice,
  setCarbon,
} from './index.ts';

const KIND = 'mac-studio-m3-ultra';
let ctx: TestContext;
beforeEach(async () => {
  const system = await makeTestContext({ now: at(8 * 24 * HOUR) });
  await system.db.$executeRaw`
    TRUNCATE "Booking", "Machine", "Tariff", "CarbonFactor", "FrozenMonth", "ReadingChunk", "ReadingDue", "ReadingMinute",
      "ReadingHour", "HostedPrice" CASCADE`;
  await clearAudit(system.db);
  await makeLab(system.db, { timeZone: 'Europe/Berlin' });
  await makeTariff(system.db, { machineHourPrice: 2, electricityPricePerKwh: 0.3, pue: 1.5 });
  ctx = await actingAs(system, 'admin');
});

const prices = (over: object = {}) =>
  AddTariffInput.parse({
    validFrom: at(0),
    currency: 'EUR',
    machineHourPrice: 2,
    electricityPricePerKwh: 0.3,
    pue: 1.5,
    bands: [],
    machineRates: [],
    millionTokenPrice: null,
    ...over,
  });
// 02:00 to 03:00 in Berlin is 01:00 to 02:00 in UTC.
const night = [{ weekdays: [0, 1, 2, 3, 4, 5, 6], fromMinute: 120, toMinute: 180, pricePerKwh: 0.1 }];

test.each([
  ['from the readings', async () => {}],
  ['from frozen rows', settleEnergy],
])(
  'energy costs what a kWh costs at its hour, a kind of machine its rate, tokens theirs, %s',
  async (_name, settle) => {
    const { version } = await addTariff(
      ctx,
      prices({ bands: night, machineRates: [{ catalogId: KIND, hourly: 1.25 }], millionTokenPrice: 8 }),
    );
    const [plain, studio] = [await makeMachine(ctx.db), await makeMachine(ctx.db, { catalogId: KIND })];
    for (const { id } of [plain, studio])
      await makeSteadyReadings(ctx, { machineId: id, ...span(0, 4 * HOUR), watts: 1000, chunkSeconds: 60 });
    const use = await makeUse(ctx.db, {
      machineIds: [plain.id, studio.id],
      from: 0,
      to: 4 * HOUR,
      sessions: [[0.5 * HOUR, 3.5 * HOUR]],
    });
    await makeAnswer(ctx.db, {
      sessionId: use.sessions[0]!.id,
      personId: use.person.id,
      from: HOUR,
      to: 2 * HOUR,
      tokens: 5000,
    });
    await settle(ctx);
    const { real, tariffs } = await buildCostReport(ctx, span(0, 24 * HOUR));
    expect(tariffs.map((it) => it.tariff.version)).toEqual([version]);
    const [money] = real.total.money;
    expect(money?.charged).toBeCloseTo(4 * 2 + 4 * 1.25, 9);
    expect(money?.tokens).toBeCloseTo(0.04, 9);
    // Two machines at 1 kW: 2 h at 0.30 and 1 h at 0.10, with the room's 1.5 once.
    expect(money?.electricity).toBeCloseTo(2 * 1.5 * (2 * 0.3 + 0.1), 9);
    expect(real.total.joules).toBeCloseTo(6 * 3_600_000, 3);
    expect(real.total.facilityJoules).toBeCloseTo(9 * 3_600_000, 3);
    const { totals, ownPrices } = await buildReport(ctx, span(0, 24 * HOUR));
    expect(totals.electricityCost).toBeCloseTo(money!.electricity!, 9);
    expect(totals.cost).toBeCloseTo(money!.charged, 9);
    expect(ownPrices).toBe(0);
    const [row] = await ctx.db.$queryRaw<{ money: number }[]>`
    SELECT sum("energyJoules" / 3.6e6 * 1.5 * CASE WHEN extract(hour FROM at AT TIME ZONE 'Europe/Berlin') = 2 THEN 0.1 ELSE 0.3 END) AS money
    FROM "ReadingMinute" WHERE at >= ${at(0.5 * HOUR)} AND at < ${at(3.5 * HOUR)}`;
    expect(money?.electricity).toBeCloseTo(row!.money, 6);
  },
);

test('versions are told with who set them; a frozen month keeps its prices', async () => {
  await setCarbon(ctx, {
    validFrom: at(0),
    gramsPerKwh: 342.06,
    country: 'Germany',
    year: 2024,
    source: 'Ember',
  });
  await addTariff(ctx, prices({ validFrom: at(24 * HOUR), machineHourPrice: 3, note: 'New year' }));
  const told = Prices.parse(await listPrices(ctx, { limit: 100 }));
  expect(told.tariffs).toMatchObject([
    { machineHourPrice: 3, note: 'New year', createdByName: ctx.actor.name, isCurrent: true },
    { machineHourPrice: 2, createdByName: null, isCurrent: false },
  ]);
  expect(told.carbon).toMatchObject([
    { gramsPerKwh: 342.06, country: 'Germany', createdByName: ctx.actor.name },
  ]);
  expect((await buildCostReport(ctx, span(0, HOUR))).carbon).toMatchObject({
    gramsPerKwh: 342.06,
    year: 2024,
  });
  await freezeMonth(ctx, { month: '2026-11' });
  await expect(addTariff(ctx, prices({ validFrom: at(24 * HOUR) }))).rejects.toThrow('within a frozen month');
  await addTariff(ctx, prices({ validFrom: new Date('2026-11-30T23:00:00Z') }));
  const rows = await ctx.db.auditEntry.findMany({ orderBy: { id: 'asc' }, select: { action: true } });
  expect(rows.map((it) => it.action)).toEqual(['carbon.set', 'tariff.add', 'month.freeze', 'tariff.add']);
});

test('a report that ends with a frozen month has the carbon factor that the month keeps', async () => {
  const factor = { gramsPerKwh: 342.06, country: 'Germany', year: 2024, source: 'Ember' };
  await setCarbon(ctx, { ...factor, validFrom: at(0) });
  const month = { from: new Date('2026-10-31T23:00:00Z'), to: new Date('2026-11-30T23:00:00Z') };
  await freezeMonth(ctx, { month: '2026-11' });
  await setCarbon(ctx, { ...factor, gramsPerKwh: 12, validFrom: at(0) });
  const { carbon } = await buildStatement(ctx, { month: '2026-11', teamId: null, shown: 'real' });
  expect(carbon).toMatchObject({ gramsPerKwh: 342.06 });
  expect((await buildCostReport(ctx, month)).carbon).toEqual(carbon);
  const later = { ...month, to: at(7 * 24 * HOUR) };
  expect((await buildCostReport(ctx, later)).carbon).toMatchObject({ gramsPerKwh: 12 });
});

test('hosted prices are entered, put right and removed, audited; the newest of a day that has come is held against the tokens', async () => {
  const { id: machineId } = await makeMachine(ctx.db);
  const use = await makeUse(ctx.db, { machineIds: [machineId], from: 0, to: HOUR, sessions: [[0, HOUR]] });
  const asked = { sessionId: use.sessions[0]!.id, personId: use.person.id };
  const { id } = await makeAnswer(ctx.db, { ...asked, from: 0, to: 100, tokens: 100_000 });
  await ctx.db.generation.update({ where: { id }, data: { promptTokens: 500_000 } });
  const price = (over: object = {}) => ({
    id: randomUUID(),
    name: 'An API',
    modelId: null,
    currency: 'USD',
    source: 'its page',
    inputPrice: 1,
    outputPrice: 10,
    asOf: '1970-01-01',
    ...over,
  });
  const first = price();
  await saveHostedPrice(ctx, first);
  await saveHostedPrice(ctx, price({ asOf: '1970-01-02', outputPrice: 20 }));
  await saveHostedPrice(ctx, price({ asOf: '2400-01-01', outputPrice: 30 }));
  await saveHostedPrice(ctx, price({ name: 'Another', modelId: 'gone' }));
  const found = await compareElsewhere(ctx, { ...span(0, 24 * HOUR), simulated: false });
  expect(found).toMatchObject({ promptTokens: 500_000, completionTokens: 100_000 });
  expect(found.hosted).toMatchObject([
    { name: 'An API', outputPrice: 20, cost: { inputCost: 0.5, outputCost: 2, promptTokens: 500_000 } },
    { name: 'Another', cost: null },
  ]);
  await saveHostedPrice(ctx, { ...first, outputPrice: 11 });
  await removeHostedPrice(ctx, first);
  const later = { from: 2 * HOUR, to: 3 * HOUR };
  const again = await makeUse(ctx.db, {
    machineIds: [machineId],
    ...later,
    sessions: [[2 * HOUR, 3 * HOUR]],
  });
  const { modelId } = await ctx.db.session.update({
    where: { id: again.sessions[0]!.id },
    data: { modelTitle: 'Its newest title' },
  });
  const { prices: left, models } = await listHostedPrices(ctx, { limit: 200 });
  expect(models).toEqual([{ modelId, modelTitle: 'Its newest title' }]);
  expect(left.map((it) => it.asOf)).toEqual(['2400-01-01', '1970-01-02', '1970-01-01']);
  const entries = await ctx.db.auditEntry.findMany({ where: { objectId: first.id }, orderBy: { at: 'asc' } });
  expect(entries.map((it) => it.action).toSorted()).toEqual([
    'hosted-price.add',
    'hosted-price.change',
    'hosted-price.remove',
  ]);
});
