import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SaveWallMeterInput } from '@/shared/schemas/wall-meter.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeLab, makeMachine, makeTariff, machineFacts } from '../../testing/factories.ts';
import { type PlayedPlug, playPlug } from '../../testing/play-plug.ts';
import { makeSteadyReadings } from '../../testing/steady-readings.ts';
import { at, HOUR, makeUse, span } from '../../testing/usage.ts';
import { readEnergy, settleEnergy } from '../energy/index.ts';
import { rollUp } from '../metrics/index.ts';
import { buildReport } from '../reports/index.ts';
import {
  importWallReadings,
  listWallMeters,
  removeWallMeter,
  saveWallMeter,
  tendWallMeters,
} from './index.ts';

let ctx: TestContext;
let plug: PlayedPlug;
beforeEach(async () => {
  plug = await playPlug();
  ctx = await makeTestContext({ now: at(0), outbound: { allowPrivateHosts: ['127.0.0.1'] } });
  await ctx.db.$executeRaw`
    TRUNCATE "Booking", "Machine", "Tariff", "ReadingChunk", "ReadingDrop", "ReadingDue", "ReadingMinute", "ReadingHour",
      "Boot", "WallMeter" CASCADE`;
  await makeLab(ctx.db, { timeZone: 'UTC' });
  await makeTariff(ctx.db);
});
afterEach(() => plug.close());

const machine = async (name: string): Promise<string> =>
  (await makeMachine(ctx.db, { name, facts: machineFacts({ hostId: name }) })).id;
const save = (more: Partial<SaveWallMeterInput> & { machineIds?: string[] }) => {
  const { machineIds = [], ...input } = more;
  const links = machineIds.map((machineId) => ({ machineId, startsAt: at(-30 * 24 * HOUR), endsAt: null }));
  return saveWallMeter(
    ctx,
    SaveWallMeterInput.parse({ id: null, name: 'Plug', kind: 'hand', links, ...input }),
  );
};
const meterNow = async () => (await listWallMeters(ctx, { limit: 10 }))[0]!;
/** Looks each five seconds, from then until then. */
async function tendFrom(from: number, to: number): Promise<void> {
  for (let second = from; second <= to; second += 5) {
    ctx.clock.now = at(second);
    await tendWallMeters(ctx);
  }
}
async function energyOf(machineIds: string[], from: number, to: number) {
  return (await readEnergy(ctx, [{ key: 'it', machineIds, span: span(from, to) }])).get('it')!;
}
const csv = (...lines: string[]) => ['time,kWh', ...lines].join('\n');
const lineAt = (seconds: number, value: number) => `${at(seconds).toISOString()},${value}`;

