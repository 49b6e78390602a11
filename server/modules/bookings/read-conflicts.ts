import { formatMoment } from '@/shared/domain/booking-rules.ts';
import type { BookingConflict } from '@/shared/schemas/booking.ts';
import type { Transaction } from '../../db.ts';

export type Conflict = BookingConflict['conflicts'][number];

/** Who holds these machines in `[from, to)`: the first holder of each, turnaround included in its end. */
export function readConflicts(
  tx: Transaction,
  machineIds: string[],
  from: Date,
  to: Date,
): Promise<Conflict[]> {
  return tx.$queryRaw<Conflict[]>`
    SELECT DISTINCT ON (m.name, m.id) m.id AS "machineId", m.name AS "machineName", u.name AS "personName",
      b.purpose, k."startsAt", k."endsAt"
    FROM "MachineBlock" k
    JOIN "Booking" b ON b.id = k."bookingId"
    JOIN "User" u ON u.id = b."personId"
    JOIN "Machine" m ON m.id = k."machineId"
    WHERE k."machineId" = ANY(${machineIds}) AND k.holds AND k."startsAt" < ${to} AND k."endsAt" > ${from}
    ORDER BY m.name, m.id, k."startsAt"`;
}

const NAMED = 3;

/** `studio-01 is held by Ada until 24 Nov 2026, 14:00 (Europe/Berlin).` */
export function conflictMessage(conflicts: readonly Conflict[], timeZone: string): string {
  if (conflicts.length === 0) return 'Somebody else booked one of these machines at this moment. Try again.';
  const named = conflicts
    .slice(0, NAMED)
    .map((it) => `${it.machineName} is held by ${it.personName} until ${formatMoment(it.endsAt, timeZone)}`);
  const others = conflicts.length - named.length;
  if (others > 0) named.push(`${others} more ${others === 1 ? 'is' : 'are'} taken too`);
  return `${named.join('; ')}.`;
}
