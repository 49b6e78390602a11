import * as z from 'zod';
import {
  CalendarFeed,
  ListCalendarsInput,
  MadeCalendar,
  MakeCalendarInput,
} from '@/shared/schemas/calendar.ts';
import { Id } from '@/shared/schemas/units.ts';
import { listCalendars, makeCalendar, revokeCalendar } from '../../modules/calendars/index.ts';
import { procedure, router } from '../init.ts';

/** Secret addresses that calendars follow. */
export const calendarsRouter = router({
  list: procedure
    .input(ListCalendarsInput)
    .output(z.array(CalendarFeed))
    .query(({ ctx, input }) => listCalendars(ctx, input)),
  make: procedure
    .input(MakeCalendarInput)
    .output(MadeCalendar)
    .mutation(({ ctx, input }) => makeCalendar(ctx, input)),
  revoke: procedure.input(z.object({ id: Id })).mutation(({ ctx, input }) => revokeCalendar(ctx, input)),
});
