import type { BookingView, DrawnHold, IslandView, MachineView, MaintenanceView } from './types.ts';
import type { TimelineRow } from './timeline-rows.ts';

export type TimelineIsland = { island: IslandView; machines: MachineView[] };

type Placed = {
  key: string;
  /** The index of its first row, and how many it goes over: neighbours of one booking are one tall bar. */
  row: number;
  rows: number;
  fromMs: number;
  toMs: number;
  /** Until when its machines are kept free after it; `toMs` where they aren't. */
  tailMs: number;
  /** How long nothing else stands after it in its rows. */
  roomMs: number;
  /** A request over somebody's time has the lower half of the row to itself, or a part of it. */
  lane: { at: number; of: number } | null;
};
export type BookingBar = Placed & { kind: 'booking'; booking: BookingView };
export type MaintenanceBar = Placed & { kind: 'maintenance'; maintenance: MaintenanceView };
export type HoldBar = Placed & { kind: 'hold'; hold: DrawnHold };
export type TimelineBar = BookingBar | MaintenanceBar | HoldBar;

export type TimelineContents = {
  bookings: readonly BookingView[];
  planned: readonly MaintenanceView[];
  holds: readonly DrawnHold[];
};
export type BarLayout = {
  /** Bars by the index of the row they begin in, in the order of time. */
  byRow: ReadonlyMap<number, readonly TimelineBar[]>;
  /** Bars by the index of each row they go over. */
  covering: ReadonlyMap<number, readonly TimelineBar[]>;
  /** For each row the first row of any bar that goes over it: to show the one, begin with the other. */
  firstRows: readonly number[];
};
type Span = { fromMs: number; toMs: number };

/** Until when the booking holds its machines: a released one gave them back before its end. */
export const heldUntilMs = ({ endedAt, endsAt }: BookingView): number => Date.parse(endedAt ?? endsAt);

/** Given back because nobody came, nobody used it, or something went before: the rest of its time stays to be seen. */
const LOST: readonly (string | null)[] = ['no_show', 'idle', 'preempted'];
export const isReleased = ({ endedAt, endReason }: BookingView): boolean =>
  endedAt !== null && LOST.includes(endReason);
export const isNoShow = (booking: BookingView): boolean =>
  isReleased(booking) && booking.endReason === 'no_show';

/** Until when it is drawn: what nobody came to, as long as it was booked. */
export const shownUntilMs = (booking: BookingView): number =>
  isNoShow(booking) ? Date.parse(booking.endsAt) : heldUntilMs(booking);

/** Islands with their machines in the order of every screen; retired machines are left out. */
export function timelineIslands(
  machines: readonly MachineView[],
  islands: readonly IslandView[],
): TimelineIsland[] {
  const byId = new Map(machines.map((it) => [it.id, it]));
  return islands
    .map((island) => ({
      island,
      machines: island.machineIds
        .map((id) => byId.get(id))
        .filter((it): it is MachineView => it !== undefined && it.status !== 'retired'),
    }))
    .filter((it) => it.machines.length > 0);
}

/** Where everything stands, worked out once for what there is to show, not for each look at it. */
export function layOut(rows: readonly TimelineRow[], contents: TimelineContents, window: Span): BarLayout {
  const rowOf = new Map(rows.flatMap((it) => (it.kind === 'machine' ? [[it.machine.id, it.index]] : [])));
  const bars = [
    ...contents.planned.flatMap((it) => maintenanceBars(it, rowOf, window)),
    ...contents.bookings.flatMap((it) => bookingBars(it, rowOf, window)),
    ...contents.holds.flatMap((it) => holdBars(it, rowOf, window)),
  ];
  const covering = coverRows(bars);
  const split = splitRequests(bars, covering);
  const over = split === bars ? covering : coverRows(split);
  measureRoom(over, window);
  return { byRow: groupByRow(split), covering: over, firstRows: firstRowsOf(rows.length, split) };
}

/** A booking's bars among these rows, inside the window. */
export function bookingBars(
  booking: BookingView,
  rowOf: ReadonlyMap<string, number>,
  window: Span,
): BookingBar[] {
  if (booking.status === 'cancelled' || booking.status === 'declined') return [];
  const span = clip(Date.parse(booking.startsAt), shownUntilMs(booking), window);
  if (!span) return [];
  const keptMs = booking.endedAt === null && booking.status !== 'pending' ? Date.parse(booking.heldUntil) : 0;
  const tailMs = Math.max(span.toMs, Math.min(keptMs, window.toMs));
  const ids = booking.machines.map((it) => it.id);
  return runsOf(ids, rowOf).map((run) => ({
    kind: 'booking',
    booking,
    ...placed(booking.id, run, span),
    tailMs,
  }));
}

export function maintenanceBars(
  maintenance: MaintenanceView,
  rowOf: ReadonlyMap<string, number>,
  window: Span,
): MaintenanceBar[] {
  const span = clip(Date.parse(maintenance.startsAt), Date.parse(maintenance.endsAt), window);
  const row = rowOf.get(maintenance.machineId);
  if (!span || row === undefined) return [];
  return [{ kind: 'maintenance', maintenance, ...placed(maintenance.id, { row, rows: 1 }, span) }];
}

