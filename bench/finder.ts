/**
 * How long "find a set" takes in a lab of 200 Macs with 100 000 bookings, a third of them ahead: wishes with and
 * without cables, models, nights and filters, as the portal's own procedure asks them, SQL included.
 */
import { seededRandom } from '../shared/domain/seeded-random.ts';
import { FinderWish } from '../shared/schemas/finder.ts';
import type { Database } from '../server/db.ts';
import { dropWishes, findTime } from '../server/modules/bookings/index.ts';
import { makeLab, makeTariff, makeUser } from '../server/testing/factories.ts';
import { finderLab } from '../server/trpc/lab-readers.ts';
import { makeContext } from './lib/context.ts';
import { withBenchDatabase } from './lib/database.ts';
import { fillLab } from './lib/fill-lab.ts';
import { quantile } from './lib/quantile.ts';

const LAB = { machines: 200, bookings: 100_000 };
const RUNS = Number(process.env['RUNS'] ?? 300);
const MODELS = ['gpt-oss-120b', null, null];

const random = seededRandom(9);
const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;

const wishOf = (): FinderWish =>
  FinderWish.parse({
    count: pick([1, 2, 3, 4, 4, 8]),
    cabling: pick(['any', 'connected', 'mesh']),
    modelId: pick(MODELS),
    durationMinutes: pick([60, 120, 240, 480, 720]),
    days: pick([2, 7, 14, 28]),
    hours: pick(['any', 'rather_night', 'only_night', 'working']),
    memoryGb: pick([null, null, 64, 128]),
  });

const main = (): Promise<void> =>
  withBenchDatabase(async (db) => {
    await makeLab(db, { timeZone: 'Europe/Berlin' });
    await makeTariff(db);
    const { ids } = await fillLab(db, LAB.machines);
    const person = await makeUser(db);
    await fillBookings(db, ids, person.id);
    const ctx = makeContext(db, { ...person, kind: 'user' });
    for (let run = 0; run < 5; run += 1) await findTime(ctx, wishOf(), finderLab);
    const scansBefore = await countScans(db);
    const timesMs: number[] = [];
    const dropsMs: number[] = [];
    let found = 0;
    for (let run = 0; run < RUNS; run += 1) {
      const wish = wishOf();
      const startedMs = performance.now();
      const { slots } = await findTime(ctx, wish, finderLab);
      timesMs.push(performance.now() - startedMs);
      if (slots.length > 0) found += 1;
      else dropsMs.push(await timeOf(() => dropWishes(ctx, wish, finderLab)));
    }
    const sequentialScans = (await countScans(db)) - scansBefore;
    console.log(
      JSON.stringify({
        bench: 'finder',
        ...LAB,
        runs: RUNS,
        found,
        ...percentiles(timesMs),
        drops: { runs: dropsMs.length, ...percentiles(dropsMs) },
        sequentialScans,
      }),
    );
  });

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

const percentiles = (timesMs: readonly number[]) => ({
  p50Ms: Math.round(quantile(timesMs, 0.5) * 10) / 10,
  p95Ms: Math.round(quantile(timesMs, 0.95) * 10) / 10,
});

/** Two years of use and three weeks ahead: most bookings are of one Mac, some of a whole mesh, with gaps of all lengths. */
async function fillBookings(db: Database, ids: readonly string[], personId: string): Promise<void> {
  const each = LAB.bookings / LAB.machines;
  await db.$executeRaw`
    INSERT INTO "Booking" (id, "personId", purpose, "startsAt", "endsAt", simulated, status)
    SELECT 'b' || m || '-' || n, ${personId}, 'A bench', s, s + make_interval(hours => 2 + (n * 7 + m * 3) % 10), false,
      CASE WHEN s + make_interval(hours => 2 + (n * 7 + m * 3) % 10) < now() THEN 'ended' ELSE 'confirmed' END::"BookingStatus"
    FROM generate_series(1, ${LAB.machines}::int) m, generate_series(1, ${each}::int) n,
      LATERAL (SELECT now() + ((n - ${each}::float8 * 2 / 3) * 14 + (m / 4 * 3 % 11) + (m % 3)) * interval '1 hour' AS s) t`;
  await db.$executeRaw`
    INSERT INTO "MachineBlock" (id, kind, "bookingId", "machineId", "startsAt", "endsAt", holds)
    SELECT id, 'booking', id, (${[...ids]}::text[])[substring(id from 'b([0-9]+)-')::int], "startsAt", "endsAt",
      status = 'confirmed' FROM "Booking"`;
  await db.$executeRawUnsafe('VACUUM (ANALYZE) "Booking", "MachineBlock", "Machine"');
}

/** Of the two tables that grow with the years. */
async function countScans(db: Database): Promise<number> {
  await db.$executeRaw`SELECT pg_stat_force_next_flush()`;
  const [row] = await db.$queryRaw<{ scans: number }[]>`
    SELECT sum(seq_scan)::int AS scans FROM pg_stat_user_tables WHERE relname IN ('MachineBlock', 'Booking')`;
  return row?.scans ?? 0;
}

await main();