describe('a Shelly', () => {
  test('is asked each few seconds; the plug counts and the chip does not, and what is learned is told', async () => {
    const id = await machine('Anjou');
    await save({ kind: 'shelly', address: plug.origin, machineIds: [id] });
    for (let second = 0; second <= 100; second += 5) {
      plug.shelly(125, 1000 + (125 * second) / 3600);
      await tendFrom(second, second);
    }
    await makeSteadyReadings(ctx, { machineId: id, ...span(-300, 100), watts: 100 });
    expect(plug.asked[0]!.url).toBe('/rpc/Switch.GetStatus?id=0');
    expect(plug.asked).toHaveLength(21);
    expect(await meterNow()).toMatchObject({
      lastWatts: 125,
      lastAt: at(100),
      isSilent: false,
      problem: null,
    });
    const inside = await energyOf([id], 0, 100);
    expect(inside).toMatchObject({ coveredMs: 100_000, windowMs: 100_000, sources: ['plug_meter'] });
    expect(inside.joules).toBeCloseTo(125 * 100, 4);
    const across = await energyOf([id], -100, 100);
    expect(across.joules).toBeCloseTo(100 * 100 + 125 * 100, 4);
    expect(across).toMatchObject({ coveredMs: 200_000, windowMs: 200_000 });
  });

  test('that answers oddly is told so in words, its time is a gap unless its counter knows', async () => {
    const id = await machine('Bosc');
    await save({ kind: 'shelly', address: plug.origin, machineIds: [id] });
    plug.shelly(100, 50);
    await tendFrom(0, 0);
    const answers: [string, Parameters<PlayedPlug['says']>[0]][] = [
      [
        'it sends the portal elsewhere, which is not followed',
        (_req, res) => res.writeHead(302, { location: '/rpc' }).end(),
      ],
      ['it does not let the portal in: check its token', (_req, res) => res.writeHead(401).end()],
      ['it answered 503', (_req, res) => res.writeHead(503).end('<secret>')],
      ['it answered without a figure of power or energy', (_req, res) => res.end('{"apower":"many"}')],
      ['it answered without a figure of power or energy', (_req, res) => res.end('not json')],
      ['it could not be read', (_req, res) => res.end('x'.repeat(200_000))],
    ];
    for (const [index, [words, answer]] of answers.entries()) {
      plug.says(answer);
      await tendFrom(5 + 5 * index, 5 + 5 * index);
      expect(await meterNow()).toMatchObject({ problem: words, lastWatts: 100 });
    }
    expect((await meterNow()).problemSince).toEqual(at(5));
    plug.shelly(100, 50 + (100 / 3600) * 60);
    await tendFrom(60, 60);
    expect(await meterNow()).toMatchObject({ problem: null, problemSince: null });
    expect((await energyOf([id], 0, 60)).joules).toBeCloseTo(6000, 4);
    ctx.clock.now = at(60 + 11 * 60);
    expect(await meterNow()).toMatchObject({ isSilent: true });
  });

  test('that another one stands in for counts from its own first word: nothing lies between two counters', async () => {
    const id = await machine('Comice');
    const asked = { kind: 'shelly' as const, machineIds: [id] };
    const { id: meterId } = await save({ ...asked, address: plug.origin });
    plug.shelly(100, 10_000);
    await tendFrom(0, 0);
    // Saved anew as it is, it goes on where it was.
    await save({ ...asked, id: meterId, address: plug.origin, note: 'Rack 2' });
    plug.shelly(100, 10_100);
    await tendFrom(HOUR, HOUR);
    await rollUp(ctx);
    expect((await energyOf([id], 0, HOUR)).joules).toBeCloseTo(100 * HOUR, 2);
    await save({ ...asked, id: meterId, address: plug.origin, channel: '1' });
    plug.shelly(100, 90_000);
    await tendFrom(2 * HOUR, 2 * HOUR + 5);
    expect((await energyOf([id], HOUR, 2 * HOUR)).joules).toBeNull();
  });

  test('is asked by one portal; another takes over when that one is gone', async () => {
    await save({ kind: 'shelly', address: plug.origin });
    plug.shelly(100, 1);
    const other = { ...ctx, portal: { ...ctx.portal, id: 'another' } };
    await Promise.all([tendWallMeters(ctx), tendWallMeters(other)]);
    expect(plug.asked).toHaveLength(1);
    const { leasedBy } = await ctx.db.wallMeter.findFirstOrThrow();
    const idle = leasedBy === 'another' ? ctx : other;
    ctx.clock.now = at(10);
    await tendWallMeters(idle);
    expect(plug.asked).toHaveLength(1);
    ctx.clock.now = at(31);
    await tendWallMeters(idle);
    expect(plug.asked).toHaveLength(2);
  });
});

