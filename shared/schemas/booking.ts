import * as z from 'zod';
import { FARTHEST_AHEAD_MS } from '../domain/booking-rules.ts';
import { limit, windowOf } from './paging.ts';
import { Text } from './text.ts';
import { Count, Id, Instant, Revision } from './units.ts';

export const BOOKING_STATUSES = ['pending', 'confirmed', 'cancelled', 'ended', 'declined'] as const;
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
  project: z.object({ id: Id, name: z.string() }).nullable(),
  seriesId: Id.nullable(),
  /** Why it was over before its time: `early`, `no_show`, `idle`, `preempted`. */
  endReason: z.string().nullable(),
  checkedInAt: Instant.nullable(),
  /** Since when machines of it are missing; null: they are all there. */
  degradedSince: Instant.nullable(),
  /** Until when its machines are kept free after it. */
  heldUntil: Instant,
  revision: Count,
});
export type Booking = z.output<typeof Booking>;

export const CreateBookingInput = z.object({
  /** Made by the client; a second create with the same id returns the first booking. */
  id: z.uuid(),
  machineIds: z.array(Id).min(1, 'Choose at least one machine.').max(64),
  startsAt: Instant,
  endsAt: Instant,
  /** A length was chosen, no end: a start that has passed by the time it is taken takes the end along. */
  keepsLength: z.boolean().optional(),
  purpose: Text.trim().min(1, 'Say what the booking is for.').max(200),
  projectId: Id.nullish(),
  /** The hold it was chosen with; it ends with this. */
  holdId: Id.nullish(),
  /** The model to start on it, by itself at the start when `autoStart`. */
  startModelId: Id.nullish(),
  autoStart: z.boolean().optional(),
});
export type CreateBookingInput = z.output<typeof CreateBookingInput>;

export const BLOCK_KINDS = ['booking', 'hold', 'maintenance'] as const;
/** Why a machine's time is taken: booked, held while somebody chooses, or out of use by plan. */
export const BlockKind = z.enum(BLOCK_KINDS);
export type BlockKind = z.infer<typeof BlockKind>;

/** Planned time in which a machine can't be booked. What was called off before its start is gone. */
export const Maintenance = z.object({
  id: Id,
  /** What it belongs to, of one machine or several. */
  windowId: Id.nullable(),
  machineId: Id,
  machineName: z.string(),
  startsAt: Instant,
  endsAt: Instant,
  note: z.string().nullable(),
  /** A booking has the machine then, and was asked to make way: it holds once that is gone. */
  waits: z.boolean(),
});
export type Maintenance = z.output<typeof Maintenance>;

export const PlanMaintenanceInput = z.object({
  machineId: Id,
  startsAt: Instant,
  endsAt: Instant,
  note: Text.trim().max(200).default(''),
});

/** What holds which wanted machine until when, and the next time all wanted machines are free together. */
export const BookingConflict = z.object({
  conflicts: z.array(
    z.object({
      machineId: Id,
      machineName: z.string(),
      kind: BlockKind,
      /** Who has it; nobody, for maintenance and some holds. */
      personName: z.string().nullable(),
      /** What for; of maintenance its note. */
      purpose: z.string().nullable(),
      startsAt: Instant,
      endsAt: Instant,
    }),
  ),
  nextFree: z.object({ startsAt: Instant, endsAt: Instant }).nullable(),
});
export type BookingConflict = z.output<typeof BookingConflict>;

/** At most `limit` of them, the first by start. */
export const ListBookingsInput = windowOf(100).and(z.object({ limit: limit(2000, 2000) }));
export const ListMaintenanceInput = windowOf(100).and(
  z.object({ machineId: Id.optional(), limit: limit(2000, 2000) }),
);
export const BookingIdInput = z.object({ id: Id, revision: Revision });
export const FindFreeInput = z.object({
  machineIds: z.array(Id).min(1).max(64),
  /** As far ahead as can be booked: nothing longer fits. */
  durationMs: z.number().int().positive().max(FARTHEST_AHEAD_MS),
  from: Instant.optional(),
});
