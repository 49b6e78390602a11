import type { BookingFacts } from '@/shared/domain/booking-event.ts';
import type { Transaction } from '../../db.ts';

const FACTS = {
  id: true,
  personId: true,
  purpose: true,
  status: true,
  startsAt: true,
  endsAt: true,
  endedAt: true,
  simulated: true,
  revision: true,
  changedAt: true,
  person: { select: { name: true } },
  project: { select: { name: true } },
  blocks: { select: { machine: { select: { name: true } } }, orderBy: { machine: { name: 'asc' } } },
} as const;

type KnownBooking = BookingFacts & { personId: string };

/** Bookings as calendars have them, by start. */
export async function readBookingFacts(
  tx: Pick<Transaction, 'booking'>,
  where: NonNullable<Parameters<Transaction['booking']['findMany']>[0]>['where'] & {},
  limit: number,
): Promise<KnownBooking[]> {
  const rows = await tx.booking.findMany({
    where,
    select: FACTS,
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
    take: limit,
  });
  return rows.map(({ person, project, blocks, ...row }) => ({
    ...row,
    personName: person.name,
    projectName: project?.name ?? null,
    machines: blocks.map((it) => it.machine.name),
  }));
}
