import type { Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { hotClient, type Statement } from '../../db.ts';

/** What a settled session left, a meter an entry. */
export type FrozenPart = { machineId: string; joules: number | null; coveredMs: number; windowMs: number };
export type SessionUsage = {
  id: string;
  modelTitle: string;
  /** While it runs, until the end of the window. */
  span: Span;
  endedAt: Date | null;
  endReason: string | null;
  machineIds: string[];
  frozen: FrozenPart[] | null;
};
export type BookingUsage = {
  id: string;
  person: { id: string; name: string };
  teamName: string | null;
  purpose: string;
  simulated: boolean;
  /** When the machines were really held. */
  span: Span;
  machineIds: string[];
  /** By start. */
  sessions: SessionUsage[];
};

const BATCH = 1000;

/**
 * Bookings by start, with their sessions: those that touch the window, and those whose sessions or answers do. In
 * batches, so that a year is never in memory at once.
 */
export async function* loadBookings(ctx: ServiceContext, window: Span): AsyncGenerator<BookingUsage[]> {
  const client = hotClient(ctx.db);
  const edges = [window.from.toISOString(), window.to.toISOString()];
  const ids = (await client.query<{ id: string }>(FIND_BOOKINGS, edges)).map((it) => it.id);
  for (let start = 0; start < ids.length; start += BATCH) {
    const batch = [ids.slice(start, start + BATCH)];
    const [bookings, sessions] = await Promise.all([
      client.query<BookingRow>(READ_BOOKINGS, batch),
      client.query<SessionRow>(READ_SESSIONS, batch),
    ]);
    const ofBooking = Map.groupBy(sessions, (it) => it.bookingId);
    yield bookings.map((row) => toBooking(row, ofBooking.get(row.id) ?? [], window));
  }
}

// An answer may end a moment after its session.
const FIND_BOOKINGS: Statement = {
  name: 'reports.find-bookings',
  text: `
    SELECT b.id FROM "Booking" b WHERE b.status <> 'cancelled' AND b.id IN (
      SELECT id FROM "Booking"
      WHERE "startsAt" < $2::timestamptz AND "endsAt" > $1::timestamptz
        AND ("endedAt" IS NULL OR "endedAt" > $1::timestamptz)
      UNION ALL
      SELECT "bookingId" FROM "Session"
      WHERE "createdAt" < $2::timestamptz AND ("endedAt" IS NULL OR "endedAt" > $1::timestamptz)
      UNION ALL
      SELECT s."bookingId" FROM "Generation" g JOIN "Session" s ON s.id = g."sessionId"
      WHERE g."endedAt" >= $1::timestamptz AND g."endedAt" < $2::timestamptz AND s."endedAt" <= $1::timestamptz
    ) ORDER BY b."startsAt", b.id`,
};

type BookingRow = {
  id: string;
  personId: string;
  personName: string;
  teamName: string | null;
  purpose: string;
  simulated: boolean;
  startsAt: Date;
  endsAt: Date;
  machineIds: string[];
};
const READ_BOOKINGS: Statement = {
  name: 'reports.read-bookings',
  text: `
    SELECT b.id, b."personId", u.name AS "personName", t.name AS "teamName", b.purpose, b.simulated, b."startsAt",
      coalesce(b."endedAt", b."endsAt") AS "endsAt",
      ARRAY(SELECT "machineId" FROM "MachineBlock" k WHERE k."bookingId" = b.id AND k.kind = 'booking') AS "machineIds"
    FROM "Booking" b JOIN "User" u ON u.id = b."personId" LEFT JOIN "Team" t ON t.id = b."teamId"
    WHERE b.id = ANY($1::text[]) ORDER BY b."startsAt", b.id`,
};

type SessionRow = {
  id: string;
  bookingId: string;
  modelTitle: string;
  createdAt: Date;
  endedAt: Date | null;
  endReason: string | null;
  machineIds: string[];
  frozen: FrozenPart[] | null;
};
const READ_SESSIONS: Statement = {
  name: 'reports.read-sessions',
  text: `
    SELECT s.id, s."bookingId", s."modelTitle", s."createdAt", s."endedAt", s."endReason",
      ARRAY(SELECT "machineId" FROM "SessionRank" r WHERE r."sessionId" = s.id ORDER BY rank) AS "machineIds",
      CASE WHEN e."settledAt" IS NOT NULL THEN (
        SELECT json_agg(json_build_object('machineId', "machineId", 'joules', "energyJoules", 'coveredMs', "coveredMs",
          'windowMs', "windowMs"))
        FROM "SessionMachineEnergy" m WHERE m."sessionId" = s.id
      ) END AS frozen
    FROM "Session" s LEFT JOIN "SessionEnergy" e ON e."sessionId" = s.id
    WHERE s."bookingId" = ANY($1::text[]) ORDER BY s."createdAt", s.epoch`,
};

const toBooking = (row: BookingRow, sessions: readonly SessionRow[], window: Span): BookingUsage => ({
  id: row.id,
  person: { id: row.personId, name: row.personName },
  teamName: row.teamName,
  purpose: row.purpose,
  simulated: row.simulated,
  span: { from: row.startsAt, to: row.endsAt },
  machineIds: row.machineIds,
  sessions: sessions.map(({ createdAt, bookingId: _bookingId, ...it }) => ({
    ...it,
    span: { from: createdAt, to: it.endedAt ?? window.to },
  })),
});
