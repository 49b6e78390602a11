export { listCalendars, makeCalendar, revokeCalendar } from './manage-calendars.ts';
export { readCalendar } from './read-calendar.ts';
