import * as z from 'zod';
import { Booking } from './booking.ts';
import { limit, pageInput } from './paging.ts';
import { Text } from './text.ts';
import { Count, Id, Instant, Revision } from './units.ts';

const MOST_NOTE = 500;

export const ApproveBookingInput = z.object({
  id: Id,
  revision: Revision,
  /** A word to who asked; nothing is fine. */
  note: Text.trim().max(MOST_NOTE).default(''),
});
export type ApproveBookingInput = z.output<typeof ApproveBookingInput>;

export const DeclineBookingInput = z.object({
  id: Id,
  revision: Revision,
  note: Text.trim().min(1, 'Say why, so that they know what to ask for instead.').max(MOST_NOTE),
});
export type DeclineBookingInput = z.output<typeof DeclineBookingInput>;

export const ListRequestsInput = z.object({ limit: limit(100, 200) });

/** `isTaken`: somebody else has one of its machines then by now. */
export const ListedRequest = z.object({
  booking: Booking,
  askedAt: Instant,
  rule: z.string().nullable(),
  isTaken: z.boolean(),
});
export type ListedRequest = z.output<typeof ListedRequest>;

const Person = z.object({ id: Id, name: z.string() });

/** What whoever may agree has to know of a request: rules first, then whom it touches. */
export const BookingRequest = z.object({
  booking: Booking,
  askedAt: Instant,
  /** `asks`: why it needs a yes; `against`: it could not be granted as it stands. */
  rules: z.array(
    z.object({ says: z.enum(['asks', 'allows', 'against']), title: z.string(), text: z.string() }),
  ),
  touches: z.array(
    z.object({
      kind: z.enum(['before', 'after', 'in_the_way', 'request', 'waits']),
      person: Person.nullable(),
      bookingId: Id.nullable(),
      text: z.string(),
    }),
  ),
  /** Of who asks, over the last 60 days. */
  soFar: z.object({ bookings: Count, machineHours: z.number().nonnegative(), noShows: Count }),
  /** Who may answer. */
  deciders: z.array(z.string()),
});
export type BookingRequest = z.output<typeof BookingRequest>;

/** Until when a booking could run on: the first limit is the one that counts. */
export const BookingExtension = z.object({
  endsAt: Instant,
  /** Null: nothing limits it as far as anybody may book. */
  until: Instant.nullable(),
  limits: z.array(
    z.object({
      at: Instant,
      text: z.string(),
      /** Whose booking it is that stands there. */
      bookingId: Id.nullable(),
      /** Whether it is in the way of all its machines, or of those that the text names. */
      ofAll: z.boolean(),
    }),
  ),
});
export type BookingExtension = z.output<typeof BookingExtension>;

export const HandOverInput = z.object({ id: Id, revision: Revision, personId: Id });
export type HandOverInput = z.output<typeof HandOverInput>;

export const ListHeirsInput = z.object({
  id: Id,
  /** Part of a name. */
  find: Text.trim().max(100).default(''),
  limit: limit(20, 50),
});
/** Somebody a booking could be handed to; `whyNot` says what is against it. */
export const Heir = z.object({
  id: Id,
  name: z.string(),
  teamName: z.string().nullable(),
  sameTeam: z.boolean(),
  whyNot: z.string().nullable(),
});
export type Heir = z.output<typeof Heir>;

/** Who waits for machines of a booking while it has them, first come first. */
export const WaitingPerson = z.object({
  id: Id,
  person: Person,
  count: Count,
  /** Of this booking's machines, those that would do; null: any of them would. */
  machineNames: z.array(z.string()),
  durationMinutes: Count,
  startsAt: Instant,
  endsAt: Instant,
  /** Would the rest of its time, given back now, be long enough for it? */
  fits: z.boolean(),
});
export type WaitingPerson = z.output<typeof WaitingPerson>;
export const ListWaitingInput = z.object({ id: Id, limit: limit(20, 100) });

export const ListRecordInput = pageInput(50, 200).extend({ id: Id });

/** The moments of a booking's life and what was used of it so far. */
export const BookingLife = z.object({
  createdAt: Instant,
  /** Why it needed a yes; null: it needed none, or it is not yours to know. */
  approvalRule: z.string().nullable(),
  decidedAt: Instant.nullable(),
  decidedBy: z.string().nullable(),
  decisionNote: z.string().nullable(),
  overrideReason: z.string().nullable(),
  deciders: z.array(z.string()),
  sessions: z.array(
    z.object({
      id: Id,
      modelTitle: z.string(),
      state: z.string(),
      startedAt: Instant,
      readyAt: Instant.nullable(),
      endedAt: Instant.nullable(),
    }),
  ),
  usedMs: Count,
  completionTokens: Count,
  requests: Count,
  people: Count,
  energyJoules: z.number().nullable(),
  coverage: z.number().nullable(),
  powerSources: z.array(z.string()),
});
export type BookingLife = z.output<typeof BookingLife>;
