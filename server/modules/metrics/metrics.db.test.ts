import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { energyBetween } from '@/shared/domain/energy.ts';
import { seededRandom } from '@/shared/domain/seeded-random.ts';
import type { Sample } from '@/shared/schemas/machine.ts';
import { makeTestContext, type TestContext } from '../../testing/context.ts';
import { machineFacts, makeBooking, makeMachine, makeSession, makeUser } from '../../testing/factories.ts';
import {
  ingestSamples,
  pruneSamples,
  readLabSeries,
  readMachineEnergy,
  readMachineSeries,
  readSessionSeries,
  thinSamples,
} from './index.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

let ctx: TestContext;
let machineId: string;
beforeEach(async () => {
  ctx = await makeTestContext({ now: NOW });
  machineId = (await makeMachine(ctx.db)).id;
});

const sample = (seq: number, seconds: number, more: Partial<Sample> = {}): Sample => ({
  seq,
  at: at(seconds),
  powerWatts: 100,
  powerSource: 'smc_pstr',
  energyJoules: seq * 100,
  coveredMs: seq * 1000,
  cpuRatio: 0.5,
  gpuRatio: null,
  memoryUsedBytes: 2 ** 39,
  memoryTotalBytes: 2 ** 40,
  temperatureCelsius: null,
  networkRxBytes: 2 ** 50,
  networkTxBytes: 0,
  ...more,
});
/** One a second at 100 W, ending `endSeconds` from now. */
const steady = (count: number, endSeconds = 0, more: Partial<Sample> = {}) =>
  Array.from({ length: count }, (_, index) => sample(index + 1, endSeconds - count + index + 1, more));
const energy = async (from: number, to: number) =>
  (await readMachineEnergy(ctx, { machineIds: [machineId], from: at(from), to: at(to) })).get(machineId);
const stored = () =>
  ctx.db.sample.findMany({ where: { machineId }, orderBy: [{ bootId: 'asc' }, { seq: 'asc' }] });

