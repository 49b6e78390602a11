import { type Known, NO_PURPOSE, SOMEBODY } from '@/shared/domain/booking-visibility.ts';
import type { ChargedBooking } from '@/shared/domain/booking-cost.ts';
import type { PolicyPerson } from '@/shared/domain/policy-rules.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { wideClient, type Statement } from '../../db.ts';
import type { FrozenCut } from '../energy/index.ts';
import { inColumns, readColumns } from './read-columns.ts';
import { readMayKnow } from '../visibility/index.ts';

/** What a settled session left, a meter an entry. */
export type FrozenPart = {
  machineId: string;
  joules: number | null;
  coveredMs: number;
  windowMs: number;
  cuts: FrozenCut[];
};
export type SessionUsage = {
  id: string;
  modelId: string;
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
  /** By name and with the purpose as far as who asks may know. */
  person: { id: string; name: string };
  teamId: string | null;
  teamName: string | null;
  purpose: string;
  project: { id: string; name: string } | null;
  simulated: boolean;
  /** When the machines were really held, and until when they were booked. */
  span: Span;
  bookedUntil: Date;
  isNoShow: boolean;
  machineIds: string[];
  /** Null where it is charged for the time it was held. */
  charge: (ChargedBooking & { person: PolicyPerson }) | null;
  /** By start. */
  sessions: SessionUsage[];
};

const BATCH = 1000;

/**
 * Bookings by start, with their sessions: those that touch the window, and those whose sessions or answers do. In
 * batches, so that a year is never in memory at once.
 */
export async function* loadBookings(
  ctx: ServiceContext,
  window: Span,
  { withEnergy }: { withEnergy: boolean },
): AsyncGenerator<BookingUsage[]> {
  const client = wideClient(ctx.db);
  const mayKnow = await readMayKnow(ctx);
  const edges = [window.from.toISOString(), window.to.toISOString()];
  const ids = (await client.query<{ id: string }>(FIND_BOOKINGS, edges)).map((it) => it.id);
  for (let start = 0; start < ids.length; start += BATCH) {
    const batch = [ids.slice(start, start + BATCH)];
    const [bookings, blocks, sessions, ranks, frozen] = await Promise.all([
      readColumns<BookingRow>(client, READ_BOOKINGS, batch),
      readColumns<MachineOf>(client, READ_BLOCKS, batch),
      readColumns<SessionRow>(client, READ_SESSIONS, batch),
      readColumns<MachineOf>(client, READ_RANKS, batch),
      withEnergy ? readColumns<FrozenRow>(client, READ_FROZEN, batch) : [],
    ]);
    const ofBooking: Of = {
      machines: machinesOf(blocks),
      sessions: Map.groupBy(sessions, (it) => it.bookingId),
      ranks: machinesOf(ranks),
      frozen: Map.groupBy(frozen, (it) => it.sessionId),
    };
    yield bookings.map((row) => toBooking(hide(row, mayKnow(row.personId)), ofBooking, window));
  }
}

// An answer may end a moment after its session.
const FIND_BOOKINGS: Statement = {
  name: 'reports.find-bookings',
  text: `
    SELECT b.id FROM "Booking" b WHERE b.status IN ('confirmed', 'ended') AND b.id IN (
      SELECT id FROM "Booking"
      WHERE "startsAt" < $2::timestamptz AND "endsAt" > $1::timestamptz
        AND ("endedAt" IS NULL OR "endedAt" > $1::timestamptz OR "endReason" = 'no_show')
      UNION ALL
      SELECT "bookingId" FROM "Session"
      WHERE "createdAt" < $2::timestamptz AND ("endedAt" IS NULL OR "endedAt" > $1::timestamptz)
      UNION ALL
      SELECT s."bookingId" FROM "Generation" g JOIN "Session" s ON s.id = g."sessionId"
      WHERE g."endedAt" >= $1::timestamptz AND g."endedAt" < $2::timestamptz AND s."endedAt" <= $1::timestamptz
    ) ORDER BY b."startsAt", b.id`,
};

/** As a number, which costs half as much to make as to extract; instants are whole milliseconds. */
const ms = (column: string): string => `round(date_part('epoch', ${column}) * 1000)`;

type MachineOf = { id: string; machineId: string };
type Of = {
  machines: ReadonlyMap<string, string[]>;
  sessions: ReadonlyMap<string, SessionRow[]>;
  ranks: ReadonlyMap<string, string[]>;
  frozen: ReadonlyMap<string, FrozenRow[]>;
};

function machinesOf(rows: readonly MachineOf[]): Map<string, string[]> {
  const machines = new Map<string, string[]>();
  for (const { id, machineId } of rows) {
    const known = machines.get(id);
    if (known) known.push(machineId);
    else machines.set(id, [machineId]);
  }
  return machines;
}

