import * as z from 'zod';
import { limit } from './paging.ts';
import { Id, Instant } from './units.ts';

export const CalendarKind = z.enum(['person', 'machine', 'lab']);
export type CalendarKind = z.output<typeof CalendarKind>;

/** An address that a calendar follows; itself it is shown only once, when it is made. */
export const CalendarFeed = z.object({
  id: Id,
  kind: CalendarKind,
  machine: z.object({ id: Id, name: z.string() }).nullable(),
  createdAt: Instant,
  /** When it was last asked for. */
  readAt: Instant.nullable(),
});
export type CalendarFeed = z.output<typeof CalendarFeed>;

export const ListCalendarsInput = z.object({ limit: limit(100, 100) });
export const MakeCalendarInput = z
  .object({ kind: CalendarKind, machineId: Id.nullish() })
  .refine(({ kind, machineId }) => (kind === 'machine') === Boolean(machineId), 'Choose a machine.');
export const MadeCalendar = z.object({ id: Id, url: z.string() });