describe('storing', () => {
  test('each reading is stored once, however often and in whatever order it comes', async () => {
    const batch = steady(10);
    expect(await ingestSamples(ctx, machineId, 'boot', batch.slice(3))).toEqual({ storedSeq: 10 });
    expect(await ingestSamples(ctx, machineId, 'boot', batch)).toEqual({ storedSeq: 10 });
    expect(await ingestSamples(ctx, machineId, 'boot', batch.toReversed())).toEqual({ storedSeq: 10 });
    const rows = await stored();
    expect(rows.map((it) => it.seq)).toEqual(batch.map((it) => it.seq));
    expect(rows[9]).toMatchObject({
      at: NOW,
      powerWatts: 100,
      gpuRatio: null,
      networkRxBytes: 2n ** 50n,
      networkTxBytes: 0n,
    });
  });

  test('viewers get the newest reading once; a back-fill is marked as old', async () => {
    const seen = () => ctx.events.filter((it) => it.event === 'samples.stored').map((it) => it.payload);
    await ingestSamples(ctx, machineId, 'boot', [sample(9, 0)]);
    await ingestSamples(ctx, machineId, 'boot', [sample(9, 0)]);
    expect(seen()).toMatchObject([
      { machineId, simulated: false, live: { at: NOW, powerWatts: 100, stale: false } },
    ]);
    await ingestSamples(ctx, machineId, 'boot', steady(5, -600));
    expect(seen().at(-1)?.live.stale).toBe(true);
  });

  test('a clock an hour ahead loses no energy and stores nothing in the future', async () => {
    await ingestSamples(ctx, machineId, 'boot', [sample(1, -2), ...steady(10, 3600).slice(1)]);
    const rows = await stored();
    expect(rows.map((it) => it.seq)).toHaveLength(10);
    expect(rows.at(-1)?.at).toEqual(NOW);
    expect(rows.every((it) => it.at <= NOW)).toBe(true);
    expect((await energy(-60, 60))?.joules).toBe(900);
  });

  test('a machine that is gone is refused', async () => {
    await expect(ingestSamples(ctx, 'nobody', 'boot', [sample(1, 0)])).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('energy', () => {
  test('is the counter’s rise, cut at the edges', async () => {
    await ingestSamples(ctx, machineId, 'boot', steady(301));
    expect(await energy(-300, 0)).toEqual({
      joules: 30_000,
      coveredMs: 300_000,
      windowMs: 300_000,
      sources: ['smc_pstr'],
    });
    expect((await energy(-200.5, -100))?.joules).toBeCloseTo(10_050, 6);
    expect(await energy(-600, -400)).toMatchObject({ joules: null, coveredMs: 0 });
  });

  test('without a meter it is unknown, not zero', async () => {
    await ingestSamples(
      ctx,
      machineId,
      'boot',
      steady(60, 0, { powerWatts: null, powerSource: null, energyJoules: null, coveredMs: null }),
    );
    expect(await energy(-60, 0)).toEqual({ joules: null, coveredMs: 0, windowMs: 60_000, sources: [] });
  });

  test('from a few look-ups equals energy from all readings: boots, gaps, leading nulls', async () => {
    const random = seededRandom(42);
    let seconds = -4000;
    for (let boot = 0; boot < 5; boot += 1) {
      let [joules, covered] = [0, 0];
      const batch: Sample[] = [];
      for (let seq = 1; seq <= 120; seq += 1) {
        const step = random() < 0.03 ? 120 : 1 + random() / 10;
        seconds += step;
        if (step < 10) [joules, covered] = [joules + step * random() * 300, covered + step * 1000];
        const isMeasured = seq > 3;
        batch.push(
          sample(seq, seconds, {
            energyJoules: isMeasured ? joules : null,
            coveredMs: isMeasured ? covered : null,
          }),
        );
      }
      await ingestSamples(ctx, machineId, randomUUID(), batch);
    }
    const all = (await stored()).map((it) => ({ ...it, powerSource: 'smc_pstr' as const }));
    for (let round = 0; round < 40; round += 1) {
      const [from, to] = [random(), random()].map((it) => -4100 + it * 4200).toSorted((a, b) => a - b);
      const exact = energyBetween(all, at(from!), at(to!));
      const read = await energy(from!, to!);
      expect(read?.joules ?? 0).toBeCloseTo(exact.joules ?? 0, 6);
      // Times are stored in whole milliseconds: half of one a reading.
      expect(Math.abs((read?.coveredMs ?? 0) - exact.coveredMs)).toBeLessThan(300);
    }
  });
});

describe('thinning', () => {
  const HOUR = 3600;
  const watts = (second: number) => (second % 1700 < 600 ? 300 : 20);
  async function fill(fromSeconds: number, seconds: number) {
    let joules = 0;
    const rows = Array.from({ length: seconds }, (_, index) => {
      joules += watts(index);
      const time = fromSeconds + index + 0.25;
      return {
        machineId,
        bootId: 'boot',
        seq: index + 1,
        at: at(time),
        powerWatts: watts(index),
        powerSource: 'smc_pstr',
        energyJoules: joules,
        coveredMs: index * 1000,
      };
    });
    await ctx.db.sample.createMany({ data: rows });
  }

  test('leaves one a minute and every energy as it was', async () => {
    await fill(-52 * HOUR, 2 * HOUR);
    const person = await makeUser(ctx.db);
    const span = { startsAt: at(-52 * HOUR), endsAt: at(-50 * HOUR) };
    const booking = await makeBooking(ctx.db, { machineIds: [machineId], personId: person.id, ...span });
    const session = { from: -52 * HOUR + 1712.3, to: -52 * HOUR + 2291.7 };
    await makeSession(ctx.db, {
      bookingId: booking.id,
      startedById: person.id,
      machineIds: [machineId],
      state: 'ended',
      createdAt: at(session.from),
      endedAt: at(session.to),
    });
    const windows: [number, number][] = [
      [-60 * HOUR, 0],
      [session.from, session.to],
      [-52 * HOUR, -51 * HOUR],
      [-51.75 * HOUR, -50.5 * HOUR],
    ];
    const before = await Promise.all(windows.map((it) => energy(...it)));
    expect(await thinSamples(ctx)).toEqual({ deleted: expect.any(Number) });
    const left = await stored();
    expect(left.length).toBeGreaterThanOrEqual(120);
    expect(left.length).toBeLessThan(140);
    expect(await Promise.all(windows.map((it) => energy(...it)))).toEqual(before);
    expect(await thinSamples(ctx)).toEqual({ deleted: 0 });
  });

  test('catches up after a break of days and leaves the last 48 h alone', async () => {
    await fill(-300 * HOUR, 2 * HOUR);
    await ctx.db.sample.createMany({
      data: Array.from({ length: 120 }, (_, index) => ({
        machineId,
        bootId: 'new',
        seq: index + 1,
        at: at(-3600 + index),
      })),
    });
    expect((await thinSamples(ctx)).deleted).toBeGreaterThan(7000);
    expect(await ctx.db.sample.count({ where: { machineId, bootId: 'new' } })).toBe(120);
  });

  test('what is older than 400 days goes', async () => {
    await ctx.db.sample.createMany({
      data: [401, 399].map((days, index) => ({
        machineId,
        bootId: 'old',
        seq: index + 1,
        at: at(-days * 24 * HOUR),
      })),
    });
    await pruneSamples(ctx);
    expect((await stored()).map((it) => it.seq)).toEqual([2]);
  });
});

describe('curves', () => {
  test('leave a gap out, say null for no meter, and name what is measured', async () => {
    const readings = steady(100).filter((it) => it.seq <= 40 || it.seq > 70);
    await ingestSamples(ctx, machineId, 'boot', readings);
    const [series] = await readMachineSeries(ctx, {
      machineIds: [machineId],
      from: at(-100),
      to: at(0.5),
      points: 10,
    });
    expect(series).toMatchObject({
      stepMs: 11_000,
      simulated: false,
      memoryTotalBytes: 2 ** 40,
      measures: { power: true, cpu: true, gpu: false, memory: true },
    });
    const times = series!.points.map((it) => it.at.getTime());
    expect(times.every((it) => it % 11_000 === 0)).toBe(true);
    expect(times.some((it, index) => index > 0 && it - times[index - 1]! > 11_000)).toBe(true);
    expect(series!.points[0]).toMatchObject({
      powerWatts: 100,
      cpuRatio: 0.5,
      gpuRatio: null,
      memoryUsedBytes: 2 ** 39,
    });
    await expect(
      readMachineSeries(ctx, { machineIds: [machineId], from: at(0), to: at(-1), points: 10 }),
    ).rejects.toMatchObject({ code: 'VALIDATION' });
  });

  test('of the lab keep simulated machines apart and count a shared host once', async () => {
    // A time of its own: other tests' machines are silent then.
    const later = 864_000;
    ctx.clock.now = at(later);
    const host = machineFacts();
    const one = await makeMachine(ctx.db, { facts: host });
    const two = await makeMachine(ctx.db, { facts: host });
    const played = await makeMachine(ctx.db, { simulated: true });
    for (const it of [one, two, played]) await ingestSamples(ctx, it.id, 'boot', steady(1200, later));
    const series = await readLabSeries(ctx, { hours: 0.5 });
    expect(series.stepMs).toBe(5000);
    expect(series.points.length).toBeGreaterThan(200);
    expect(series.points.length).toBeLessThan(260);
    for (const points of [series.points, series.simulatedPoints]) {
      expect(points.every((it) => Math.abs((it.powerWatts ?? 0) - 100) < 1e-6 && it.machines === 1)).toBe(
        true,
      );
    }
  });

  test('of a session have its machines, tokens and changes of state', async () => {
    await ingestSamples(ctx, machineId, 'boot', steady(60));
    const person = await makeUser(ctx.db);
    const booking = await makeBooking(ctx.db, { machineIds: [machineId], personId: person.id });
    const session = await makeSession(ctx.db, {
      bookingId: booking.id,
      startedById: person.id,
      machineIds: [machineId],
      createdAt: at(-40),
      changes: {
        create: [
          { state: 'preparing', at: at(-40) },
          { state: 'warming_up', at: at(-30) },
        ],
      },
    });
    const generationId = randomUUID();
    await ctx.db.generation.create({
      data: {
        id: generationId,
        sessionId: session.id,
        epoch: session.epoch,
        requestedById: person.id,
        maxTokens: 100,
        deltas: {
          create: [5, 20, 30].map((completionTokens, index) => ({
            seq: index + 1,
            kind: 'text',
            text: 'x',
            completionTokens,
            at: at(-20 + index),
          })),
        },
      },
    });
    const series = await readSessionSeries(ctx, { sessionId: session.id, points: 40 });
    expect(series).toMatchObject({ from: at(-40), to: NOW, stepMs: 1000, machines: [{ machineId }] });
    expect(series.machines[0]!.points).toHaveLength(40);
    expect(series.events).toEqual([
      { at: at(-40), label: 'Preparing' },
      { at: at(-30), label: 'Warming up' },
    ]);
    expect(series.tokens).toHaveLength(40);
    expect(series.tokens.slice(20, 23).map((it) => it.tokensPerSecond)).toEqual([5, 15, 10]);
    expect(series.tokens.reduce((total, it) => total + it.tokensPerSecond, 0)).toBe(30);
    // Its log is pruned a day after its end: then it wrote evenly, and no token is missing.
    await ctx.db.generationDelta.deleteMany({ where: { generationId } });
    const ended = { state: 'completed', completionTokens: 30, decodeMs: 3000, endedAt: at(-17) } as const;
    await ctx.db.generation.update({ where: { id: generationId }, data: ended });
    const pruned = await readSessionSeries(ctx, { sessionId: session.id, points: 40 });
    expect(pruned.tokens.slice(20, 23).map((it) => it.tokensPerSecond)).toEqual([10, 10, 10]);
    expect(pruned.tokens.reduce((total, it) => total + it.tokensPerSecond, 0)).toBe(30);
  });
});
