import { Prisma } from '@/prisma/generated/client.ts';
import { formatRange, formatZonedMoment, type Moment, zoneName } from '@/shared/domain/format.ts';
import type { BookingConflict } from '@/shared/schemas/booking.ts';
import type { ServiceContext } from '../../context.ts';
import { readSql } from '../../db.ts';
import { readMayKnow } from '../visibility/index.ts';

export type Conflict = BookingConflict['conflicts'][number];

const MOST = 2000;

type Wanted = {
  machineIds: string[];
  startsAt: Date;
  until: Date;
  bookingId: string;
  holdId?: string | null;
  overrideReason?: string | null;
};

/** What a booking of these machines in `[startsAt, until)` runs into: the first on each, turnaround included. */
export async function readConflicts(ctx: ServiceContext, wanted: Wanted): Promise<Conflict[]> {
  const rows = await readSql<Conflict & { personId: string | null }>(
    ctx.db,
    'bookings.read-conflicts',
    Prisma.sql`
    SELECT DISTINCT ON (m.name, m.id) m.id AS "machineId", m.name AS "machineName", k.kind::text, k."bookingId",
      coalesce(u.id, w.id) AS "personId", coalesce(u.name, w.name) AS "personName", coalesce(b.purpose, k.note) AS purpose, k."startsAt", k."endsAt"
    FROM "MachineBlock" k
    JOIN "Machine" m ON m.id = k."machineId"
    LEFT JOIN "Booking" b ON b.id = k."bookingId"
    LEFT JOIN "User" u ON u.id = b."personId"
    LEFT JOIN "BookingHold" h ON h.id = k."holdId"
    LEFT JOIN "User" w ON w.id = h."personId"
    WHERE k."machineId" = ANY(${wanted.machineIds}) AND k.holds
      AND (k."expiresAt" IS NULL OR k."expiresAt" > ${ctx.now()})
      AND k."bookingId" IS DISTINCT FROM ${wanted.bookingId} AND k."holdId" IS DISTINCT FROM ${wanted.holdId ?? ''}
      AND k."startsAt" < ${wanted.until} AND k."endsAt" > ${wanted.startsAt}
      AND (${!wanted.overrideReason} OR coalesce(b."endsAt", k."endsAt") > ${wanted.startsAt})
    ORDER BY m.name, m.id, k."startsAt" LIMIT ${MOST}`,
  );
  const mayKnow = await readMayKnow(ctx);
  return rows.map(({ personId, personName, purpose, ...row }) => {
    const known = mayKnow(personId);
    return { ...row, personName: known.name ? personName : null, purpose: known.purpose ? purpose : null };
  });
}

const NAMED = 3;

/** `studio-01 is held by Ada until Thu 14:00 CET.` */
export function conflictMessage(conflicts: readonly Conflict[], timeZone: string, now: Moment): string {
  if (conflicts.length === 0) return 'Somebody else booked one of these machines at this moment. Try again.';
  const named = conflicts
    .slice(0, NAMED)
    .map((it) => `${it.machineName} ${stateOf(it)} until ${formatZonedMoment(it.endsAt, timeZone, now)}`);
  const others = conflicts.length - named.length;
  if (others > 0) named.push(`${others} more ${others === 1 ? 'is' : 'are'} taken too`);
  return `${named.join('; ')}.`;
}

function stateOf({ kind, personName }: Conflict): string {
  if (kind === 'maintenance') return 'is in maintenance';
  const who = personName ?? 'somebody';
  return kind === 'hold' ? `is being booked by ${who}` : `is held by ${who}`;
}

/** For whoever plans around them: `In the way: Ada · LoRA sweep, Thu 14:00 to 15:00 CET.` */
export function inTheWayMessage(conflicts: readonly Conflict[], timeZone: string, now: Moment): string {
  if (conflicts.length === 0) return 'Something took this machine at this moment. Try again.';
  const named = conflicts.slice(0, NAMED).map((it) => {
    const what =
      it.kind === 'maintenance'
        ? (it.purpose ?? 'maintenance')
        : [it.personName ?? 'somebody', it.purpose].filter(Boolean).join(' · ');
    return `${what}, ${formatRange(it.startsAt, it.endsAt, timeZone, now)} ${zoneName(timeZone, it.endsAt)}`;
  });
  const others = conflicts.length - named.length;
  if (others > 0) named.push(`and ${others} more`);
  return `In the way: ${named.join('; ')}.`;
}
