/*
 * Machines fit on a wall in rows that are read at four metres, on their branches in three columns; a lab with more
 * gets tiles, as large as its number allows.
 */
const COLUMNS = 3;
const ROWS_HIGH = 4.6;
const HEAD_ROWS = 0.5;
/** A tile is that many times as wide as high, in a field that is that many times as wide as high. */
const TILE_SHAPE = 2.4;
const FIELD_SHAPE = 4;

export type WallLayout<I> = { kind: 'rows'; columns: I[][] } | { kind: 'tiles'; across: number };

export function wallLayout<I extends { machineIds: readonly string[] }>(
  islands: readonly I[],
): WallLayout<I> {
  const columns = Array.from({ length: COLUMNS }, () => ({ high: 0, islands: [] as I[] }));
  let at = 0;
  for (const island of islands) {
    const high = island.machineIds.length + HEAD_ROWS;
    // In their order, column after column: a wall is read as the list is.
    if (columns[at]!.high > 0 && columns[at]!.high + high > ROWS_HIGH && at < COLUMNS - 1) at += 1;
    columns[at]!.islands.push(island);
    columns[at]!.high += high;
  }
  if (columns.every((it) => it.high <= ROWS_HIGH))
    return { kind: 'rows', columns: columns.map((it) => it.islands).filter((it) => it.length > 0) };
  const count = islands.reduce((sum, it) => sum + it.machineIds.length, 0);
  return { kind: 'tiles', across: Math.max(4, Math.ceil(Math.sqrt((count * FIELD_SHAPE) / TILE_SHAPE))) };
}
