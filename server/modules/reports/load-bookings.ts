import type { ChargedBooking } from '@/shared/domain/booking-cost.ts';
import { NO_PURPOSE, SOMEBODY } from '@/shared/domain/booking-visibility.ts';
import type { PolicyPerson } from '@/shared/domain/policy-rules.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { wideClient } from '../../db.ts';
import type { FrozenCut } from '../energy/index.ts';
import { type MayKnow, readMayKnow } from '../visibility/index.ts';
import { type BookingColumns, type Exception, findBookings, readBookings } from './read-bookings.ts';

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

const BATCH = 5000;
/** Postgres reads one while the one before is gone through; more of them would be a year in memory. */
const AT_ONCE = 2;

/**
 * Bookings by start, with their sessions: those that touch the window, and those whose sessions or answers do. In
 * batches, so that a year is never in memory at once.
 */
export async function* loadBookings(
  ctx: ServiceContext,
  window: Span,
  energy: { withEnergy: boolean },
): AsyncGenerator<BookingUsage[]> {
  const client = wideClient(ctx.db);
  const [mayKnow, ids] = await Promise.all([readMayKnow(ctx), findBookings(client, window)]);
  const reading: Promise<BookingColumns>[] = [];
  for (let start = 0; start < ids.length || reading.length > 0; start += BATCH) {
    if (start < ids.length) {
      const batch = readBookings(client, ids.slice(start, start + BATCH), energy);
      // Told where it is waited for, unless who asked has gone.
      batch.catch(() => {});
      reading.push(batch);
      if (reading.length < AT_ONCE) continue;
    }
    yield toBookings(await reading.shift()!, mayKnow, window);
  }
}

function toBookings(columns: BookingColumns, mayKnow: MayKnow, window: Span): BookingUsage[] {
  const bookings = columns.bookings.id.map((_id, at) => toBooking(columns, at, mayKnow));
  const byPlace: BookingUsage[] = [];
  for (const [at, place] of columns.bookings.place.entries()) byPlace[place] = bookings[at]!;
  const { blocks, ranks, frozen } = columns;
  const machineIds = columns.machines.id;
  for (const [at, place] of blocks.booking.entries())
    byPlace[place]!.machineIds.push(machineIds[blocks.machine[at]!]!);
  const sessions = columns.sessions.id.map((_id, at) => toSession(columns.sessions, at, window));
  for (const [at, place] of ranks.session.entries())
    sessions[place]!.machineIds.push(machineIds[ranks.machine[at]!]!);
  for (const [at, place] of frozen.session.entries()) {
    const session = sessions[place]!;
    session.frozen ??= [];
    session.frozen.push({
      machineId: machineIds[frozen.machine[at]!]!,
      joules: frozen.joules[at]!,
      coveredMs: frozen.coveredMs[at]!,
      windowMs: frozen.windowMs[at]!,
      cuts: frozen.cuts[at]!,
    });
  }
  for (const [at, session] of sessions.entries())
    byPlace[columns.sessions.booking[at]!]!.sessions.push(session);
  return bookings;
}

function toBooking(
  { bookings: rows, people, teams, projects }: BookingColumns,
  at: number,
  mayKnow: MayKnow,
): BookingUsage {
  const [person, team, project] = [rows.person[at]!, rows.team[at] ?? null, rows.project[at] ?? null];
  const [personId, exception] = [people.id[person]!, rows.exception[at]!];
  const known = mayKnow(personId);
  return {
    id: rows.id[at]!,
    person: { id: personId, name: known.name ? people.name[person]! : SOMEBODY.name },
    teamId: team === null ? null : teams.id[team]!,
    teamName: team === null ? null : teams.name[team]!,
    purpose: known.purpose ? rows.purpose[at]! : NO_PURPOSE,
    project: project === null ? null : { id: projects.id[project]!, name: projects.name[project]! },
    simulated: rows.simulated[at]!,
    span: { from: new Date(rows.startsMs[at]!), to: new Date(rows.endsMs[at]!) },
    bookedUntil: new Date(rows.bookedMs[at]!),
    isNoShow: exception?.endReason === 'no_show',
    machineIds: [],
    charge: exception && toCharge(personId, exception),
    sessions: [],
  };
}

function toSession(rows: BookingColumns['sessions'], at: number, window: Span): SessionUsage {
  const endedMs = rows.endedMs[at]!;
  const endedAt = endedMs === null ? null : new Date(endedMs);
  return {
    id: rows.id[at]!,
    modelId: rows.modelId[at]!,
    modelTitle: rows.modelTitle[at]!,
    span: { from: new Date(rows.createdMs[at]!), to: endedAt ?? window.to },
    endedAt,
    endReason: rows.endReason[at]!,
    machineIds: [],
    frozen: null,
  };
}

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
