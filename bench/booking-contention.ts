/**
 * Booking under contention: the portal's verb (ordered row locks, then the exclusion constraint) against what most
 * applications do (look, then insert, without a constraint), in one run on one Postgres. Then how long "next free
 * time for these machines" takes in a lab of 200 machines with 100 000 bookings.
 */
import { randomUUID } from 'node:crypto';
import type { ServiceContext } from '../server/context.ts';
import type { Database } from '../server/db.ts';
import { isServiceError } from '../server/errors.ts';
import { createBooking, findNextFree } from '../server/modules/bookings/index.ts';
import { makeLab, makeMachine, makeUser } from '../server/testing/factories.ts';
import { makeContext } from './lib/context.ts';
import { withBenchDatabase } from './lib/database.ts';
import { quantile } from './lib/quantile.ts';

const CLIENTS = 24;
const ROUNDS = Number(process.env['ROUNDS'] ?? 50);
const MACHINES = 8;
const SLOTS = 60;
const HOUR_MS = 3_600_000;
const LAB = { machines: 200, bookings: 100_000, asks: 100 };

type Wish = { machineIds: string[]; startsAt: Date; endsAt: Date };
type Book = (client: number, wish: Wish) => Promise<'booked' | 'refused'>;
type Figures = {
  booked: number;
  refused: number;
  errors: number;
  doubles: number;
  deadlocks: number;
  p50Ms: number;
  p95Ms: number;
};

const main = (): Promise<void> =>
  withBenchDatabase(async (db) => {
    await makeLab(db, { timeZone: 'UTC' });
    const people = await Promise.all(Array.from({ length: CLIENTS }, () => makeUser(db)));
    const contexts = people.map((it) => makeContext(db, { ...it, kind: 'user' }));
    const machines = await Promise.all(
      Array.from({ length: MACHINES }, () => makeMachine(db, { agent: null })),
    );
    const machineIds = machines.map((it) => it.id);
    const portal: Book = (client, wish) => bookByVerb(contexts[client]!, wish);
    const naive: Book = (client, wish) => checkThenInsert(db, people[client]!.id, wish);
    const results = {
      portalScattered: await measure(db, portal, scattered(machineIds)),
      portalOneSlot: await measure(db, portal, oneSlot(machineIds)),
      ...(await withoutConstraint(db, async () => ({
        naiveScattered: await measure(db, naive, scattered(machineIds)),
        naiveOneSlot: await measure(db, naive, oneSlot(machineIds)),
      }))),
    };
    console.table(results);
    const nextFree = await measureNextFree(contexts[0]!, people[0]!.id);
    console.table({ nextFree });
    console.log(
      JSON.stringify({ bench: 'booking-contention', clients: CLIENTS, rounds: ROUNDS, ...results, nextFree }),
    );
  });

async function bookByVerb(ctx: ServiceContext, wish: Wish): Promise<'booked' | 'refused'> {
  try {
    await createBooking(ctx, { id: randomUUID(), purpose: 'A bench', ...wish });
    return 'booked';
  } catch (error) {
    if (isServiceError(error) && error.code === 'CONFLICT') return 'refused';
    throw error;
  }
}

/** The common way: look, and insert when nothing was seen. */
function checkThenInsert(db: Database, personId: string, wish: Wish): Promise<'booked' | 'refused'> {
  const { machineIds, startsAt, endsAt } = wish;
  return db.$transaction(async (tx) => {
    const taken = await tx.machineBlock.findFirst({
      where: { machineId: { in: machineIds }, startsAt: { lt: endsAt }, endsAt: { gt: startsAt } },
    });
    if (taken) return 'refused';
    const blocks = machineIds.map((machineId) => ({
      machineId,
      kind: 'booking' as const,
      startsAt,
      endsAt,
    }));
    await tx.booking.create({
      data: {
        personId,
        purpose: 'A bench',
        startsAt,
        endsAt,
        simulated: false,
        blocks: { createMany: { data: blocks } },
      },
    });
    return 'booked';
  });
}

const firstSlot = (): number => Math.ceil(Date.now() / HOUR_MS + 1) * HOUR_MS;
const pick = (limit: number): number => Math.floor(Math.random() * limit);

/** One to four machines for one to four hours, anywhere in 60 hours. */
const scattered = (machineIds: string[]) => (): Wish => {
  const startMs = firstSlot() + pick(SLOTS) * HOUR_MS;
  const shuffled = machineIds.toSorted(() => Math.random() - 0.5);
  return {
    machineIds: shuffled.slice(0, 1 + pick(4)),
    startsAt: new Date(startMs),
    endsAt: new Date(startMs + (1 + pick(4)) * HOUR_MS),
  };
};
/** All clients want the same two machines at the same time; a new time each round. */
const oneSlot =
  (machineIds: string[]) =>
  (round: number): Wish => {
    const startMs = firstSlot() + round * HOUR_MS;
    return {
      machineIds: machineIds.slice(0, 2),
      startsAt: new Date(startMs),
      endsAt: new Date(startMs + HOUR_MS),
    };
  };

