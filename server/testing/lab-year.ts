import type { Database } from '../db.ts';
import { makeMachine, makeTariff, makeUser } from './factories.ts';

const DAYS = 365;
const MACHINES = 20;
const ANSWERS_A_SESSION = 4;

/**
 * A year of a lab up to now, by a few statements: twenty machines with their hours, each used once a day by somebody,
 * with a settled session and its answers.
 */
export async function makeLabYear(db: Database): Promise<{ from: Date; to: Date; sessions: number }> {
  const to = new Date();
  const from = new Date(to.getTime() - DAYS * 86_400_000);
  await makeTariff(db, { validFrom: new Date(from.getTime() - 86_400_000) });
  const person = await makeUser(db);
  const machines = await Promise.all(Array.from({ length: MACHINES }, () => makeMachine(db)));
  const ids = machines.map((it) => it.id);
  await db.$executeRaw`
    INSERT INTO "ReadingHour" ("machineKey", at, "energyJoules", "coveredMs", readings, "powerSources",
      "powerMin", "powerMean", "powerMax")
    SELECT m.key, hour, 360000, 3600000, 3600, 2, 95, 100, 109
    FROM "Machine" m, generate_series(date_trunc('hour', ${from}::timestamptz), ${to}::timestamptz, interval '1 hour') hour
    WHERE m.id = ANY(${ids}::text[])`;
  await db.$executeRaw`
    INSERT INTO "Booking" (id, "personId", purpose, "startsAt", "endsAt", simulated, status)
    SELECT m.id || day, ${person.id}, 'A day''s work', ${from}::timestamptz + day * interval '1 day',
      ${from}::timestamptz + day * interval '1 day' + interval '9 hours', false, 'ended'
    FROM unnest(${ids}::text[]) m(id), generate_series(0, ${DAYS - 2}::int) day`;
  await db.$executeRaw`
    INSERT INTO "MachineBlock" (id, "machineId", kind, "bookingId", "startsAt", "endsAt", holds)
    SELECT 'k' || b.id, m.id, 'booking', b.id, b."startsAt", b."endsAt", false
    FROM unnest(${ids}::text[]) m(id) CROSS JOIN generate_series(0, ${DAYS - 2}::int) day
    JOIN "Booking" b ON b.id = m.id || day`;
  const sessions = await db.$executeRaw`
    INSERT INTO "Session" (id, "bookingId", "startedById", "modelId", "modelTitle", "modelFingerprint", backend,
      "backendReason", parallelism, simulated, state, "createdAt", "readyAt", "endedAt", "endReason")
    SELECT 's' || k.id, k."bookingId", ${person.id}, 'm', 'A model', 'f', 'single', 'a test', 'single', false, 'ended',
      k."startsAt" + interval '5 minutes', k."startsAt" + interval '6 minutes', k."endsAt", 'booking_ended'
    FROM "MachineBlock" k WHERE k."machineId" = ANY(${ids}::text[])`;
  await db.$executeRaw`
    INSERT INTO "SessionRank" ("sessionId", rank, "machineId", state)
    SELECT s.id, 0, k."machineId", 'exited' FROM "Session" s JOIN "MachineBlock" k ON s.id = 's' || k.id`;
  await db.$executeRaw`
    INSERT INTO "SessionEnergy" ("sessionId", "settledAt", "energyJoules", "coveredMs", "windowMs", "isComplete",
      "powerSources", basis, "tariffVersion")
    SELECT id, "endedAt", 3000000, 32100000, 32100000, true, '["smc_pstr"]', 'readings', 1 FROM "Session" WHERE state = 'ended'`;
  await db.$executeRaw`
    INSERT INTO "SessionMachineEnergy" ("sessionId", "machineId", "energyJoules", "coveredMs", "windowMs")
    SELECT "sessionId", "machineId", 3000000, 32100000, 32100000 FROM "SessionRank" r
    WHERE r."machineId" = ANY(${ids}::text[])`;
  await db.$executeRaw`
    INSERT INTO "Generation" (id, "sessionId", epoch, "requestedById", state, "maxTokens", "createdAt", "startedAt",
      "endedAt", text, reasoning, "promptTokens", "cachedTokens", "completionTokens", "energyJoules")
    SELECT s.id || '-' || n, s.id, s.epoch, s."startedById", 'completed', 2000, t.at, t.at, t.at + interval '40 seconds',
      'words', '', 200, 0, 300, 4000
    FROM "Session" s, generate_series(1, ${ANSWERS_A_SESSION}::int) n,
      LATERAL (SELECT s."createdAt" + n * interval '1 hour' AS at) t
    WHERE s.state = 'ended'`;
  await db.$executeRaw`ANALYZE`;
  return { from, to, sessions };
}
