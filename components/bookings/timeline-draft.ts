import type { Cursor } from './timeline-cursor.ts';
import { machinesBetween, machineRowAt, type TimelineRow } from './timeline-rows.ts';
import { snapTime, stepTime, type TimelineSteps } from './timeline-window.ts';
import type { BookingView } from './types.ts';

type Steps = TimelineSteps & { zone: string };
/** Free time of one or several rows, as it is being chosen. */
export type Selection = { kind: 'select'; anchor: number; head: number; fromMs: number; toMs: number };
/** A booking as it would be; nothing of it is done before it is confirmed. */
export type Change = {
  kind: 'change';
  booking: BookingView;
  machineIds: readonly string[];
  fromMs: number;
  toMs: number;
  isSending: boolean;
  refusal: Refusal | null;
};
export type Refusal = { words: string; nextFree: { startsAt: string; endsAt: string } | null };
export type Draft = Selection | Change;

export const beginChange = (booking: BookingView): Change => ({
  kind: 'change',
  booking,
  machineIds: booking.machines.map((it) => it.id),
  fromMs: Date.parse(booking.startsAt),
  toMs: Date.parse(booking.endsAt),
  isSending: false,
  refusal: null,
});

export const isChanged = ({ booking, machineIds, fromMs, toMs }: Change): boolean =>
  fromMs !== Date.parse(booking.startsAt) ||
  toMs !== Date.parse(booking.endsAt) ||
  machineIds.join() !== booking.machines.map((it) => it.id).join();

/** By one step of the wall clock, as long as it was. */
export function moveBy(change: Change, { snapMs, zone }: Steps, way: -1 | 1): Change {
  const fromMs = stepTime(change.fromMs, snapMs, zone, way);
  return { ...change, fromMs, toMs: fromMs + change.toMs - change.fromMs, refusal: null };
}

/** Its end, by one step; never to nothing, nor before `leastMs`. */
export function resizeBy<D extends Draft>(draft: D, { snapMs, zone }: Steps, way: -1 | 1, leastMs = 0): D {
  const toMs = stepTime(draft.toMs, snapMs, zone, way);
  if (toMs <= draft.fromMs || toMs <= leastMs) return draft;
  return { ...draft, toMs, ...(draft.kind === 'change' && { refusal: null }) };
}

/** What has one machine goes to another of its kind, up or down; what has several keeps them. */
export function moveToRow(change: Change, rows: readonly TimelineRow[], way: -1 | 1): Change {
  const [machineId, ...others] = change.machineIds;
  const at = rows.findIndex((it) => it.kind === 'machine' && it.machine.id === machineId);
  if (others.length > 0 || at < 0) return change;
  let next = machineRowAt(rows, at + way, way);
  while (next && !mayHold(change, next)) next = machineRowAt(rows, next.index + way, way);
  return next ? { ...change, machineIds: [next.machine.id], refusal: null } : change;
}

const mayHold = ({ booking }: Change, row: ReturnType<typeof machineRowAt>): boolean =>
  row !== null && row.machine.simulated === booking.simulated && row.machine.status === 'active';

/** Dragged to where the pointer is: whole by its start, or one of its ends. */
export function dragTo(
  change: Change,
  grip: 'move' | 'start' | 'end',
  pointer: { fromMs: number; atMs: number; row: TimelineRow | null },
  { snapMs, zone }: Steps,
): Change {
  const byMs = pointer.atMs - pointer.fromMs;
  const startMs = Date.parse(change.booking.startsAt);
  const endMs = Date.parse(change.booking.endsAt);
  const near = (atMs: number): number => snapTime(atMs, snapMs, zone, 'round');
  if (grip === 'end') {
    const toMs = near(endMs + byMs);
    return { ...change, toMs: toMs > startMs ? toMs : change.toMs };
  }
  if (grip === 'start') {
    const fromMs = near(startMs + byMs);
    return { ...change, fromMs: fromMs < endMs ? fromMs : change.fromMs };
  }
  // A pointer that only slips stays by its own minutes.
  const fromMs = Math.abs(byMs) < snapMs / 2 ? startMs : near(startMs + byMs);
  const { row } = pointer;
  const isOther = change.machineIds.length === 1 && row?.kind === 'machine' && mayHold(change, row);
  const machineIds = isOther ? [row.machine.id] : change.machineIds;
  return { ...change, fromMs, toMs: fromMs + endMs - startMs, machineIds };
}

export const selectCell = (cursor: Cursor & { on: 'cell' }): Selection => ({
  kind: 'select',
  anchor: cursor.row,
  head: cursor.row,
  fromMs: cursor.fromMs,
  toMs: cursor.toMs,
});

/** One row more, or fewer, of the same kind of machine. */
export function selectRow(selection: Selection, rows: readonly TimelineRow[], way: -1 | 1): Selection {
  const head = machineRowAt(rows, selection.head + way, way);
  return head ? { ...selection, head: head.index } : selection;
}

/** From the cell where it began to the one where the pointer is. */
export function selectTo(
  selection: Selection,
  begun: { fromMs: number; toMs: number },
  pointer: { atMs: number; row: number },
  { snapMs, zone }: Steps,
): Selection {
  const fromMs = snapTime(begun.fromMs, snapMs, zone, 'floor');
  const atMs = snapTime(pointer.atMs, snapMs, zone, 'floor');
  return {
    ...selection,
    head: pointer.row,
    fromMs: Math.min(fromMs, atMs),
    toMs: Math.max(stepTime(fromMs, snapMs, zone, 1), stepTime(atMs, snapMs, zone, 1)),
  };
}

/** The machines a draft is of: of a selection only those of the kind that it began with. */
export function draftMachines(draft: Draft, rows: readonly TimelineRow[]): { id: string; name: string }[] {
  if (draft.kind === 'select') {
    const chosen = machinesBetween(rows, draft.anchor, draft.head);
    const first = rows[draft.anchor];
    const kind = first?.kind === 'machine' && first.machine.simulated;
    return chosen.filter((it) => it.machine.simulated === kind).map((it) => it.machine);
  }
  const names = new Map(rows.flatMap((it) => (it.kind === 'machine' ? [[it.machine.id, it.machine]] : [])));
  return draft.machineIds.flatMap(
    (id) => names.get(id) ?? draft.booking.machines.find((it) => it.id === id) ?? [],
  );
}