/** Of the few bookings that are not charged for the time they were held. */
type Exception = {
  status: string;
  endReason: string | null;
  startsMs: number;
  endsMs: number;
  endedMs: number | null;
  missingMachineIds: string[];
  degradedMs: number | null;
  chargedFromMs: number | null;
  chargedUntilMs: number | null;
  chargeWaived: boolean;
  teamId: string | null;
  role: PolicyPerson['role'];
};
type BookingRow = {
  id: string;
  personId: string;
  personName: string;
  teamId: string | null;
  teamName: string | null;
  purpose: string;
  projectId: string | null;
  projectName: string | null;
  exception: Exception | null;
  simulated: boolean;
  startsMs: number;
  endsMs: number;
  bookedMs: number;
};
const READ_BOOKINGS = inColumns(
  'reports.read-bookings',
  [
    'id',
    'personId',
    'personName',
    'teamId',
    'teamName',
    'purpose',
    'projectId',
    'projectName',
    'exception',
    'simulated',
    'startsMs',
    'endsMs',
    'bookedMs',
  ],
  `
    SELECT b.id, b."personId", u.name AS "personName", b."teamId", t.name AS "teamName", b.purpose, b.simulated,
      b."projectId", p.name AS "projectName",
      CASE WHEN b."chargeWaived" OR b."endReason" IN ('no_show', 'preempted')
        OR coalesce(b."degradedSince", b."chargedFrom", b."chargedUntil") IS NOT NULL
      THEN json_build_object('status', b.status, 'endReason', b."endReason", 'startsMs', ${ms('b."startsAt"')},
        'endsMs', ${ms('b."endsAt"')}, 'endedMs', ${ms('b."endedAt"')}, 'missingMachineIds', b."missingMachineIds",
        'degradedMs', ${ms('b."degradedSince"')}, 'chargedFromMs', ${ms('b."chargedFrom"')},
        'chargedUntilMs', ${ms('b."chargedUntil"')}, 'chargeWaived', b."chargeWaived", 'teamId', b."teamId",
        'role', u.role) END AS exception,
      ${ms('b."startsAt"')} AS "startsMs", ${ms('coalesce(b."endedAt", b."endsAt")')} AS "endsMs",
      ${ms('b."endsAt"')} AS "bookedMs"
    FROM "Booking" b JOIN "User" u ON u.id = b."personId" LEFT JOIN "Team" t ON t.id = b."teamId"
    LEFT JOIN "Project" p ON p.id = b."projectId"
    WHERE b.id = ANY($1::text[]) ORDER BY b."startsAt", b.id`,
);
const READ_BLOCKS = inColumns(
  'reports.read-blocks',
  ['id', 'machineId'],
  `SELECT "bookingId" AS id, "machineId" FROM "MachineBlock" WHERE "bookingId" = ANY($1::text[]) AND kind = 'booking'`,
);

type SessionRow = {
  id: string;
  bookingId: string;
  modelId: string;
  modelTitle: string;
  createdMs: number;
  endedMs: number | null;
  endReason: string | null;
};
const READ_SESSIONS = inColumns(
  'reports.read-sessions',
  ['id', 'bookingId', 'modelId', 'modelTitle', 'endReason', 'createdMs', 'endedMs'],
  `
    SELECT s.id, s."bookingId", s."modelId", s."modelTitle", s."endReason",
      ${ms('s."createdAt"')} AS "createdMs", ${ms('s."endedAt"')} AS "endedMs"
    FROM "Session" s WHERE s."bookingId" = ANY($1::text[]) ORDER BY s."createdAt", s.epoch`,
);
const READ_RANKS = inColumns(
  'reports.read-ranks',
  ['id', 'machineId'],
  `
    SELECT r."sessionId" AS id, r."machineId" FROM "Session" s JOIN "SessionRank" r ON r."sessionId" = s.id
    WHERE s."bookingId" = ANY($1::text[]) ORDER BY r."sessionId", r.rank`,
);

type FrozenRow = FrozenPart & { sessionId: string };
const READ_FROZEN = inColumns(
  'reports.read-frozen',
  ['sessionId', 'machineId', 'joules', 'coveredMs', 'windowMs', 'cuts'],
  `
    SELECT m."sessionId", m."machineId", m."energyJoules" AS joules, m."coveredMs", m."windowMs", m.cuts
    FROM "Session" s JOIN "SessionEnergy" e ON e."sessionId" = s.id
    JOIN "SessionMachineEnergy" m ON m."sessionId" = s.id
    WHERE s."bookingId" = ANY($1::text[]) AND e."settledAt" IS NOT NULL`,
);

const hide = (row: BookingRow, known: Known): BookingRow => ({
  ...row,
  personName: known.name ? row.personName : SOMEBODY.name,
  purpose: known.purpose ? row.purpose : NO_PURPOSE,
});

const toBooking = (
  row: BookingRow,
  { machines, sessions, ranks, frozen }: Of,
  window: Span,
): BookingUsage => ({
  id: row.id,
  person: { id: row.personId, name: row.personName },
  teamId: row.teamId,
  teamName: row.teamName,
  purpose: row.purpose,
  project: row.projectId === null ? null : { id: row.projectId, name: row.projectName ?? '' },
  charge: row.exception && toCharge(row.personId, row.exception),
  simulated: row.simulated,
  span: { from: new Date(row.startsMs), to: new Date(row.endsMs) },
  bookedUntil: new Date(row.bookedMs),
  isNoShow: row.exception?.endReason === 'no_show',
  machineIds: machines.get(row.id) ?? [],
  sessions: (sessions.get(row.id) ?? []).map(
    ({ id, createdMs, endedMs, bookingId: _bookingId, ...session }) => {
      const endedAt = endedMs === null ? null : new Date(endedMs);
      const span = { from: new Date(createdMs), to: endedAt ?? window.to };
      return {
        ...session,
        id,
        span,
        endedAt,
        machineIds: ranks.get(id) ?? [],
        frozen: frozen.get(id) ?? null,
      };
    },
  ),
});

const moment = (atMs: number | null): Date | null => (atMs === null ? null : new Date(atMs));
const toCharge = (id: string, it: Exception): NonNullable<BookingUsage['charge']> => ({
  status: it.status,
  endReason: it.endReason,
  startsAt: new Date(it.startsMs),
  endsAt: new Date(it.endsMs),
  endedAt: moment(it.endedMs),
  missingMachineIds: it.missingMachineIds,
  degradedSince: moment(it.degradedMs),
  chargedFrom: moment(it.chargedFromMs),
  chargedUntil: moment(it.chargedUntilMs),
  chargeWaived: it.chargeWaived,
  person: { id, teamId: it.teamId, role: it.role },
});