test('Home Assistant is asked for one entity with its token, which nobody is told again', async () => {
  const id = await machine('Comice');
  const asked = { kind: 'home_assistant', address: plug.origin, channel: 'sensor.plug_energy' } as const;
  const { id: meterId } = await save({ ...asked, token: 'very-secret', machineIds: [id] });
  for (const [second, kWh] of [
    [0, 10],
    [5, 10.001],
  ] as const) {
    plug.says((_req, res) =>
      res.end(JSON.stringify({ state: String(kWh), attributes: { unit_of_measurement: 'kWh' } })),
    );
    await tendFrom(second, second);
  }
  expect(plug.asked).toEqual(
    [1, 2].map(() => ({ url: '/api/states/sensor.plug_energy', authorization: 'Bearer very-secret' })),
  );
  expect((await energyOf([id], 0, 5)).joules).toBeCloseTo(3600, 4);
  const row = await ctx.db.wallMeter.findUniqueOrThrow({ where: { id: meterId } });
  const audit = await ctx.db.auditEntry.findMany();
  expect(JSON.stringify([row, audit, await meterNow()])).not.toContain('very-secret');
  expect(await meterNow()).toMatchObject({ hasToken: true });
  // Saved again without a token the one that is kept stays; empty takes it away.
  await save({ id: meterId, ...asked });
  expect(await meterNow()).toMatchObject({ hasToken: true });
  await save({ id: meterId, ...asked, token: '' });
  expect(await meterNow()).toMatchObject({ hasToken: false });
});

describe('readings by hand', () => {
  test('are spread over their time, twice counts once, and a session of that time is worked out again', async () => {
    const id = await machine('Gala');
    await makeSteadyReadings(ctx, { machineId: id, ...span(-4 * HOUR, 0), watts: 100 });
    const use = { machineIds: [id], from: -3 * HOUR, to: -HOUR };
    const { sessions } = await makeUse(ctx.db, { ...use, sessions: [[-3 * HOUR, -2 * HOUR]] });
    await settleEnergy(ctx);
    const frozen = () => ctx.db.sessionEnergy.findUniqueOrThrow({ where: { sessionId: sessions[0]!.id } });
    expect((await frozen()).energyJoules).toBeCloseTo(360_000, 3);
    const { id: meterId } = await save({ machineIds: [id] });
    const file = csv(lineAt(-4 * HOUR, 7), lineAt(-2 * HOUR, 7.26), lineAt(-HOUR, 7.36));
    expect(await importWallReadings(ctx, { id: meterId, csv: file })).toMatchObject({
      readings: 3,
      leftOut: 0,
      from: at(-4 * HOUR),
      coveredMs: 3 * HOUR * 1000,
      joules: expect.closeTo(0.36 * 3.6e6, 3),
    });
    expect(await importWallReadings(ctx, { id: meterId, csv: file })).toMatchObject({
      readings: 0,
      leftOut: 3,
    });
    await rollUp(ctx);
    expect((await energyOf([id], -4 * HOUR, 0)).joules).toBeCloseTo(0.36 * 3.6e6 + 360_000, 2);
    await settleEnergy(ctx);
    expect((await frozen()).energyJoules).toBeCloseTo(0.13 * 3.6e6, 2);
    const report = await buildReport(await actingAs(ctx, 'admin'), span(-4 * HOUR, 0));
    const row = report.machines.find((it) => it.machineId === id)!;
    expect(row).toMatchObject({ powerSources: ['plug_meter', 'smc_pstr'], windowMs: 4 * HOUR * 1000 });
    expect(row.measuredJoules).toBeCloseTo(0.36 * 3.6e6 + 360_000, 2);
    expect((await meterNow()).ratio).toEqual({ eta: expect.closeTo(3 / 3.6, 6), hours: 3 });
  });

  test('sent twice at one moment count once', async () => {
    const id = await machine('Fuji');
    const { id: meterId } = await save({ machineIds: [id] });
    const file = csv(...Array.from({ length: 40 }, (_, hour) => lineAt((hour - 40) * HOUR, hour)));
    await Promise.all([1, 2].map(() => importWallReadings(ctx, { id: meterId, csv: file })));
    expect(
      await ctx.db.$queryRaw`
      SELECT sum("toJoules" - "fromJoules") AS joules FROM "ReadingDrop"`,
    ).toEqual([{ joules: expect.closeTo(39 * 3.6e6, 2) }]);
  });

  test('of long ago count too, and what can’t be read costs nothing', async () => {
    const id = await machine('Pippin');
    const { id: meterId } = await save({ machineIds: [id] });
    const take = (text: string) => importWallReadings(ctx, { id: meterId, csv: text });
    await expect(take(csv(lineAt(-20 * 24 * HOUR, 1), 'yesterday,2'))).rejects.toThrow('Line 3: no time');
    await expect(take(csv(lineAt(0, 1), lineAt(HOUR, 2)))).rejects.toThrow('a time to come');
    expect((await meterNow()).lastAt).toBeNull();
    await take(csv(lineAt(-20 * 24 * HOUR, 1), lineAt(-19 * 24 * HOUR, 3.4)));
    const day = await energyOf([id], -20 * 24 * HOUR, -19 * 24 * HOUR);
    expect(day).toMatchObject({ coveredMs: 24 * HOUR * 1000, sources: ['plug_meter'] });
    expect(day.joules).toBeCloseTo(2.4 * 3.6e6, 2);
    // More than are stored at once, with edges in the middle of minutes that two of them share.
    const first = -19 * 24 * HOUR;
    const steps = Array.from({ length: 300 }, (_, step) =>
      lineAt(first + (step + 1) * 3001, 3.4 + step / 100),
    );
    await take(csv(...steps));
    const all = await energyOf([id], first, first + 300 * 3001);
    expect(all.joules).toBeCloseTo(2.99 * 3.6e6, 2);
    expect(all.coveredMs).toBe(300 * 3001 * 1000);
  });
});

