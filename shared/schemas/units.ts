import * as z from 'zod';
import { FIRST_MOMENT, LAST_MOMENT, MOST_INT } from './bounds.ts';
import { Text } from './text.ts';

/** A moment on the wire: ISO 8601 in UTC. Dates stay `Date` inside the portal. */
const OUT_OF_YEARS = 'This moment is not in the years from 1970 to 9999. Choose another.';
export const Instant = z.coerce.date().min(FIRST_MOMENT, OUT_OF_YEARS).max(LAST_MOMENT, OUT_OF_YEARS);
export const Id = Text.min(1).max(64);
export const Name = Text.trim().min(1, 'Give it a name.').max(60, 'A name has at most 60 characters.');
/** A time of day, by some clock on a wall. */
export const LocalTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write the time as 08:00.');
export const Count = z.number().int().min(0);
/** How often a row was changed by people: an integer column. */
export const Revision = Count.max(MOST_INT);
