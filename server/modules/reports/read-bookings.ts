import type { PolicyPerson } from '@/shared/domain/policy-rules.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { HotClient, Statement } from '../../db.ts';
import type { FrozenCut } from '../energy/index.ts';
import { type Columns, inColumns, readColumns } from './read-columns.ts';

/** Of the few bookings that are not charged for the time they were held. */
export type Exception = {
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
  place: number;
  id: string;
  person: number;
  team: number | null;
  purpose: string;
  project: number | null;
  exception: Exception | null;
  simulated: boolean;
  startsMs: number;
  endsMs: number;
  bookedMs: number;
};
type SessionRow = {
  booking: number;
  id: string;
  modelId: string;
  modelTitle: string;
  endReason: string | null;
  createdMs: number;
  endedMs: number | null;
};
/**
 * Places from 0 on: `booking` among those asked for, the others among those read. Most of what is told is who with
 * whom, and names once are less to write and to keep than names with each.
 */
type RankRow = { session: number; machine: number };
type FrozenRow = RankRow & {
  joules: number | null;
  coveredMs: number;
  windowMs: number;
  cuts: FrozenCut[];
};
type NamedRow = { id: string; name: string };
type Tables = {
  people: NamedRow;
  teams: NamedRow;
  projects: NamedRow;
  bookings: BookingRow;
  machines: { id: string };
  blocks: { booking: number; machine: number };
  sessions: SessionRow;
  ranks: RankRow;
  frozen: FrozenRow;
};
export type BookingColumns = { [Name in keyof Tables]: Columns<Tables[Name]> };

/** Ids of those that touch the window, by start, and of those whose sessions or answers do. */
export async function findBookings(client: HotClient, { from, to }: Span): Promise<string[]> {
  const edges = [from.toISOString(), to.toISOString()];
  const { found } = await readColumns<{ found: { id: string } }>(client, FIND, edges);
  return found.id;
}

/**
 * Bookings in the order of their ids, with what belongs to them: sessions as they began, ranks as they are numbered,
 * machines by id. Fractions are added in this order, so that a restored lab's report is the same to the last digit.
 * `frozen` is what settled sessions left of their energy; without it there is none.
 */
export const readBookings = (
  client: HotClient,
  ids: readonly string[],
  { withEnergy }: { withEnergy: boolean },
): Promise<BookingColumns> => readColumns<Tables>(client, READ, [ids, withEnergy]);

// An answer may end a moment after its session.
const FIND: Statement = {
  name: 'reports.find-bookings',
  text: `SELECT ${inColumns(
    ['id'],
    `
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
  )} AS found`,
};

/** Instants are whole milliseconds. By way of a float, which costs half as much as to extract; told as a whole number. */
const ms = (column: string): string => `round(date_part('epoch', ${column}) * 1000)::int8`;

const BOOKINGS = inColumns(
  [
    'place',
    'id',
    'person',
    'team',
    'purpose',
    'project',
    'exception',
    'simulated',
    'startsMs',
    'endsMs',
    'bookedMs',
  ],
  `
    SELECT asked.place, b.id, u.place AS person, t.place AS team, b.purpose, b.simulated, p.place AS project,
      CASE WHEN b."chargeWaived" OR b."endReason" IN ('no_show', 'preempted')
        OR coalesce(b."degradedSince", b."chargedFrom", b."chargedUntil") IS NOT NULL
      THEN json_build_object('status', b.status, 'endReason', b."endReason", 'startsMs', ${ms('b."startsAt"')},
        'endsMs', ${ms('b."endsAt"')}, 'endedMs', ${ms('b."endedAt"')}, 'missingMachineIds', b."missingMachineIds",
        'degradedMs', ${ms('b."degradedSince"')}, 'chargedFromMs', ${ms('b."chargedFrom"')},
        'chargedUntilMs', ${ms('b."chargedUntil"')}, 'chargeWaived', b."chargeWaived", 'teamId', b."teamId",
        'role', u.role) END AS exception,
      ${ms('b."startsAt"')} AS "startsMs", ${ms('coalesce(b."endedAt", b."endsAt")')} AS "endsMs",
      ${ms('b."endsAt"')} AS "bookedMs"
    FROM asked JOIN "Booking" b USING (id) JOIN people u ON u.id = b."personId" LEFT JOIN teams t ON t.id = b."teamId"
    LEFT JOIN projects p ON p.id = b."projectId"
    ORDER BY asked.place`,
);
const named = (table: string): string =>
  inColumns(['id', 'name'], `SELECT id, name FROM ${table} ORDER BY place`);
const MACHINES = inColumns(['id'], 'SELECT id FROM macs ORDER BY place');
const BLOCKS = inColumns(
  ['booking', 'machine'],
  `SELECT asked.place AS booking, macs.place AS machine FROM asked JOIN "MachineBlock" k ON k."bookingId" = asked.id
    JOIN macs ON macs.id = k."machineId" WHERE k.kind = 'booking' ORDER BY asked.place, macs.place`,
);
const SESSIONS = inColumns(
  ['booking', 'id', 'modelId', 'modelTitle', 'endReason', 'createdMs', 'endedMs'],
  'SELECT * FROM sessions ORDER BY session',
);
const RANKS = inColumns(
  ['session', 'machine'],
  `
    SELECT s.session, macs.place AS machine FROM sessions s JOIN "SessionRank" r ON r."sessionId" = s.id
    JOIN macs ON macs.id = r."machineId" ORDER BY s.session, r.rank`,
);
const FROZEN = inColumns(
  ['session', 'machine', 'joules', 'coveredMs', 'windowMs', 'cuts'],
  `
    SELECT s.session, macs.place AS machine, m."energyJoules" AS joules, m."coveredMs", m."windowMs", m.cuts
    FROM sessions s JOIN "SessionEnergy" e ON e."sessionId" = s.id
    JOIN "SessionMachineEnergy" m ON m."sessionId" = s.id JOIN macs ON macs.id = m."machineId"
    WHERE e."settledAt" IS NOT NULL AND $2::bool ORDER BY s.session, macs.place`,
);

const placed = (columns: string, table: string): string =>
  `SELECT ${columns}, (row_number() OVER (ORDER BY id) - 1)::int AS place FROM "${table}"`;

// Nameless, so that each is planned by how many it asks for: one plan for all of them looks each row up on its own.
const READ: Statement = {
  name: '',
  text: `
    WITH asked AS MATERIALIZED (
      SELECT id, (place - 1)::int AS place FROM unnest($1::text[]) WITH ORDINALITY AS a(id, place)
    ), people AS MATERIALIZED (${placed('id, name, role', 'User')}), teams AS MATERIALIZED (${placed('id, name', 'Team')}),
    projects AS MATERIALIZED (${placed('id, name', 'Project')}), macs AS MATERIALIZED (${placed('id', 'Machine')}),
    sessions AS MATERIALIZED (
      SELECT (row_number() OVER (ORDER BY a.place, s."createdAt", s.epoch) - 1)::int AS session, s.id, a.place AS booking,
        s."modelId", s."modelTitle", s."endReason", ${ms('s."createdAt"')} AS "createdMs", ${ms('s."endedAt"')} AS "endedMs"
      FROM asked a JOIN "Session" s ON s."bookingId" = a.id
    )
    SELECT ${named('people')} AS people, ${named('teams')} AS teams, ${named('projects')} AS projects,
      ${BOOKINGS} AS bookings, ${MACHINES} AS machines, ${BLOCKS} AS blocks, ${SESSIONS} AS sessions, ${RANKS} AS ranks, ${FROZEN} AS frozen`,
};