test('a plug over two Macs is one meter of both: in no sum twice, and sessions on each have their part', async () => {
  const [a, b] = [await machine('Anjou'), await machine('Bosc')];
  for (const id of [a, b]) await makeSteadyReadings(ctx, { machineId: id, ...span(-4 * HOUR, 0), watts: 50 });
  const { id } = await save({ machineIds: [a, b] });
  await importWallReadings(ctx, { id, csv: csv(lineAt(-2 * HOUR, 1), lineAt(0, 1.24)) });
  await rollUp(ctx);
  const both = (await energyOf([a, b], -4 * HOUR, 0)).joules;
  expect(both).toBeCloseTo(2 * 50 * 7200 + 0.24 * 3.6e6, 2);
  const report = await buildReport(await actingAs(ctx, 'admin'), span(-4 * HOUR, 0));
  expect(report.machines.reduce((sum, it) => sum + (it.measuredJoules ?? 0), 0)).toBeCloseTo(both!, 2);
  const sessions = await Promise.all(
    [a, b].map((it) =>
      makeUse(ctx.db, { machineIds: [it], from: -2 * HOUR, to: 0, sessions: [[-2 * HOUR, -HOUR]] }),
    ),
  );
  await settleEnergy(ctx);
  for (const it of sessions) {
    const row = await ctx.db.sessionEnergy.findUniqueOrThrow({ where: { sessionId: it.sessions[0]!.id } });
    expect(row.energyJoules).toBeCloseTo((0.12 * 3.6e6) / 2, 2);
  }
});

describe('what is refused', () => {
  test('a machine on two plugs at one time; taken away, a meter frees it and may come back', async () => {
    const id = await machine('Anjou');
    const { id: first } = await save({ machineIds: [id] });
    await expect(save({ name: 'Other', machineIds: [id] })).rejects.toThrow(
      'Anjou hangs on Plug at that time',
    );
    await removeWallMeter(ctx, { id: first, removed: true });
    expect(await listWallMeters(ctx, { limit: 10 })).toEqual([]);
    await removeWallMeter(ctx, { id: first, removed: false });
    expect(await meterNow()).toMatchObject({ name: 'Plug', links: [{ machineName: 'Anjou', endsAt: null }] });
    await expect(save({ name: 'plug' })).rejects.toThrow('already a meter “Plug”');
  });

  test('a name that leads to this machine, whatever it was when it was entered', async () => {
    ctx = { ...ctx, outbound: { ...ctx.outbound, allowPrivateHosts: [] } };
    await save({ kind: 'shelly', address: plug.origin.replace('127.0.0.1', 'localhost') });
    await tendWallMeters(ctx);
    expect(await meterNow()).toMatchObject({ problem: 'its address is none that a plug can have' });
    expect(plug.asked).toEqual([]);
  });
});
