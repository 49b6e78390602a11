import { AGAIN_WINDOW_MS, type NotAgain, type StartAgain, whenAgain } from '@/shared/domain/start-again.ts';
import type { Prisma } from '@/prisma/generated/client.ts';
import type { Transaction } from '../../db.ts';
import { causeOf } from './internal.ts';

/** So many sessions of a booking are looked at: more than may fail within the time that counts. */
const MOST = 10;

const OF_BOOKING = {
  id: true,
  person: { select: { id: true, name: true, role: true, teamId: true } },
  purpose: true,
  startModelId: true,
  sessions: {
    select: {
      id: true,
      state: true,
      incident: { select: { noticedAt: true, cause: true, machineId: true } },
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: MOST,
  },
} satisfies Prisma.BookingSelect;

/** Of bookings that start their model by themselves and whose newest session failed: when it comes again. */
type FailedBooking = {
  bookingId: string;
  person: Prisma.BookingGetPayload<{ select: typeof OF_BOOKING }>['person'];
  purpose: string;
  modelId: string;
  /** The newest one, which failed. */
  sessionId: string;
  again: StartAgain | NotAgain;
};

/** All of these that run now, or the one that is named. */
export async function readFailedBookings(
  db: Pick<Transaction, 'booking'>,
  { now, bookingId }: { now: Date; bookingId?: string },
): Promise<FailedBooking[]> {
  const bookings = await db.booking.findMany({
    where: {
      ...(bookingId !== undefined && { id: bookingId }),
      status: 'confirmed',
      autoStart: true,
      startModelId: { not: null },
      startsAt: { lte: now },
      endsAt: { gt: now },
      sessions: {
        some: { state: 'failed', incident: { noticedAt: { gt: new Date(now.getTime() - AGAIN_WINDOW_MS) } } },
      },
    },
    select: OF_BOOKING,
    orderBy: { id: 'asc' },
  });
  return bookings.flatMap(({ id, person, purpose, startModelId, sessions }) => {
    const since = sessions.findIndex((it) => it.state !== 'failed' || it.incident === null);
    const failures = (since === -1 ? sessions : sessions.slice(0, since)).map(({ incident }) => ({
      at: incident!.noticedAt,
      cause: causeOf(incident!.cause),
      machineId: incident!.machineId,
    }));
    if (failures.length === 0) return [];
    const of = { bookingId: id, person, purpose, modelId: startModelId!, sessionId: sessions[0]!.id };
    return [{ ...of, again: whenAgain(failures) }];
  });
}
