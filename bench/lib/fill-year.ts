import { makeLab, makeMachine, makeTariff, makeUser } from '../../server/testing/factories.ts';
import type { Database } from '../../server/db.ts';

export const YEAR = { machines: 50, days: 365, bookings: 20_000, sessions: 10_000, answers: 100_000 };
const PEOPLE = 40;
/** Machines are booked in pairs: of three slots one for both of them, two for each on its own. */
const PAIRS = YEAR.machines / 2;
const SLOTS = (YEAR.bookings / PAIRS / 5) * 3;
const ANSWERS = YEAR.answers / YEAR.sessions;

/** Watts of a machine in an hour: the same in all of its minutes, so that hours are exact sums. */
const WATTS = `(40 + r.key * 3 + (extract(hour FROM r.hour)::int % 12) * 9)::float8`;

/** A lab's year up to `to` (a midnight), by a few large statements. */
export async function fillYear(db: Database, to: Date): Promise<{ from: Date; viewerId: string }> {
  // It would look at millions of minutes on its own.
  await db.$executeRawUnsafe('ALTER SYSTEM SET autovacuum = off');
  await db.$executeRawUnsafe('SELECT pg_reload_conf()');
  const from = new Date(to.getTime() - YEAR.days * 86_400_000);
  await makeLab(db, { timeZone: 'Europe/Berlin' });
  await makeTariff(db, { validFrom: new Date(from.getTime() - 86_400_000) });
  await makeTariff(db, { validFrom: new Date(from.getTime() + 200 * 86_400_000), machineHourPrice: 1.1 });
  for (let index = 0; index < YEAR.machines; index += 1)
    await makeMachine(db, { name: `Mac ${index + 1}`, simulated: index >= YEAR.machines - 6 });
  const people = await Promise.all(Array.from({ length: PEOPLE }, () => makeUser(db)));
  await Promise.all([
    fillReadings(db, from, to),
    fillUse(
      db,
      from,
      people.map((it) => it.id),
    ),
  ]);
  await freeze(db);
  for (const table of [
    'Booking',
    'MachineBlock',
    'Session',
    'SessionRank',
    'SessionEnergy',
    'SessionMachineEnergy',
    'Generation',
    'Message',
    'Conversation',
    'ReadingHour',
  ]) {
    // Of commits that are not on disk yet, and of those numbered beside them, a vacuum marks no row as seen by all.
    await db.$executeRawUnsafe('CHECKPOINT');
    await db.$executeRawUnsafe(`VACUUM (ANALYZE) "${table}"`);
  }
  await db.$executeRawUnsafe('ANALYZE "ReadingMinute"');
  return { from, viewerId: people[0]!.id };
}

/** 26 million minutes: by two connections, without their key until all are there. */
async function fillReadings(db: Database, from: Date, to: Date): Promise<void> {
  await db.$executeRawUnsafe('ALTER TABLE "ReadingMinute" DROP CONSTRAINT "ReadingMinute_pkey"');
  await db.$executeRawUnsafe('ALTER TABLE "ReadingMinute" SET UNLOGGED');
  const fill = (table: 'ReadingMinute' | 'ReadingHour', seconds: number, half: string) =>
    db.$executeRawUnsafe(
      `INSERT INTO "${table}" ("machineKey", at, "energyJoules", "coveredMs", readings, "powerSources",
         "powerMin", "powerMean", "powerMax", "cpuMin", "cpuMean", "cpuMax", "gpuMin", "gpuMean", "gpuMax")
       SELECT r.key, m.at, ${WATTS} * ${seconds}, ${seconds} * 1000, ${seconds}, CASE WHEN r.simulated THEN 128 ELSE 2 END,
         ${WATTS} - 5, ${WATTS}, ${WATTS} + 9, 0.1, 0.2, 0.4, 0.3, 0.5, 0.9
       FROM (SELECT m.key, m.simulated, hour FROM "Machine" m,
           generate_series($1::timestamptz, $2::timestamptz - interval '1 hour', interval '1 hour') AS hour WHERE ${half}) r,
         generate_series(r.hour, r.hour + interval '1 hour' - make_interval(secs => ${seconds}), make_interval(secs => ${seconds})) AS m(at)`,
      from,
      to,
    );
  await Promise.all([
    fill('ReadingMinute', 60, 'm.key % 2 = 0'),
    fill('ReadingMinute', 60, 'm.key % 2 = 1').then(() => fill('ReadingHour', 3600, 'true')),
  ]);
  await db.$executeRawUnsafe(`SET maintenance_work_mem = '512MB'`);
  await db.$executeRawUnsafe(
    'ALTER TABLE "ReadingMinute" ADD CONSTRAINT "ReadingMinute_pkey" PRIMARY KEY ("machineKey", at)',
  );
}