async function measure(db: Database, book: Book, wish: (round: number) => Wish): Promise<Figures> {
  await db.$executeRaw`TRUNCATE "Booking" CASCADE`;
  const deadlocksBefore = await countDeadlocks(db);
  const counts = { booked: 0, refused: 0, errors: 0 };
  const timesMs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const attempts = Array.from({ length: CLIENTS }, async (_, client) => {
      const startedMs = performance.now();
      const outcome = await book(client, wish(round)).catch(() => 'errors' as const);
      timesMs.push(performance.now() - startedMs);
      counts[outcome] += 1;
    });
    await Promise.all(attempts);
  }
  const [row] = await db.$queryRaw<{ doubles: number }[]>`
    SELECT count(*)::int AS doubles FROM "MachineBlock" a JOIN "MachineBlock" b
      ON a."machineId" = b."machineId" AND a.id < b.id
      AND a."startsAt" < b."endsAt" AND b."startsAt" < a."endsAt"`;
  const deadlocks = (await countDeadlocks(db)) - deadlocksBefore;
  return { ...counts, doubles: row?.doubles ?? 0, deadlocks, ...percentiles(timesMs) };
}

async function countDeadlocks(db: Database): Promise<number> {
  const [row] = await db.$queryRaw<{ deadlocks: number }[]>`
    SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()`;
  return row?.deadlocks ?? 0;
}

function percentiles(timesMs: number[]): { p50Ms: number; p95Ms: number } {
  const at = (share: number): number => Math.round(quantile(timesMs, share) * 10) / 10;
  return { p50Ms: at(0.5), p95Ms: at(0.95) };
}

async function withoutConstraint<T>(db: Database, work: () => Promise<T>): Promise<T> {
  await db.$executeRaw`ALTER TABLE "MachineBlock" DROP CONSTRAINT machine_block_no_overlap`;
  return work();
}

/** A third of the bookings lie ahead; asked for sets of one to eight machines. The constraint is back in place. */
async function measureNextFree(ctx: ServiceContext, personId: string) {
  await ctx.db.$executeRaw`TRUNCATE "Booking", "Machine" CASCADE`;
  await ctx.db.$executeRaw`
    ALTER TABLE "MachineBlock" ADD CONSTRAINT machine_block_no_overlap EXCLUDE USING gist (
      "machineId" WITH =, tstzrange("startsAt", "endsAt", '[)') WITH &&) WHERE (holds)`;
  await ctx.db.$executeRaw`
    INSERT INTO "Machine" (id, name) SELECT 'm' || n, 'm' || n FROM generate_series(1, ${LAB.machines}::int) n`;
  const perMachine = LAB.bookings / LAB.machines;
  await ctx.db.$executeRaw`
    INSERT INTO "Booking" (id, "personId", purpose, "startsAt", "endsAt", simulated, status)
    SELECT 'm' || m || '-' || n, ${personId}, 'A bench', s, s + interval '3 hours', false,
      CASE WHEN s < now() - interval '3 hours' THEN 'ended' ELSE 'confirmed' END::"BookingStatus"
    FROM generate_series(1, ${LAB.machines}::int) m, generate_series(1, ${perMachine}::int) n,
      LATERAL (SELECT now() + ((n - ${perMachine}::float8 * 2 / 3) * 4 + (m % 7) * 0.1) * interval '1 hour' AS s) t`;
  await ctx.db.$executeRaw`
    INSERT INTO "MachineBlock" (id, kind, "bookingId", "machineId", "startsAt", "endsAt", holds)
    SELECT id, 'booking', id, split_part(id, '-', 1), "startsAt", "endsAt", status = 'confirmed' FROM "Booking"`;
  await ctx.db.$executeRawUnsafe('ANALYZE "Booking", "MachineBlock", "Machine"');
  const timesMs: number[] = [];
  for (let ask = 0; ask < LAB.asks; ask += 1) {
    const machineIds = Array.from({ length: 1 + (ask % 8) }, () => `m${1 + pick(LAB.machines)}`);
    const startedMs = performance.now();
    await findNextFree(ctx, { machineIds, durationMs: 2 * HOUR_MS });
    timesMs.push(performance.now() - startedMs);
  }
  return { ...LAB, ...percentiles(timesMs) };
}

await main();
