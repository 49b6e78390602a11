import { beforeAll, expect, test } from 'vitest';
import { HOUR_MS } from '@/shared/domain/energy-pieces.ts';
import { seededRandom } from '@/shared/domain/seeded-random.ts';
import type { ServiceContext } from '../../context.ts';
import { makeMachine } from '../../testing/factories.ts';
import { makeTestContext, type TestContext } from '../../testing/context.ts';
import { readHourColumns, rememberHours } from './hour-columns.ts';
import { packMonths } from './index.ts';

const FROM_MS = Date.UTC(2026, 0, 1);
/** Three months that are over, and a few days of one that lasts. */
const HOURS = (31 + 28 + 31 + 5) * 24;
const NOW = new Date(FROM_MS + HOURS * HOUR_MS);

let ctx: TestContext;
let machines: { id: string; key: number }[];
beforeAll(async () => {
  ctx = { ...(await makeTestContext()), now: () => NOW };
  machines = [await makeMachine(ctx.db), await makeMachine(ctx.db)];
});

type Hour = { machineId: string; hour: number; joules: number | null; coveredMs: number; sources: number };

type Asked = { machineId: string; first: number; last: number };
async function read(spans: Asked[], from: ServiceContext = ctx): Promise<Hour[]> {
  const columns = await readHourColumns(
    from,
    spans.map(({ machineId, first, last }) => ({
      machineId,
      fromMs: FROM_MS + first * HOUR_MS,
      toMs: FROM_MS + last * HOUR_MS,
    })),
  );
  return columns.flatMap(({ fromMs, joules, coveredMs, powerSources }, index) =>
    [...coveredMs].flatMap((ms, at) =>
      Number.isNaN(ms)
        ? []
        : [
            {
              machineId: spans[index]!.machineId,
              hour: (fromMs - FROM_MS) / HOUR_MS + at,
              joules: Number.isNaN(joules[at]!) ? null : joules[at]!,
              coveredMs: ms,
              sources: powerSources[at]!,
            },
          ],
    ),
  );
}

test('hours read as columns are the hours, whatever was written, changed and deleted before or after a month was packed', async () => {
  const random = seededRandom(20_261_127);
  const upTo = (most: number): number => Math.floor(random() * most);
  const known = new Map<string, Hour>();
  let packed = 0;
  for (let round = 0; round < 30; round += 1) {
    const { id: machineId, key } = machines[upTo(2)]!;
    // Half of the time only hours that are there: a month is touched by nothing else then.
    const there = [...known.values()].flatMap((it) => (it.machineId === machineId ? it.hour : []));
    const from =
      random() < 0.5 && there.length > 0 ? there : Array.from({ length: HOURS }, (_, hour) => hour);
    const hours = Array.from({ length: 1 + upTo(60) }, () => from[upTo(from.length)]!);
    const at = [...new Set(hours)].map((hour) => new Date(FROM_MS + hour * HOUR_MS));
    if (random() < 0.25) {
      await ctx.db.$executeRaw`DELETE FROM "ReadingHour" WHERE "machineKey" = ${key} AND at = ANY(${at})`;
      for (const hour of hours) known.delete(`${machineId} ${hour}`);
    } else {
      const joules = random() < 0.2 ? null : random() * 1e6;
      const [coveredMs, sources] = [upTo(HOUR_MS), 1 << upTo(8)];
      await ctx.db.$executeRaw`
        INSERT INTO "ReadingHour" ("machineKey", at, "energyJoules", "coveredMs", readings, "powerSources")
        SELECT ${key}, t, ${joules}::float8, ${coveredMs}::float8, 60, ${sources}::int2 FROM unnest(${at}::timestamptz[]) AS t
        ON CONFLICT ("machineKey", at) DO UPDATE SET "energyJoules" = excluded."energyJoules",
          "coveredMs" = excluded."coveredMs", "powerSources" = excluded."powerSources"`;
      for (const hour of hours)
        known.set(`${machineId} ${hour}`, { machineId, hour, joules, coveredMs, sources });
    }
    if (random() < 0.4) packed += (await packMonths(ctx)).made;
    const spans = machines.map((it) => {
      const first = upTo(HOURS - 1);
      return { machineId: it.id, first, last: first + 1 + upTo(HOURS - first - 1) };
    });
    const expected = spans.flatMap(({ machineId: id, first, last }) =>
      [...known.values()]
        .filter((it) => it.machineId === id && it.hour >= first && it.hour < last)
        .toSorted((a, b) => a.hour - b.hour),
    );
    expect(await read(spans)).toEqual(expected);
  }
  expect(packed).toBeGreaterThan(6);
  await packMonths(ctx);
  const [row] = await ctx.db.$queryRaw<{ months: number; newest: Date }[]>`
    SELECT count(*)::int AS months, max(month) AS newest FROM "ReadingMonth"`;
  expect(row).toEqual({ months: 6, newest: new Date(Date.UTC(2026, 2, 1)) });
});

test('a report that remembers hours has of any spans, asked one after the other or at once, what it would read', async () => {
  const random = seededRandom(11);
  const upTo = (most: number): number => Math.floor(random() * most);
  const some = (): Asked[] =>
    Array.from({ length: 1 + upTo(4) }, () => {
      const first = upTo(HOURS - 1);
      return { machineId: machines[upTo(2)]!.id, first, last: first + 1 + upTo(HOURS - first - 1) };
    });
  for (let round = 0; round < 8; round += 1) {
    const own = rememberHours(ctx);
    const asks = [some(), some(), some()];
    const both = Promise.all([read(asks[0]!, own), read(asks[1]!, own)]);
    const told = [...(await both), await read(asks[2]!, own)];
    expect(told).toEqual([await read(asks[0]!), await read(asks[1]!), await read(asks[2]!)]);
    // From then on all of it is known: what is written meanwhile is another report's.
    await ctx.db.$executeRaw`UPDATE "ReadingHour" SET "coveredMs" = ${round}`;
    expect(await read(asks[2]!, own)).toEqual(told[2]);
  }
});
