import { type BarLayout, sourceOf, type TimelineBar } from './timeline-bars.ts';
import { machineRowAt, type TimelineRow } from './timeline-rows.ts';
import { snapTime, stepTime, type TimelineSteps } from './timeline-window.ts';

/** What there is to walk on. */
export type TimelineGrid = {
  rows: readonly TimelineRow[];
  layout: BarLayout;
  window: { fromMs: number; toMs: number };
  steps: TimelineSteps;
  zone: string;
};

/** Where one is: at a moment of a machine's row, there on its name, on what stands then, or on free time. */
export type Cursor = { row: number; atMs: number } & (
  | { on: 'name' }
  | { on: 'bar'; id: string }
  | { on: 'cell'; fromMs: number; toMs: number }
);

const DAY_MS = 86_400_000;
const PAGE_ROWS = 10;

/**
 * What is at a moment of a row: a bar, or the free time around it, at most a cell long. Time after a booking in which
 * its machine is kept free is nobody's: on the way on one comes out after it, on the way back to the booking.
 */
export function cursorAt(grid: TimelineGrid, row: number, moment: number, way: -1 | 1 = 1): Cursor {
  const { layout, window, steps, zone } = grid;
  const atMs = Math.min(Math.max(moment, window.fromMs), window.toMs - 1);
  const bars = layout.covering.get(row) ?? [];
  const bar = bars.find((it) => it.fromMs <= atMs && it.toMs > atMs);
  if (bar) return onBar(bar, row, atMs);
  const before = bars.findLast((it) => it.toMs <= atMs && it.tailMs > atMs);
  if (before && way === -1) return onBar(before, row, before.toMs - 1);
  if (before && before.tailMs < window.toMs) return cursorAt(grid, row, before.tailMs);
  const cellMs = snapTime(atMs, steps.cellMs, zone, 'floor');
  const starts = bars.filter((it) => it.fromMs > atMs).map((it) => it.fromMs);
  const ends = bars.filter((it) => it.tailMs <= atMs).map((it) => it.tailMs);
  const fromMs = Math.max(cellMs, window.fromMs, ...ends);
  const toMs = Math.min(stepTime(cellMs, steps.cellMs, zone, 1), window.toMs, ...starts);
  return { row, atMs: Math.max(atMs, fromMs), on: 'cell', fromMs, toMs };
}

const onBar = (bar: TimelineBar, row: number, atMs: number): Cursor => ({
  row,
  atMs: Math.min(Math.max(atMs, bar.fromMs), bar.toMs - 1),
  on: 'bar',
  id: sourceOf(bar).id,
});

/** The bar that the cursor is on, wherever it went since; null when it is gone. */
export function barAt({ layout }: TimelineGrid, cursor: Cursor): TimelineBar | null {
  if (cursor.on !== 'bar') return null;
  const isIt = (it: TimelineBar): boolean => sourceOf(it).id === cursor.id;
  const here = layout.covering.get(cursor.row)?.find(isIt);
  if (here) return here;
  for (const bars of layout.byRow.values()) {
    const moved = bars.find(isIt);
    if (moved) return moved;
  }
  return null;
}

/** What a key without Shift does to it; null for a key that does not walk. */
export function walk(grid: TimelineGrid, cursor: Cursor, key: string, isFar: boolean): Cursor | null {
  if (key === 'ArrowLeft' || key === 'ArrowRight') return walkTime(grid, cursor, key, isFar);
  const rows = { ArrowUp: -1, ArrowDown: 1, PageUp: -PAGE_ROWS, PageDown: PAGE_ROWS }[key];
  if (rows !== undefined) return walkRows(grid, cursor, rows);
  if (key === 'Home' && isFar) return walkRows(grid, cursor, -grid.rows.length);
  if (key === 'End' && isFar) return walkRows(grid, cursor, grid.rows.length);
  if (key === 'Home') return { row: cursor.row, atMs: grid.window.fromMs, on: 'name' };
  if (key === 'End') return cursorAt(grid, cursor.row, grid.window.toMs - 1, -1);
  return null;
}

function walkTime(grid: TimelineGrid, cursor: Cursor, key: string, isFar: boolean): Cursor {
  const { window } = grid;
  const way = key === 'ArrowLeft' ? -1 : 1;
  if (cursor.on === 'name') return way === 1 ? cursorAt(grid, cursor.row, window.fromMs) : cursor;
  if (isFar) return cursorAt(grid, cursor.row, cursor.atMs + way * DAY_MS, way);
  const bar = barAt(grid, cursor);
  // What stands over or under a bar begins within it.
  const bars = grid.layout.covering.get(cursor.row) ?? [];
  const beside = bar && bars[bars.indexOf(bar) + way];
  if (bar && beside && beside.fromMs < bar.toMs && bar.fromMs < beside.toMs)
    return onBar(beside, cursor.row, beside.fromMs);
  const span = bar ?? (cursor.on === 'cell' ? cursor : { fromMs: cursor.atMs, toMs: cursor.atMs });
  const toMs = bar ? bar.tailMs : span.toMs;
  const nextMs = way === 1 ? toMs : span.fromMs - 1;
  if (nextMs < window.fromMs) return { row: cursor.row, atMs: window.fromMs, on: 'name' };
  if (nextMs >= window.toMs) return cursor;
  return cursorAt(grid, cursor.row, nextMs, way);
}

function walkRows(grid: TimelineGrid, cursor: Cursor, by: number): Cursor {
  const way = by < 0 ? -1 : 1;
  const last = grid.rows.length - 1;
  const wanted = Math.min(last, Math.max(0, cursor.row + by));
  const row = machineRowAt(grid.rows, wanted, way) ?? machineRowAt(grid.rows, wanted, way === 1 ? -1 : 1);
  if (!row || row.index === cursor.row) return cursor;
  if (cursor.on === 'name') return { ...cursor, row: row.index };
  return cursorAt(grid, row.index, cursor.atMs);
}
