/** A copy that takes a part of what all of them together may, in bytes a second. */
export type Taking = {
  id: string;
  /** Its own limit; null: none. */
  own: number | null;
  /** It can't be told another one, and keeps to this; null: it can be told. */
  fixed: number | null;
};

/**
 * What each may take so that all together stay at `limit` bytes a second: alike, and what one does not want by its own
 * limit goes to the others. What can't be told keeps its own, and the others have what that leaves, at least one byte.
 * Null, each: without a limit.
 */
export function shareLimit(limit: number | null, takings: readonly Taking[]): Map<string, number | null> {
  if (limit === null) return new Map(takings.map(({ id, own, fixed }) => [id, fixed ?? own]));
  const parts = new Map<string, number>();
  let left = limit;
  for (const { id, fixed } of takings) {
    if (fixed === null) continue;
    parts.set(id, fixed);
    left -= fixed;
  }
  const open = takings
    .filter(({ fixed }) => fixed === null)
    .toSorted((a, b) => (a.own ?? Infinity) - (b.own ?? Infinity) || (a.id < b.id ? -1 : 1));
  for (const [at, { id, own }] of open.entries()) {
    const part = Math.max(1, Math.floor(Math.min(own ?? Infinity, left / (open.length - at))));
    parts.set(id, part);
    left -= part;
  }
  return parts;
}

/** Whether a minute of the day is in the hours `[from, until)`, which may go over midnight; without both it always is. */
export const isInHours = (minute: number, from: number | null, until: number | null): boolean =>
  from === null || until === null || from === until
    ? true
    : from < until
      ? minute >= from && minute < until
      : minute >= from || minute < until;
