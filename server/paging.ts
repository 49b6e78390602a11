import type { Cursor, Page, PageInput } from '@/shared/schemas/paging.ts';

/** The `where` of what comes after the cursor, newest first. The first condition is the one an index can use. */
export const olderThan = <At extends string>(at: At, cursor: Cursor | null | undefined) =>
  cursor
    ? ({ [at]: { lte: cursor.at }, OR: [{ [at]: { lt: cursor.at } }, { id: { lt: cursor.id } }] } as Record<
        At,
        { lte: Date }
      >)
    : {};

/** One row more than asked for is read, to know whether the list goes on. */
export const takeOf = ({ limit }: PageInput): number => limit + 1;

export function toPage<Row, Shown>(
  found: readonly Row[],
  { limit }: PageInput,
  cursorOf: (row: Row) => Cursor,
  show: (row: Row) => Shown,
): Page<Shown> {
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return {
    rows: rows.map(show),
    nextCursor: found.length > limit && last ? cursorOf(last) : null,
  };
}
