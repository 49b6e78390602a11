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
  /** The team it is charged to. */
  teamId: Id.nullable(),
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
  /** Why an admin set the rules aside for it. */
  overrideReason: z.string().nullable(),
  /** Since when machines of it are missing; null: they are all there. */
  degradedSince: Instant.nullable(),
  missingMachineIds: z.array(Id),
  /** When its person was asked whether it is still needed and has not answered yet. */
  idleAskedAt: Instant.nullable(),
  /** The model to start on it, by itself when `autoStart`. */
  startModelId: Id.nullable(),
  autoStart: z.boolean(),
  /** Until when its machines are kept free after it. */
  heldUntil: Instant,
  revision: Count,
});
export type Booking = z.output<typeof Booking>;

/** Why rules, approval and turnaround are set aside: for who may `booking:override` only, and read by all. */
export const OverrideReason = Text.trim().min(1, 'Say why the rules are set aside.').max(300).nullish();

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
  /** One of one's own teams, which it is charged to; left out: the main one. */
  teamId: Id.nullish(),
  /** The hold it was chosen with; it ends with this. */
  holdId: Id.nullish(),
  /** The model to start on it, by itself at the start when `autoStart`. */
  startModelId: Id.nullish(),
  autoStart: z.boolean().optional(),
  overrideReason: OverrideReason,
  /** What is in the way and has less priority is cancelled, where the lab's rule allows it. */
  makeWay: z.boolean().optional(),
});
export type CreateBookingInput = z.output<typeof CreateBookingInput>;

/** What is left out stays as it is. */
export const ChangeBookingInput = z.object({
  id: Id,
  revision: Revision,
  startsAt: Instant.optional(),
  endsAt: Instant.optional(),
  machineIds: z.array(Id).min(1, 'Choose at least one machine.').max(64).optional(),
  purpose: Text.trim().min(1, 'Say what the booking is for.').max(200).optional(),
  projectId: Id.nullable().optional(),
  /** One of its person's teams, which all of it is charged to. */
  teamId: Id.optional(),
  overrideReason: OverrideReason,
});
export type ChangeBookingInput = z.output<typeof ChangeBookingInput>;

/** A machine that could take the place of one that went away. */
export const Replacement = z.object({
  id: Id,
  name: z.string(),
  memoryBytes: z.number().nullable(),
  isSameModel: z.boolean(),
});
export type Replacement = z.output<typeof Replacement>;

export const ListReplacementsInput = z.object({ id: Id, machineId: Id, limit: limit(10, 50) });
export const ReplaceMachineInput = z.object({
  id: Id,
  revision: Revision,
  machineId: Id,
  withMachineId: Id,
});

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
      /** The booking that has it. */
      bookingId: Id.nullish(),
      /** Who has it; nobody, for maintenance and some holds. */
      personName: z.string().nullable(),
      /** What for; of maintenance its note. */
      purpose: z.string().nullable(),
      startsAt: Instant,
      endsAt: Instant,
    }),
  ),
  nextFree: z.object({ startsAt: Instant, endsAt: Instant }).nullable(),
  /** By priority what is in the way may be taken; else why not. Null: the lab has no such rule, or nobody asks. */
  makeWay: z.object({ bookings: Count, why: z.string().nullable() }).nullable().optional(),
});
export type BookingConflict = z.output<typeof BookingConflict>;

/** What a booking would be told, without making it; `bookingId`: the one that would be changed. */
export const CheckBookingInput = z.object({
  machineIds: z.array(Id).min(1).max(64),
  startsAt: Instant,
  endsAt: Instant,
  bookingId: Id.nullish(),
  holdId: Id.nullish(),
  teamId: Id.nullish(),
});
export const BookingCheck = z.object({
  /** What refuses it; `rule` where one of the lab's does. */
  refusal: z.object({ rule: z.string().nullable(), message: z.string() }).nullable(),
  /** Who is in the way, as a refused booking tells it. */
  conflict: BookingConflict.nullable(),
  /** Somebody has to agree, by this rule. */
  approval: z.string().nullable(),
});
export type BookingCheck = z.output<typeof BookingCheck>;

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
