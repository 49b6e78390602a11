import * as z from 'zod';
import { BlockKind, OverrideReason } from './booking.ts';
import { limit, pageInput, pageOf } from './paging.ts';
import { Day } from './register.ts';
import { Text } from './text.ts';
import { Count, Id, Instant, LocalTime, Revision } from './units.ts';

const Note = Text.trim().max(200).default('');
/** Machines that one plan takes out. */
export const MOST_TAKEN_OUT = 64;
const MachineIds = z
  .array(Id)
  .min(1, 'Choose at least one machine.')
  .max(MOST_TAKEN_OUT, `Take at most ${MOST_TAKEN_OUT} machines out at once.`);
const Slot = z.object({ startsAt: Instant, endsAt: Instant });

/** What becomes of a booking in the way: it is moved to that start, or its person is asked to make way. */
const Way = z.discriminatedUnion('kind', [
  z.object({ bookingId: Id, kind: z.literal('ask') }),
  z.object({ bookingId: Id, kind: z.literal('move'), startsAt: Instant }),
]);
const Ways = z.array(Way).max(200).default([]);
export type Way = z.output<typeof Way>;

export const PlanWindowInput = z.object({
  /** Made by the client; a second plan with the same id returns the first window. */
  id: z.uuid(),
  machineIds: MachineIds,
  startsAt: Instant,
  endsAt: Instant,
  note: Note,
  ways: Ways,
});
export const ChangeWindowInput = PlanWindowInput.extend({ id: Id });
export const PreviewWindowInput = z.object({
  machineIds: MachineIds,
  startsAt: Instant,
  endsAt: Instant,
  /** The window that is changed: it is not in its own way. */
  windowId: Id.optional(),
});

const LONGEST_RECURRING_MINUTES = 6 * 24 * 60;
export const SeriesRule = z.object({
  unit: z.enum(['weeks', 'months']),
  every: z.number().int().min(1).max(52),
  nthWeekday: z
    .number()
    .int()
    .min(-1)
    .max(4)
    .refine((nth) => nth !== 0, 'Choose the first to fourth weekday of the month, or the last.')
    .nullable(),
  startsOn: Day,
  untilDate: Day.nullable(),
  localTime: LocalTime,
  durationMinutes: z
    .number()
    .int()
    .min(5, 'Shortest maintenance is 5 min.')
    .max(LONGEST_RECURRING_MINUTES, 'Maintenance that comes again lasts 6 days at most.'),
});
export const PreviewSeriesInput = SeriesRule.extend({ machineIds: MachineIds });
export const PlanSeriesInput = PreviewSeriesInput.extend({ id: z.uuid(), note: Note });

/** What takes machines that maintenance wants; one entry a booking. */
export const InTheWay = z.object({
  /** Null for other maintenance and holds, which have no way out. */
  bookingId: Id.nullable(),
  kind: BlockKind,
  personName: z.string().nullable(),
  purpose: z.string().nullable(),
  startsAt: Instant,
  endsAt: Instant,
  machineNames: z.array(z.string()),
  hasBegun: z.boolean(),
  /** Where it could be moved; null when it has begun, or nothing is free for so long within 90 days. */
  moveTo: Slot.nullable(),
});
export type InTheWay = z.output<typeof InTheWay>;

export const WindowPreview = z.object({
  inTheWay: z.array(InTheWay),
  /** The next time, not before its own, at which nothing is in the way. */
  nextFree: Slot.nullable(),
});
export const SeriesPreview = z.object({
  timeZone: z.string(),
  dates: z.array(Slot.extend({ inTheWay: z.array(InTheWay) })),
});

export const MaintenanceWindow = z.object({
  id: Id,
  startsAt: Instant,
  endsAt: Instant,
  /** When it was really over, if before `endsAt`. */
  endedAt: Instant.nullable(),
  note: z.string().nullable(),
  byName: z.string().nullable(),
  createdAt: Instant,
  seriesId: Id.nullable(),
  /** `Every 3 months, first Tuesday`; null when it comes once. */
  seriesWords: z.string().nullable(),
  machines: z.array(
    z.object({
      id: Id,
      name: z.string(),
      /** A part of it waits for a booking; once it is over: did not happen, for the booking stayed. */
      waits: z.boolean(),
    }),
  ),
  inTheWay: z.array(
    z.object({
      bookingId: Id,
      revision: Count,
      purpose: z.string(),
      personName: z.string(),
      startsAt: Instant,
      endsAt: Instant,
      machineNames: z.array(z.string()),
      hasBegun: z.boolean(),
      askedAt: Instant.nullable(),
    }),
  ),
});
export type MaintenanceWindow = z.output<typeof MaintenanceWindow>;

export const Series = z.object({
  id: Id,
  words: z.string(),
  note: z.string().nullable(),
  localTime: z.string(),
  durationMinutes: Count,
  timeZone: z.string(),
  untilDate: Day.nullable(),
  machines: z.array(z.object({ id: Id, name: z.string() })),
  byName: z.string().nullable(),
});
export type Series = z.output<typeof Series>;

export const ListWindowsInput = z.object({ limit: limit(200, 500) });
export const WindowList = z.object({ windows: z.array(MaintenanceWindow), series: z.array(Series) });
export const ListDoneInput = pageInput(20, 100);
export const DonePage = pageOf(MaintenanceWindow);

export const BookingNotice = z.object({
  id: Id,
  bookingId: Id,
  kind: z.enum(['moved', 'asked']),
  text: z.string(),
  byName: z.string().nullable(),
  at: Instant,
  purpose: z.string(),
  revision: Count,
  hasBegun: z.boolean(),
  seen: z.boolean(),
});
export const ListNoticesInput = z.object({
  /** Of this booking alone: what is asked of it stays as long as it stands, read or not. */
  bookingId: Id.optional(),
  limit: limit(20, 100),
});
export const MoveBookingInput = z.object({
  id: Id,
  revision: Revision,
  startsAt: Instant,
  overrideReason: OverrideReason,
});
