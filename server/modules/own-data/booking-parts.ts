import { readBookingCost } from '../bookings/index.ts';
import { bookingFigures, sessionFigures } from '../energy/index.ts';
import { few, rowsById } from './rows.ts';
import type { Part } from './part.ts';

export const BOOKING_PARTS: readonly Part[] = [
  {
    file: 'bookings.json',
    says: 'Your bookings: machines, times, purpose, the sessions on them, what they used and what they cost.',
    columns: ['Booking.personId'],
    async *read(ctx, personId) {
      const rows = rowsById(({ after, take }) =>
        ctx.db.booking.findMany({
          where: { personId, id: { gt: after } },
          select: BOOKING,
          orderBy: { id: 'asc' },
          take,
        }),
      );
      for await (const { blocks, sessions, project, ...booking } of rows) {
        const { adjustments: _contested, mayContest: _may, ...cost } = await readBookingCost(ctx, booking);
        const { people: _others, ...used } = await bookingFigures(ctx, booking.id);
        yield {
          ...booking,
          project: project?.name ?? null,
          machines: blocks.map((it) => it.machine.name),
          sessions: sessions.map(({ startedById, ...it }) => ({
            ...it,
            isStartedByYou: startedById === personId,
          })),
          used,
          cost,
        };
      }
    },
  },
  {
    file: 'sessions.json',
    says: 'Sessions that you started, on bookings of others too: model, machines, times, tokens, energy, and what their part of the booking costs.',
    columns: ['Session.startedById'],
    async *read(ctx, personId) {
      const rows = rowsById(({ after, take }) =>
        ctx.db.session.findMany({
          where: { startedById: personId, id: { gt: after } },
          select: SESSION,
          orderBy: { id: 'asc' },
          take,
        }),
      );
      for await (const { ranks, booking, ...session } of rows)
        yield {
          ...session,
          isOnOwnBooking: booking.personId === personId,
          machines: ranks.map((it) => it.machine.name),
          figures: await sessionFigures(ctx, session.id),
        };
    },
  },
  {
    file: 'booking-series.json',
    says: 'Bookings of yours that come again.',
    columns: ['BookingSeries.personId'],
    read: ({ db }, personId) =>
      rowsById(({ after, take }) =>
        db.bookingSeries.findMany({
          where: { personId, id: { gt: after } },
          omit: { personId: true },
          orderBy: { id: 'asc' },
          take,
        }),
      ),
  },
  {
    file: 'waits.json',
    says: 'Time you wait for or waited for.',
    columns: ['BookingWait.personId'],
    read: ({ db }, personId) =>
      rowsById(({ after, take }) =>
        db.bookingWait.findMany({
          where: { personId, id: { gt: after } },
          omit: { personId: true },
          orderBy: { id: 'asc' },
          take,
        }),
      ),
  },
  {
    file: 'holds.json',
    says: 'Time you hold at this moment.',
    columns: ['BookingHold.personId'],
    read: ({ db }, personId) =>
      few(db.bookingHold.findMany({ where: { personId }, omit: { personId: true }, orderBy: { id: 'asc' } })),
  },
  {
    file: 'contested-charges.json',
    says: 'Charges that you contested, and the answers.',
    columns: ['BookingAdjustment.askedById'],
    read: ({ db }, askedById) =>
      rowsById(({ after, take }) =>
        db.bookingAdjustment.findMany({
          where: { askedById, id: { gt: after } },
          omit: { askedById: true, decidedById: true },
          orderBy: { id: 'asc' },
          take,
        }),
      ),
  },
  {
    file: 'benchmarks.json',
    says: 'Benchmarks that you started; their results are the lab’s.',
    columns: ['Benchmark.startedById'],
    read: ({ db }, startedById) =>
      rowsById(({ after, take }) =>
        db.benchmark.findMany({
          where: { startedById, id: { gt: after } },
          select: { id: true, sessionId: true, promptSet: true, state: true, createdAt: true, endedAt: true },
          orderBy: { id: 'asc' },
          take,
        }),
      ),
  },
  {
    file: 'imported-results.json',
    says: 'Results of other programs that you brought in, as you gave them.',
    columns: ['ResultImport.importedById'],
    read: ({ db }, importedById) =>
      rowsById(({ after, take }) =>
        db.resultImport.findMany({
          where: { importedById, id: { gt: after } },
          select: { id: true, source: true, text: true, importedAt: true, removedAt: true },
          orderBy: { id: 'asc' },
          take,
        }),
      ),
  },
];

const BOOKING = {
  id: true,
  purpose: true,
  startsAt: true,
  endsAt: true,
  endedAt: true,
  status: true,
  endReason: true,
  simulated: true,
  createdAt: true,
  seriesId: true,
  project: { select: { name: true } },
  decisionNote: true,
  blocks: {
    where: { kind: 'booking' },
    select: { machine: { select: { name: true } } },
    orderBy: { machine: { name: 'asc' } },
  },
  sessions: {
    select: {
      id: true,
      modelTitle: true,
      createdAt: true,
      readyAt: true,
      endedAt: true,
      endReason: true,
      startedById: true,
    },
    orderBy: { createdAt: 'asc' },
  },
} as const;

const SESSION = {
  id: true,
  bookingId: true,
  booking: { select: { personId: true } },
  modelTitle: true,
  backend: true,
  simulated: true,
  state: true,
  createdAt: true,
  readyAt: true,
  endedAt: true,
  endReason: true,
  ranks: { select: { machine: { select: { name: true } } }, orderBy: { rank: 'asc' } },
} as const;