async function fillUse(db: Database, from: Date, people: readonly string[]): Promise<void> {
  // Three to sixteen hours, from the start of its slot of about eighteen.
  await db.$executeRaw`
    INSERT INTO "Booking" (id, "personId", purpose, "startsAt", "endsAt", simulated, status)
    SELECT b.id, (${people}::text[])[1 + (b.pair * 7 + b.slot) % ${people.length}::int], 'Bench ' || b.id, b.start,
      b.start + (3 + (b.slot * 5 + b.pair) % 14) * interval '1 hour', b.simulated, 'ended'
    FROM (
      SELECT pair, slot, pair || '-' || slot || '-' || part AS id,
        date_bin('1 minute', ${from}::timestamptz + slot * (${YEAR.days}::float8 / ${SLOTS}::float8) * interval '1 day', 'epoch') AS start,
        (SELECT simulated FROM "Machine" WHERE key = pair * 2 + 1) AS simulated
      FROM generate_series(0, ${PAIRS - 1}::int) pair, generate_series(0, ${SLOTS - 1}::int) slot,
        generate_series(0, CASE WHEN slot % 3 = 0 THEN 0 ELSE 1 END) part
    ) b`;
  await db.$executeRaw`
    INSERT INTO "MachineBlock" (id, "machineId", kind, "bookingId", "startsAt", "endsAt", holds)
    SELECT b.id || '-' || m.key, m.id, 'booking', b.id, b."startsAt", b."endsAt", false
    FROM (SELECT *, string_to_array(id, '-')::int[] AS p FROM "Booking") b
    JOIN "Machine" m ON m.key = b.p[1] * 2 + 1 + b.p[3] OR (b.p[2] % 3 = 0 AND m.key = b.p[1] * 2 + 2)`;
  await db.$executeRaw`
    INSERT INTO "Session" (id, "bookingId", "startedById", "modelId", "modelTitle", "modelFingerprint", backend, "backendReason",
      parallelism, simulated, state, "createdAt", "readyAt", "endedAt", "endReason")
    SELECT 's' || b.id, b.id, b."personId", 'bench', 'Bench model', 'f', 'ring', 'bench', 'tensor', b.simulated, 'ended',
      b."startsAt" + interval '5 minutes', b."startsAt" + interval '6 minutes', b."endsAt", 'booking_ended'
    FROM (SELECT *, row_number() OVER (ORDER BY "startsAt", id) AS n FROM "Booking") b WHERE n % 2 = 0`;
  await db.$executeRaw`
    INSERT INTO "SessionRank" ("sessionId", rank, "machineId", state)
    SELECT s.id, row_number() OVER (PARTITION BY s.id ORDER BY k.id) - 1, k."machineId", 'exited'
    FROM "Session" s JOIN "MachineBlock" k ON k."bookingId" = s."bookingId"`;
  await fillAnswers(db);
}

