export { listCalendars, makeCalendar, revokeCalendar } from './manage-calendars.ts';
export { findCalendar, readCalendar } from './read-calendar.ts';
