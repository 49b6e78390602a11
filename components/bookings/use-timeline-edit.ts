'use client';

import { useState } from 'react';
import { announce } from '../layout/live-region.tsx';
import { useCan } from '../providers/me.tsx';
import { movableOf } from './booking-stage.ts';
import type { TimelineBar } from './timeline-bars.ts';
import { type Cursor, cursorAt, type TimelineGrid } from './timeline-cursor.ts';
import { type Change, type Draft, draftMachines, isChanged } from './timeline-draft.ts';
import { machineRowAt } from './timeline-rows.ts';
import type { TakenTimes } from './timeline-taken.ts';
import { cellWords, lookAtDraft } from './timeline-words.ts';
import { useChangeBooking } from './use-change-booking.ts';

export type SlotWish = { machineIds: string[]; fromMs: number; toMs: number };
type Options = {
  grid: TimelineGrid;
  times: TakenTimes;
  nowMs: number;
  /** Null where one's role does not book. */
  onBook: ((wish: SlotWish) => void) | null;
};

/** Where one is in the timeline and what one is about to do: the same for keys and pointer. */
export function useTimelineEdit({ grid, times, nowMs, onBook }: Options) {
  const can = useCan();
  const { change } = useChangeBooking();
  const [cursor, setCursor] = useState<Cursor | null>(null);
  const [draft, setDraft] = useState<Draft | null>(null);
  const steps = { ...grid.steps, zone: grid.zone };
  const clock = { zone: grid.zone, nowMs };
  const here = cursor ?? firstCursor(grid, nowMs);

  const tell = (next: Draft): void => {
    setDraft(next);
    announce(lookAtDraft(next, grid.rows, times, clock).words);
  };
  const drop = (): void => {
    if (draft?.kind === 'change' && draft.isSending) return;
    setDraft(null);
    announce(draft?.kind === 'change' ? 'Left as it was' : 'Nothing chosen');
  };
  const book = (wish: Draft): void => {
    const { problem, words } = lookAtDraft(wish, grid.rows, times, clock);
    if (problem === 'That time is over') return announce(words);
    setDraft(null);
    const machineIds = draftMachines(wish, grid.rows).map((it) => it.id);
    onBook?.({ machineIds, fromMs: Math.max(wish.fromMs, nowMs), toMs: wish.toMs });
  };
  const confirm = async (wish: Change): Promise<void> => {
    if (!isChanged(wish)) return setDraft(null);
    setDraft({ ...wish, isSending: true, refusal: null });
    const refusal = await change(wish.booking, wish);
    if (refusal) announce(refusal.words);
    setDraft(refusal ? { ...wish, isSending: false, refusal } : null);
  };
  const movable = (bar: TimelineBar | null): 'whole' | 'end' | null =>
    bar?.kind === 'booking' && can('booking:move-own', { ownerId: bar.booking.person.id })
      ? movableOf(bar.booking, nowMs)
      : null;
  const go = (next: Cursor): void => {
    setCursor(next);
    const row = grid.rows[next.row];
    // What takes the focus has a name that is read; free time changes its name where it is.
    if (next.on === 'cell' && row?.kind === 'machine') announce(cellWords(next, row.machine.name, clock));
  };

  return { cursor: here, setCursor, draft, setDraft, go, movable, book, confirm, drop, tell, clock, steps };
}
export type TimelineEdit = ReturnType<typeof useTimelineEdit>;

/** Where Tab comes in: now, or the beginning, of the first machine. */
function firstCursor(grid: TimelineGrid, nowMs: number): Cursor {
  const { fromMs, toMs } = grid.window;
  const row = machineRowAt(grid.rows, 0, 1)?.index ?? 0;
  return cursorAt(grid, row, nowMs > fromMs && nowMs < toMs ? nowMs : fromMs);
}
