import * as z from 'zod';
import { Id, Instant } from './units.ts';

/** Where a page of a list in time order ended: the last row's moment, and its id among rows of one moment. */
export const Cursor = z.object({ at: Instant, id: Id });
export type Cursor = z.output<typeof Cursor>;

/** How much of a list one asks for: every list procedure has such a limit. */
export const limit = (standard: number, most: number) => z.number().int().min(1).max(most).default(standard);
/** tRPC's infinite queries send no cursor first, then the `nextCursor` of the page before. */
export const pageInput = (standard: number, most: number) =>
  z.object({ cursor: Cursor.nullish(), limit: limit(standard, most) });

/** `nextCursor` is null at the end of the list. */
export const pageOf = <Row extends z.ZodType>(row: Row) =>
  z.object({ rows: z.array(row), nextCursor: Cursor.nullable() });
export type Page<Row> = { rows: Row[]; nextCursor: Cursor | null };
export type PageInput = { cursor?: Cursor | null | undefined; limit: number };

const DAY_MS = 86_400_000;
/** A stretch of time to list; whoever wants more asks for several. */
export const windowOf = (mostDays: number) =>
  z
    .object({ from: Instant, to: Instant })
    .refine(({ from, to }) => to > from, 'This time ends before it begins. Choose a later end.')
    .refine(
      ({ from, to }) => to.getTime() - from.getTime() <= mostDays * DAY_MS,
      `One list covers ${mostDays} days at most. Ask for a shorter time.`,
    );
