'use client';

import type { KeyboardEvent } from 'react';
import { announce } from '../layout/live-region.tsx';
import { movableOf } from './booking-stage.ts';
import type { TimelineBar } from './timeline-bars.ts';
import { barAt, type Cursor, type TimelineGrid, walk } from './timeline-cursor.ts';
import {
  beginChange,
  type Change,
  isChanged,
  moveBy,
  moveToRow,
  resizeBy,
  selectCell,
  selectRow,
} from './timeline-draft.ts';
import type { TimelineEdit } from './use-timeline-edit.ts';

/** What the keys do in the timeline: walk, choose free time, and change a booking that was picked up. */
export function timelineKeys(grid: TimelineGrid, edit: TimelineEdit, canBook: boolean) {
  const { cursor, draft, steps } = edit;
  const { nowMs } = edit.clock;
  const keysOfChange = (event: KeyboardEvent, wish: Change): boolean => {
    const way = event.key === 'ArrowLeft' || event.key === 'ArrowUp' ? -1 : 1;
    const isWhole = movableOf(wish.booking, nowMs) === 'whole';
    if (wish.isSending) return event.key.startsWith('Arrow');
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      if (event.shiftKey) edit.tell(resizeBy(wish, steps, way, isWhole ? 0 : nowMs));
      else if (isWhole) edit.tell(moveBy(wish, steps, way));
      else announce('It has begun: only its end can change, with Shift and the arrows');
    } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      const next = isWhole ? moveToRow(wish, grid.rows, way) : wish;
      if (next === wish) announce('It keeps its machines');
      else edit.tell(next);
    } else if (event.key === 'Escape') edit.drop();
    else if (event.key === 'Enter' && isChanged(wish)) void edit.confirm(wish);
    else if (event.key === ' ') edit.setDraft(null);
    else return false;
    return true;
  };
  const keysOfBar = (event: KeyboardEvent, bar: TimelineBar): boolean => {
    const isSide = event.key === 'ArrowLeft' || event.key === 'ArrowRight';
    if (event.key !== ' ' && !(event.shiftKey && isSide)) return false;
    if (bar.kind !== 'booking' || !edit.movable(bar)) {
      announce('This cannot be moved by you');
      return true;
    }
    const wish = beginChange(bar.booking);
    if (event.key !== ' ') return keysOfChange(event, wish);
    edit.setDraft(wish);
    announce(
      'Picked up. Arrows move it, Shift and arrows change its end, Enter keeps it there, Escape reverts.',
    );
    return true;
  };
  const keysOfCell = (event: KeyboardEvent, at: Cursor): boolean => {
    if (at.on !== 'cell' || !canBook) return false;
    const chosen = draft?.kind === 'select' ? draft : selectCell(at);
    if (event.key === 'Enter') edit.book(chosen);
    else if (event.key === 'Escape' && draft) edit.drop();
    else if (!event.shiftKey || !event.key.startsWith('Arrow')) return false;
    else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft')
      edit.tell(resizeBy(chosen, steps, event.key === 'ArrowLeft' ? -1 : 1));
    else edit.tell(selectRow(chosen, grid.rows, event.key === 'ArrowUp' ? -1 : 1));
    return true;
  };
  return (event: KeyboardEvent): void => {
    if (event.altKey || event.metaKey || !(event.target as Element).closest('[data-cursor]')) return;
    const bar = barAt(grid, cursor);
    const isOfChange = draft?.kind === 'change' && cursor.on === 'bar' && draft.booking.id === cursor.id;
    const isDone =
      (isOfChange && keysOfChange(event, draft)) ||
      (bar !== null && !isOfChange && keysOfBar(event, bar)) ||
      keysOfCell(event, cursor);
    const next = isDone || isOfChange ? null : walk(grid, cursor, event.key, event.ctrlKey);
    if (next) {
      if (draft?.kind === 'select') edit.setDraft(null);
      edit.go(next);
    }
    if (isDone || next) event.preventDefault();
  };
}