function holdBars(hold: DrawnHold, rowOf: ReadonlyMap<string, number>, window: Span): HoldBar[] {
  const span = clip(Date.parse(hold.startsAt), Date.parse(hold.endsAt), window);
  if (!span) return [];
  return runsOf(hold.machineIds, rowOf).map((run) => ({ kind: 'hold', hold, ...placed(hold.id, run, span) }));
}

type Run = { row: number; rows: number };
const placed = (id: string, run: Run, span: Span): Placed => ({
  key: `${id} ${run.row}`,
  ...run,
  ...span,
  tailMs: span.toMs,
  roomMs: 0,
  lane: null,
});

function clip(fromMs: number, toMs: number, window: Span): Span | null {
  const span = { fromMs: Math.max(fromMs, window.fromMs), toMs: Math.min(toMs, window.toMs) };
  return span.toMs > span.fromMs ? span : null;
}

/** Rows that stand together, of machines in any order. A group's head between two of them parts them. */
export function runsOf(machineIds: readonly string[], rowOf: ReadonlyMap<string, number>): Run[] {
  const runs: Run[] = [];
  const found = machineIds.map((id) => rowOf.get(id)).filter((it) => it !== undefined);
  for (const row of found.toSorted((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && last.row + last.rows === row) last.rows += 1;
    else runs.push({ row, rows: 1 });
  }
  return runs;
}

/** By row all bars that go over it, in the order of time. */
function coverRows(bars: readonly TimelineBar[]): Map<number, TimelineBar[]> {
  const covering = new Map<number, TimelineBar[]>();
  for (const bar of bars)
    for (let row = bar.row; row < bar.row + bar.rows; row += 1) {
      const list = covering.get(row);
      if (list) list.push(bar);
      else covering.set(row, [bar]);
    }
  for (const list of covering.values()) list.sort((a, b) => a.fromMs - b.fromMs);
  return covering;
}

const isRequest = (bar: TimelineBar): boolean => bar.kind === 'booking' && bar.booking.status === 'pending';
const overlap = (a: Span, b: Span): boolean => a.fromMs < b.toMs && b.fromMs < a.toMs;

/** A request keeps nobody away, so that it can stand over somebody's time: there, a part of each row is its own. */
function splitRequests(
  bars: TimelineBar[],
  covering: ReadonlyMap<number, readonly TimelineBar[]>,
): TimelineBar[] {
  if (!bars.some(isRequest)) return bars;
  const rowsOf = (bar: TimelineBar): number[] => Array.from({ length: bar.rows }, (_, at) => bar.row + at);
  const isCrowded = (bar: TimelineBar): boolean =>
    isRequest(bar) &&
    rowsOf(bar).some((row) => covering.get(row)!.some((it) => it !== bar && overlap(it, bar)));
  const lanes = new Map<number, number[]>();
  const split: TimelineBar[] = [];
  for (const bar of bars.toSorted((a, b) => a.fromMs - b.fromMs)) {
    if (!isCrowded(bar)) split.push(bar);
    else
      for (const row of rowsOf(bar)) {
        const ends = lanes.get(row) ?? [];
        const free = ends.findIndex((it) => it <= bar.fromMs);
        const at = free < 0 ? ends.length : free;
        ends[at] = bar.toMs;
        lanes.set(row, ends);
        split.push({ ...bar, key: `${bar.key} ${row}`, row, rows: 1, lane: { at, of: 1 } });
      }
  }
  return split.map((bar) =>
    bar.lane ? { ...bar, lane: { ...bar.lane, of: lanes.get(bar.row)!.length } } : bar,
  );
}

function measureRoom(covering: ReadonlyMap<number, TimelineBar[]>, window: Span): void {
  for (const bars of covering.values()) for (const bar of bars) bar.roomMs = window.toMs - bar.toMs;
  for (const bars of covering.values())
    for (const [at, bar] of bars.entries()) {
      const next = bars[at + 1];
      if (next) bar.roomMs = Math.min(bar.roomMs, Math.max(0, next.fromMs - bar.toMs));
    }
}

function groupByRow(bars: readonly TimelineBar[]): Map<number, TimelineBar[]> {
  const byRow = new Map<number, TimelineBar[]>();
  for (const bar of bars) {
    const list = byRow.get(bar.row);
    if (list) list.push(bar);
    else byRow.set(bar.row, [bar]);
  }
  for (const list of byRow.values()) list.sort((a, b) => a.fromMs - b.fromMs);
  return byRow;
}

function firstRowsOf(count: number, bars: readonly TimelineBar[]): number[] {
  const first = Array.from({ length: count }, (_, index) => index);
  for (const bar of bars)
    for (let row = bar.row + 1; row < bar.row + bar.rows; row += 1)
      first[row] = Math.min(first[row]!, bar.row);
  return first;
}

/** What the bar is of. */
export const sourceOf = (bar: TimelineBar): { id: string } =>
  bar.kind === 'booking' ? bar.booking : bar.kind === 'hold' ? bar.hold : bar.maintenance;

export function barOfKey({ byRow }: BarLayout, key: string | undefined): TimelineBar | null {
  for (const bars of byRow.values()) {
    const bar = bars.find((it) => it.key === key);
    if (bar) return bar;
  }
  return null;
}
