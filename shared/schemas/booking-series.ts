import * as z from 'zod';
import { isTimeZone } from '../domain/zoned-time.ts';
import { BookingConflict } from './booking.ts';
import { SeriesRule } from './maintenance.ts';
import { Day } from './register.ts';
import { Text } from './text.ts';
import { Count, Id, Instant, LocalTime, Revision } from './units.ts';

/** Dates that are made at once; later ones are made day by day. */
export const MOST_SERIES_DATES = 100;
const Minutes = z
  .number()
  .int()
  .min(5, 'Shortest booking is 5 min.')
  .max(6 * 24 * 60, 'A booking that comes again lasts 6 days at most.');
const MachineIds = z.array(Id).min(1, 'Choose at least one machine.').max(64);
const Dates = z.array(Day).max(400).default([]);

/** As maintenance comes again, and more. */
export const BookingSeriesRule = SeriesRule.extend({
  unit: z.enum(['days', 'weeks', 'months']),
  /** Of weeks: 1 Monday to 7 Sunday; none: the first day's. */
  weekdays: z.array(z.number().int().min(1).max(7)).max(7).default([]),
  /** In place of a last day: how often it comes. */
  times: z.number().int().min(1).max(MOST_SERIES_DATES).nullable(),
  durationMinutes: Minutes,
  timeZone: Text.max(64).refine(isTimeZone, 'There is no such time zone. Write it as Europe/Berlin.'),
});
export type BookingSeriesRule = z.output<typeof BookingSeriesRule>;

export const PreviewBookingSeriesInput = BookingSeriesRule.extend({
  machineIds: MachineIds,
  holdId: Id.nullish(),
  /** One of one's own teams, which its dates are charged to; left out: the main one. */
  teamId: Id.nullish(),
});
export const CreateBookingSeriesInput = PreviewBookingSeriesInput.extend({
  /** Made by the client; a second create with the same id gives the first series. */
  id: z.uuid(),
  purpose: Text.trim().min(1, 'Say what the booking is for.').max(200),
  projectId: Id.nullish(),
  startModelId: Id.nullish(),
  autoStart: z.boolean().optional(),
  /** Local dates that are left out. */
  skip: Dates,
});
export type CreateBookingSeriesInput = z.output<typeof CreateBookingSeriesInput>;

export const SERIES_SCOPES = ['this', 'following', 'all'] as const;
export const SeriesScope = z.enum(SERIES_SCOPES);
export const ChangeBookingSeriesInput = z.object({
  bookingId: Id,
  /** Of that booking. */
  revision: Revision,
  scope: SeriesScope,
  localTime: LocalTime.optional(),
  durationMinutes: Minutes.optional(),
  machineIds: MachineIds.optional(),
  purpose: Text.trim().min(1, 'Say what the booking is for.').max(200).optional(),
  /** Dates that were moved or changed one by one go along too. */
  alsoMoved: z.boolean().default(false),
  /** Dates that stay as they are. */
  keep: Dates,
});
export type ChangeBookingSeriesInput = z.output<typeof ChangeBookingSeriesInput>;
export const CancelBookingSeriesInput = z.object({ bookingId: Id, revision: Revision, scope: SeriesScope });

/** One date, and what would become of it. */
export const SeriesDate = z.object({
  date: Day,
  startsAt: Instant,
  endsAt: Instant,
  /** `asks`: it may be had once somebody agrees. */
  state: z.enum(['free', 'asks', 'taken', 'refused']),
  /** The rule that asks or refuses, in words. */
  words: z.string().nullable(),
  conflicts: BookingConflict.shape.conflicts,
});
export type SeriesDate = z.output<typeof SeriesDate>;
export const BookingSeriesPreview = z.object({
  dates: z.array(SeriesDate),
  /** Dates that can be booked only later, when they come near; null: it goes on without an end. */
  laterCount: Count.nullable(),
});
/** `details` of a refused series. */
export type SeriesRefusal = { dates: SeriesDate[] };

export const BookingSeries = z.object({
  id: Id,
  /** `Every week, Thursday` */
  words: z.string(),
  localTime: z.string(),
  durationMinutes: Count,
  timeZone: z.string(),
  untilDate: Day.nullable(),
  /** Its dates so far, cancelled ones too, and those still ahead. */
  made: Count,
  ahead: Count,
  /** Dates ahead that were moved or changed one by one. */
  moved: Count,
});
export type BookingSeries = z.output<typeof BookingSeries>;
export const ChangedSeries = z.object({ id: Id, changed: Count });
export const CreatedSeries = z.object({ id: Id, bookingIds: z.array(Id) });
