import * as z from 'zod';
import { SHOWN_KINDS } from '../domain/shown-kind.ts';
import { WEEK_HOURS } from '../domain/week-hours.ts';
import { limit } from './paging.ts';
import { REPORT_SPAN, withinReport } from './report.ts';
import { Text } from './text.ts';
import { Count, Id, Instant } from './units.ts';

/** What machine time can be told by. Whichever it is, the groups add up to the same totals. */
export const UseGrouping = z.enum(['machine', 'person', 'team', 'project', 'model', 'purpose']);
export type UseGrouping = z.output<typeof UseGrouping>;

const asked = z.object({
  ...REPORT_SPAN,
  kind: z.enum(SHOWN_KINDS).default('real'),
  by: UseGrouping.default('machine'),
});
export const UseInput = withinReport(asked);
export type UseInput = z.output<typeof UseInput>;

/** So many groups are told each on its own, the rest of them together. */
export const MOST_USE_GROUPS = 200;

/** Machine time: booked = used within it + idle + noShow, and `used` has what ran beyond its booking too. */
export const UseSum = z.object({
  bookings: Count,
  bookedMs: z.number().min(0),
  usedMs: z.number().min(0),
  /** Booked, and no model was there. */
  idleMs: z.number().min(0),
  /** Booked by who did not come, until it was given to others. */
  noShowMs: z.number().min(0),
});
export type UseSum = z.output<typeof UseSum>;

const UseGroup = UseSum.extend({
  /** Null: without a team, project or model. */
  key: z.string().nullable(),
  name: z.string().nullable(),
});
export type UseGroup = z.output<typeof UseGroup>;

export const UseReport = z.object({
  timeZone: z.string(),
  /** As far as it has passed. */
  from: Instant,
  to: Instant,
  machines: Count,
  totals: UseSum.extend({
    noShows: Count,
    /** Given to others by no-shows, within the time. */
    freedMs: z.number().min(0),
    beforeFirstMs: z.number().min(0),
    afterLastMs: z.number().min(0),
    unstartedMs: z.number().min(0),
  }),
  /** Machine time of models that stayed loaded after their booking; nobody's, and in no sum here. */
  keptWarm: z.object({ sessions: Count, takenOver: Count, ms: z.number().min(0) }),
  /** Most booked first. */
  groups: z.array(UseGroup).max(MOST_USE_GROUPS),
  rest: UseSum.extend({ groups: Count }).nullable(),
  /** By hour of the week from Monday 00:00: used machine time, and how long that hour was there. */
  hours: z.array(z.object({ usedMs: z.number().min(0), lengthMs: Count })).length(WEEK_HOURS),
});
export type UseReport = z.output<typeof UseReport>;

/** One group's bookings and sessions; `noShows`: of all groups those that nobody came to. */
export const UseRowsInput = withinReport(
  asked.extend({
    key: Text.max(2000).nullable().default(null),
    noShows: z.boolean().default(false),
    cursor: z.number().int().min(0).max(1_000_000).nullish(),
    limit: limit(20, 100),
  }),
);
export type UseRowsInput = z.output<typeof UseRowsInput>;

const UseRow = UseSum.omit({ bookings: true }).extend({
  bookingId: Id,
  /** Null: nothing was started. */
  sessionId: Id.nullable(),
  modelTitle: z.string().nullable(),
  personName: z.string(),
  purpose: z.string(),
  machines: z.array(z.string()),
  startedAt: Instant,
  freedMs: z.number().min(0),
});
export type UseRow = z.output<typeof UseRow>;

/** Newest first. Σ of all pages is `sum`, and that is the group's. */
export const UseRows = z.object({
  rows: z.array(UseRow),
  count: Count,
  sum: UseSum,
  nextCursor: Count.nullable(),
});
export type UseRows = z.output<typeof UseRows>;
