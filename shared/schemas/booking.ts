import * as z from 'zod';
import { Count, Id, Instant } from './units.ts';

export const BOOKING_STATUSES = ['confirmed', 'cancelled', 'ended'] as const;
export const BookingStatus = z.enum(BOOKING_STATUSES);
export type BookingStatus = z.infer<typeof BookingStatus>;

export const Booking = z.object({
  id: Id,
  purpose: z.string(),
  status: BookingStatus,
  startsAt: Instant,
  endsAt: Instant,
  /** When the machines were given back, if before `endsAt`. */
  endedAt: Instant.nullable(),
  person: z.object({ id: Id, name: z.string() }),
  teamName: z.string().nullable(),
  mine: z.boolean(),
  machines: z.array(z.object({ id: Id, name: z.string(), simulated: z.boolean() })),
  simulated: z.boolean(),
  /** The session that runs on it; null when none does. */
  sessionId: Id.nullable(),
  revision: Count,
});
export type Booking = z.output<typeof Booking>;

export const CreateBookingInput = z.object({
  /** Made by the client; a second create with the same id returns the first booking. */
  id: z.uuid(),
  machineIds: z.array(Id).min(1, 'Choose at least one machine.').max(64),
  startsAt: Instant,
  endsAt: Instant,
  purpose: z.string().trim().min(1, 'Say what the booking is for.').max(200),
});
export type CreateBookingInput = z.output<typeof CreateBookingInput>;

/** Who holds which wanted machine until when, and the next time all wanted machines are free together. */
export const BookingConflict = z.object({
  conflicts: z.array(
    z.object({
      machineId: Id,
      machineName: z.string(),
      personName: z.string(),
      purpose: z.string().nullable(),
      startsAt: Instant,
      endsAt: Instant,
    }),
  ),
  nextFree: z.object({ startsAt: Instant, endsAt: Instant }).nullable(),
});
export type BookingConflict = z.output<typeof BookingConflict>;

export const ListBookingsInput = z.object({ from: Instant, to: Instant });
export const BookingIdInput = z.object({ id: Id, revision: Count });
export const FindFreeInput = z.object({
  machineIds: z.array(Id).min(1).max(64),
  durationMs: z.number().int().positive(),
  from: Instant.optional(),
});
