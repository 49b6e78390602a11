import * as z from 'zod';
import { RHYTHMS } from '../domain/report-schedule.ts';
import { limit } from './paging.ts';
import { Count, Id, Instant } from './units.ts';

const MOST_READERS = 50;
export const LISTED_SENDINGS = 10;

const Rhythm = z.enum(RHYTHMS);
const When = {
  every: Rhythm,
  /** 0 Sunday to 6 Saturday; of a week. */
  weekday: z.number().int().min(0).max(6),
  /** Of the lab's clock. */
  hour: z.number().int().min(0).max(23),
};

export const SaveReportScheduleInput = z.object({
  viewId: Id,
  ...When,
  personIds: z
    .array(Id)
    .min(1, 'Choose who is sent it.')
    .max(MOST_READERS, `At most ${MOST_READERS} people.`),
});
export const SendReportNowInput = z.object({ viewId: Id, every: Rhythm });
export const OfViewInput = z.object({ viewId: Id });

/** How a sending went to one person: on its way, taken by the mail server, given up; or it never set out. */
export const SENDING_STATES = ['due', 'sent', 'failed', 'not_by_mail', 'left_out'] as const;
export const SendingToOne = z.object({
  name: z.string(),
  state: z.enum(SENDING_STATES),
  attempts: Count,
  /** What the mail server said, or why nothing was sent. */
  answer: z.string().nullable(),
  sentAt: Instant.nullable(),
  nextAt: Instant.nullable(),
});
export const ReportSending = z.object({
  id: Id,
  from: Instant,
  to: Instant,
  /** Null: somebody sent it to themself. */
  dueAt: Instant.nullable(),
  createdAt: Instant,
  missed: Count,
  people: z.array(SendingToOne).max(MOST_READERS),
});

/** How one saved report goes out by mail. */
export const ReportMail = z.object({
  /** Null: it can be sent. */
  refusal: z.string().nullable(),
  hasMailServer: z.boolean(),
  timeZone: z.string(),
  schedule: z.object({ ...When, personIds: z.array(Id).max(MOST_READERS), nextAt: Instant }).nullable(),
  /** Who may be chosen: the lab's people, or for those who may not see them oneself. */
  people: z.array(z.object({ id: Id, name: z.string() })).max(1000),
  /** The newest first. */
  sendings: z.array(ReportSending).max(LISTED_SENDINGS),
});

/** Which of one's saved reports go out by themselves. */
export const ReportScheduleRow = z.object({ viewId: Id, ...When, people: Count, nextAt: Instant });
export const MOST_SCHEDULES = 50;
export const ListReportSchedulesInput = z.object({ limit: limit(MOST_SCHEDULES, MOST_SCHEDULES) });
