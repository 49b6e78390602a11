import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { makeTestContext, type TestContext } from '../../testing/context.ts';
import { machineFacts, makeBooking, makeMachine, makeSession, makeUser } from '../../testing/factories.ts';
import { makeReadings } from '../../testing/readings.ts';
import { readLabSeries, readMachineEvents, readMachineSeries, readSessionSeries } from './index.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

let ctx: TestContext;
let machineId: string;
beforeEach(async () => {
  ctx = await makeTestContext({ now: NOW });
  machineId = (await makeMachine(ctx.db)).id;
});

/** One a second at 100 W, for so many seconds before `endSeconds` from now. */
const steady = (id: string, seconds: number, endSeconds = 0, more: object = {}) =>
  makeReadings(ctx, { machineId: id, from: at(endSeconds - seconds), seconds, ...more });

describe('curves', () => {
  test('leave a gap out, say null for no meter, and name what is measured', async () => {
    await steady(machineId, 40, -60);
    await steady(machineId, 30, 0);
    const [series] = await readMachineSeries(ctx, {
      machineIds: [machineId],
      from: at(-100),
      to: at(0.5),
      points: 10,
    });
    expect(series).toMatchObject({
      stepMs: 11_000,
      simulated: false,
      measures: { power: true, cpu: true, gpu: true, memory: true },
    });
    const times = series!.points.map((it) => it.at.getTime());
    expect(times.every((it) => it % 11_000 === 0)).toBe(true);
    expect(times.some((it, index) => index > 0 && it - times[index - 1]! > 11_000)).toBe(true);
    expect(series!.points[0]).toMatchObject({
      powerWatts: 100,
      cpuRatio: 0.25,
      gpuRatio: 0.5,
      memoryUsedBytes: 2 ** 38,
    });
    await expect(
      readMachineSeries(ctx, { machineIds: [machineId], from: at(0), to: at(-1), points: 10 }),
    ).rejects.toMatchObject({ code: 'VALIDATION' });
  });

  test('of hours are made of minutes, the newest of them from the chunks; of months, of hours', async () => {
    // Two hours of 100 W and 300 W in turns of a minute, up to this moment.
    await steady(machineId, 7200, 0, { watts: (second: number) => (Math.ceil(second / 60) % 2 ? 100 : 300) });
    const read = async (hours: number, points: number) => {
      const from = at(-hours * 3600);
      return (await readMachineSeries(ctx, { machineIds: [machineId], from, to: NOW, points }))[0]!;
    };
    const minutes = await read(2, 120);
    expect(minutes.stepMs).toBe(60_000);
    expect(minutes.points).toHaveLength(120);
    expect(minutes.points.map((it) => it.powerWatts).slice(-4)).toEqual(
      [100, 300, 100, 300].map((it) => expect.closeTo(it, -1) as number),
    );
    const hours = await read(24 * 30, 100);
    expect(hours.stepMs).toBe(8 * 3_600_000);
    expect(hours.points.map((it) => it.powerWatts)).toEqual([expect.closeTo(200, -1)]);
  });

  test('of the lab keep simulated machines apart and count a shared host once', async () => {
    // A time of its own: other tests' machines are silent then.
    const later = 864_000;
    ctx.clock.now = at(later);
    const host = machineFacts();
    const one = await makeMachine(ctx.db, { facts: host });
    const two = await makeMachine(ctx.db, { facts: host });
    const played = await makeMachine(ctx.db, { simulated: true });
    for (const it of [one, two, played]) await steady(it.id, 1200, later);
    const series = await readLabSeries(ctx, { hours: 0.5 });
    expect(series.stepMs).toBe(60_000);
    expect(series.points).toHaveLength(19);
    for (const points of [series.points, series.simulatedPoints]) {
      expect(points.every((it) => Math.abs((it.powerWatts ?? 0) - 100) < 1e-6 && it.machines === 1)).toBe(
        true,
      );
      expect(points.at(-1)).toMatchObject({ cpuRatio: 0.25, gpuRatio: 0.5 });
    }
  });

  test('of a session have its machines, tokens and changes of state', async () => {
    await steady(machineId, 60);
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
    // It is told once it runs again; one before the session is none of its.
    for (const [seconds, ms, sure] of [
      [-50, 5000, true],
      [-30, 15_000, true],
      [-2, 4000, false],
    ] as const)
      await ctx.db.agentEvent.create({
        data: { machineId, at: at(seconds), kind: 'slept', detail: { ms, sure } },
      });
    const series = await readSessionSeries(ctx, { sessionId: session.id, points: 40 });
    expect(series.sleeps).toEqual([
      { machineId, from: at(-6), to: at(-2), isSure: false },
      { machineId, from: at(-40), to: at(-30), isSure: true },
    ]);
    expect(series).toMatchObject({ from: at(-40), to: NOW, stepMs: 1000, machines: [{ machineId }] });
    expect(series.machines[0]!.points).toHaveLength(40);
    expect(series.events).toEqual([
      { at: at(-40), label: 'Preparing' },
      { at: at(-30), label: 'Warming up' },
    ]);
    expect(series.tokens).toHaveLength(40);
    expect(series.tokens.slice(20, 23).map((it) => it.tokensPerSecond)).toEqual([5, 15, 10]);
    expect(series.tokens.reduce((total, it) => total + it.tokensPerSecond, 0)).toBe(30);
    // A part of it has what arrived then, and the same step as it was asked for.
    const part = await readSessionSeries(ctx, {
      sessionId: session.id,
      points: 20,
      from: at(-20),
      to: at(-10),
    });
    expect(part).toMatchObject({
      from: at(-20),
      to: at(-10),
      whole: { from: at(-40), to: NOW },
      stepMs: 1000,
    });
    expect(part.tokens.map((it) => it.tokensPerSecond)).toEqual([5, 15, 10, 0, 0, 0, 0, 0, 0, 0]);
    const later = await readSessionSeries(ctx, { sessionId: session.id, points: 20, from: at(-19) });
    expect(later.tokens.slice(0, 2).map((it) => it.tokensPerSecond)).toEqual([15, 10]);
    const told = await readMachineEvents(ctx, { machineId, from: at(-60), to: at(1), limit: 100 });
    expect(told.events.filter((it) => it.kind === 'session')).toEqual([
      { at: at(-40), kind: 'session', label: `${session.modelTitle} begins` },
    ]);
    // Its log is pruned a day after its end: then it wrote evenly, and no token is missing.
    await ctx.db.generationDelta.deleteMany({ where: { generationId } });
    const ended = { state: 'completed', completionTokens: 30, decodeMs: 3000, endedAt: at(-17) } as const;
    await ctx.db.generation.update({ where: { id: generationId }, data: ended });
    const pruned = await readSessionSeries(ctx, { sessionId: session.id, points: 40 });
    expect(pruned.tokens.slice(20, 23).map((it) => it.tokensPerSecond)).toEqual([10, 10, 10]);
    expect(pruned.tokens.reduce((total, it) => total + it.tokensPerSecond, 0)).toBe(30);
    await ctx.db.session.update({ where: { id: session.id }, data: { endedAt: at(-5) } });
    const newest = await readMachineEvents(ctx, { machineId, from: at(-60), to: at(1), limit: 1 });
    expect(newest).toMatchObject({ events: [{ at: at(-5) }], hasMore: true });
  });
});
