import { beforeEach, describe, expect, test } from 'vitest';
import type { ReadingChunk } from '@/shared/schemas/reading.ts';
import { createDatabase } from '../../db.ts';
import { makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeLab, makeMachine } from '../../testing/factories.ts';
import { makeChunk } from '../../testing/readings.ts';
import { ingestChunks, pruneReadings, readOldest, rollUp } from './index.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const DAY = 24 * 3600;
const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

let ctx: TestContext;
let boot: { machineId: string; bootId: string };
let machineKey: number;
beforeEach(async () => {
  ctx = await makeTestContext({ now: NOW });
  const machine = await makeMachine(ctx.db);
  machineKey = machine.key;
  boot = { machineId: machine.id, bootId: 'boot' };
});

const rows = (table: string) =>
  ctx.db.$queryRawUnsafe<Record<string, unknown>[]>(
    `SELECT * FROM "${table}" WHERE "machineKey" = ${machineKey} ORDER BY 1, 2`,
  );
const chunk = (seq: number, toSeconds: number, more: Partial<ReadingChunk> = {}) =>
  makeChunk({ seq, toAt: at(toSeconds), ...more });

describe('storing', () => {
  test('what ends more than two seconds ahead is left with the agent, and taken when its time has come', async () => {
    expect(await ingestChunks(ctx, boot, [chunk(1, -5), chunk(2, 3)])).toEqual({ stored: [1] });
    expect(await rows('ReadingChunk')).toHaveLength(1);
    ctx.clock.now = at(1);
    expect(await ingestChunks(ctx, boot, [chunk(2, 3)])).toEqual({ stored: [2] });
    expect(await rows('ReadingChunk')).toHaveLength(2);
  });

  test('values come back as they were, to the precision they are kept with', async () => {
    await ingestChunks(ctx, boot, [chunk(1, -5)]);
    expect(await rows('ReadingChunk')).toMatchObject([
      {
        fromAt: at(-15),
        toAt: at(-5),
        fromJoules: 0,
        toJoules: 1000,
        powerSource: 1,
        readings: 10,
        memoryTotalMib: 2 ** 19,
        // One a second: where each was is not worth its room.
        agesMs: null,
        powerWatts: Array(10).fill(100),
        cpuPermille: Array(10).fill(250),
        memoryUsedMib: Array(10).fill(2 ** 18),
        temperatureDecidegrees: Array(10).fill(515),
      },
    ]);
    const odd = chunk(2, -1);
    odd.readings!.agesMs[3] = 7000;
    odd.readings!.agesMs[4] = 6900;
    odd.readings!.gpuRatio = null;
    odd.readings!.powerWatts![0] = null;
    await ingestChunks(ctx, boot, [odd]);
    const stored = (await rows('ReadingChunk'))[1]!;
    expect(stored['agesMs']).toEqual(odd.readings!.agesMs);
    expect(stored).toMatchObject({ gpuPermille: null });
    expect((stored['powerWatts'] as unknown[]).slice(0, 2)).toEqual([null, 100]);
  });

  test('the same chunks by two portals at once, each once', async () => {
    const other = { ...ctx, db: createDatabase(process.env['DATABASE_URL']!) };
    const chunks = Array.from({ length: 50 }, (_, index) => chunk(index + 1, index * 10 - 600));
    await Promise.all(
      [ctx, other, ctx, other].map((it, index) =>
        ingestChunks(it, boot, index % 2 ? chunks : chunks.toReversed()),
      ),
    );
    await Promise.all([rollUp(ctx), rollUp(other)]);
    await rollUp(ctx);
    await other.db.$disconnect();
    expect(await rows('ReadingChunk')).toHaveLength(50);
    const minutes = await rows('ReadingMinute');
    expect(minutes.reduce((sum, it) => sum + (it['energyJoules'] as number), 0)).toBeCloseTo(50_000, 6);
  });

  test('one that can’t be stored keeps nobody else out', async () => {
    const other = { machineId: (await makeMachine(ctx.db)).id, bootId: 'boot' };
    for (const it of [boot, other]) await ingestChunks(ctx, it, [chunk(1, -40)]);
    const broken = chunk(2, -30, { memoryTotalBytes: 'many' as unknown as number });
    // The first is on its way while the other two wait, and go together.
    const results = await Promise.allSettled([
      ingestChunks(ctx, boot, [chunk(3, -20)]),
      ingestChunks(ctx, other, [broken]),
      ingestChunks(ctx, boot, [chunk(4, -10)]),
    ]);
    expect(results.map((it) => it.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await rows('ReadingChunk')).map((it) => it['seq'])).toEqual([1, 3, 4]);
  });

  test('for a machine that is gone there is no place', async () => {
    const gone = { machineId: 'nobody', bootId: 'boot' };
    await expect(ingestChunks(ctx, gone, [chunk(1, -5)])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('keeping', () => {
  const dayNames = async () =>
    (
      await ctx.db.$queryRaw<{ name: string }[]>`
        SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = '"ReadingChunk"'::regclass`
    ).map((it) => it.name.replaceAll('"', ''));
  const anEarlyDay = 'ReadingChunk_20261117';

  async function anOldChunk(): Promise<void> {
    ctx.clock.now = at(-7 * DAY);
    await ingestChunks(ctx, boot, [chunk(1, -7 * DAY - 100)]);
    ctx.clock.now = at(2 * DAY);
  }

  test('a day goes when it is over eight days old, not while minutes are due in it', async () => {
    await anOldChunk();
    await pruneReadings(ctx);
    expect(await dayNames()).toContain(anEarlyDay);
    await rollUp(ctx);
    const minutes = await rows('ReadingMinute');
    await pruneReadings(ctx);
    expect(await dayNames()).not.toContain(anEarlyDay);
    expect(await rows('ReadingChunk')).toEqual([]);
    expect(await rows('ReadingMinute')).toEqual(minutes);
  });

  test('a lab that keeps seconds longer has them longer', async () => {
    await makeLab(ctx.db, { secondsKeptDays: 30 });
    await anOldChunk();
    await rollUp(ctx);
    await pruneReadings(ctx);
    expect(await dayNames()).toContain(anEarlyDay);
    ctx.clock.now = at(23 * DAY);
    expect(await readOldest(ctx)).toMatchObject({ seconds: new Date('2026-11-17T00:00:00Z') });
    await pruneReadings(ctx);
    expect(await dayNames()).toContain(anEarlyDay);
    ctx.clock.now = at(24 * DAY);
    await pruneReadings(ctx);
    expect(await dayNames()).not.toContain(anEarlyDay);
    await ctx.db.lab.deleteMany();
  });

  test('nor while something that is open began in it', async () => {
    await anOldChunk();
    await rollUp(ctx);
    await pruneReadings(ctx, { openSince: at(-7 * DAY) });
    expect(await dayNames()).toContain(anEarlyDay);
    await pruneReadings(ctx, { openSince: at(-6 * DAY) });
    expect(await dayNames()).not.toContain(anEarlyDay);
  });

  test('what comes when its day is gone adds its energy to the minute, once', async () => {
    await anOldChunk();
    await rollUp(ctx);
    await pruneReadings(ctx);
    const late = chunk(2, -7 * DAY - 90);
    for (let time = 0; time < 3; time += 1)
      expect(await ingestChunks(ctx, boot, [late])).toEqual({ stored: [2] });
    await rollUp(ctx);
    expect(await rows('ReadingMinute')).toMatchObject([
      { energyJoules: 2000, coveredMs: 20_000, readings: 10 },
    ]);
    expect(await rows('ReadingHour')).toMatchObject([{ energyJoules: 2000, coveredMs: 20_000 }]);
    expect(await rows('ReadingDrop')).toMatchObject([{ fromSeq: 2, toSeq: 2, readings: 10 }]);
  });

  test('a dropped run of which some had been stored takes the rest, whichever comes first', async () => {
    const run = chunk(9, -100, {
      fromSeq: 1,
      fromAt: at(-190),
      fromJoules: 0,
      fromCoveredMs: 0,
      readings: null,
      droppedReadings: 90,
    });
    await ingestChunks(ctx, boot, [chunk(4, -150), chunk(5, -140)]);
    await ingestChunks(ctx, boot, [run]);
    await ingestChunks(ctx, boot, [run, chunk(7, -120)]);
    expect((await rows('ReadingDrop')).map((it) => [it['fromSeq'], it['toSeq'], it['readings']])).toEqual([
      [1, 3, 30],
      [6, 9, 40],
    ]);
    expect((await rows('ReadingChunk')).map((it) => it['seq'])).toEqual([4, 5]);
    ctx.clock.now = at(100);
    await rollUp(ctx);
    const minutes = await rows('ReadingMinute');
    expect(minutes.reduce((sum, it) => sum + (it['energyJoules'] as number), 0)).toBeCloseTo(9000, 6);
    expect(minutes.reduce((sum, it) => sum + (it['readings'] as number), 0)).toBe(20);
  });
});