async function fillAnswers(db: Database): Promise<void> {
  await db.$executeRaw`
    INSERT INTO "Generation" (id, "sessionId", epoch, "requestedById", state, "maxTokens", "createdAt", "startedAt", "endedAt",
      text, reasoning, "promptTokens", "cachedTokens", "completionTokens", "energyJoules")
    SELECT s.id || '-' || n, s.id, s.epoch, s."startedById", 'completed', 2000, t.at, t.at, t.at + interval '40 seconds',
      repeat('words of an answer ', 40), '', 200 + n, 0, 300 + n * 11, 4000
    FROM "Session" s, generate_series(1, ${ANSWERS}::int) n,
      LATERAL (SELECT s."createdAt" + n * (s."endedAt" - s."createdAt") / ${ANSWERS + 1}::int AS at) t`;
  await db.$executeRaw`
    INSERT INTO "Conversation" (id, title, "ownerId", shared, "sessionId", "createdAt", "updatedAt")
    SELECT 'c' || id, 'Bench ' || id, "startedById", epoch % 3 = 0, id, "createdAt", "endedAt" FROM "Session"`;
  await db.$executeRaw`
    INSERT INTO "Message" (id, "conversationId", "parentId", role, text, "authorId", "generationId", "createdAt")
    SELECT m.id, 'c' || g."sessionId", m.parent, m.role, m.text, m.author, m.generation, g."createdAt" + m.later
    FROM (SELECT *, row_number() OVER (PARTITION BY "sessionId" ORDER BY "createdAt") AS n FROM "Generation") g,
      LATERAL (VALUES
        ('q' || g.id, CASE WHEN n > 1 THEN 'a' || g."sessionId" || '-' || (n - 1) END, 'user', 'A question of the bench?', g."requestedById", NULL, interval '0'),
        ('a' || g.id, 'q' || g.id, 'assistant', '', NULL, g.id, interval '1 ms')
      ) AS m(id, parent, role, text, author, generation, later)
    ORDER BY g."createdAt"`;
}

/** The rows that sessions leave, out of their minutes: they begin and end on whole ones. */
async function freeze(db: Database): Promise<void> {
  const measured = (to: string): string => `
    (SELECT sum("energyJoules") AS joules, coalesce(sum("coveredMs"), 0) AS ms FROM "ReadingMinute"
     WHERE "machineKey" = m.key AND at >= s."createdAt" AND at < ${to})`;
  await db.$executeRaw`INSERT INTO "SessionEnergy" ("sessionId") SELECT id FROM "Session"`;
  await db.$executeRawUnsafe(`
    INSERT INTO "SessionMachineEnergy" ("sessionId", "machineId", "energyJoules", "coveredMs", "windowMs", cuts)
    SELECT s.id, r."machineId", t.joules, t.ms, extract(epoch FROM s."endedAt" - s."createdAt") * 1000, coalesce((
      SELECT jsonb_agg(jsonb_build_object('atMs', (extract(epoch FROM edge) * 1000)::int8, 'joules', p.joules, 'coveredMs', p.ms)
        ORDER BY edge)
      FROM (
        SELECT date_trunc('day', s."createdAt", 'Europe/Berlin') + interval '1 day' AS edge
        UNION SELECT "validFrom" FROM "Tariff"
      ) edges CROSS JOIN LATERAL ${measured('edge')} p
      WHERE edge > s."createdAt" AND edge < s."endedAt"
    ), '[]')
    FROM "Session" s JOIN "SessionRank" r ON r."sessionId" = s.id JOIN "Machine" m ON m.id = r."machineId"
    CROSS JOIN LATERAL ${measured('s."endedAt"')} t`);
  await db.$executeRaw`
    UPDATE "SessionEnergy" e SET "settledAt" = s."endedAt", "energyJoules" = t.joules, "coveredMs" = t.ms, "windowMs" = t.ms,
      "isComplete" = true, "powerSources" = '["smc_pstr"]', basis = 'readings', "tariffVersion" = 1
    FROM "Session" s, (SELECT "sessionId", sum("energyJoules") AS joules, sum("coveredMs") AS ms
      FROM "SessionMachineEnergy" GROUP BY 1) t
    WHERE s.id = e."sessionId" AND t."sessionId" = s.id`;
}
