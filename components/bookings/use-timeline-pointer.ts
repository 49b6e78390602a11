'use client';

import { type PointerEvent, type RefObject, useEffect, useRef } from 'react';
import { barOfKey } from './timeline-bars.ts';
import { cursorAt, type TimelineGrid } from './timeline-cursor.ts';
import { beginChange, type Draft, dragTo, selectCell, selectTo, type Selection } from './timeline-draft.ts';
import { machineRowAt, rowAt, type TimelineRow } from './timeline-rows.ts';
import type { TimelineEdit } from './use-timeline-edit.ts';
import { measureSizes } from './use-timeline-sizes.ts';

const SLIP_PX = 4;
const EDGE_PX = 7;
const LONG_PRESS_MS = 450;

type Point = { x: number; y: number };
type Spot = { atMs: number; row: TimelineRow };
type Drag = {
  pointerId: number;
  from: Point;
  spot: Spot;
  isOn: boolean;
  begin: () => Draft | null;
  follow: (spot: Spot) => Draft | null;
  timer: ReturnType<typeof setTimeout> | undefined;
};

/** Drags with a mouse or pen at once, with a finger after a long press: until then a finger scrolls. */
export function useTimelinePointer(
  body: RefObject<HTMLDivElement | null>,
  grid: TimelineGrid,
  edit: TimelineEdit,
  canBook: boolean,
) {
  const drag = useRef<Drag | null>(null);
  const dragged = useRef(false);
  const latest = useRef<Draft | null>(null);
  useStopScroll(body, drag);
  const spotAt = ({ x, y }: Point): Spot => {
    const box = body.current!.getBoundingClientRect();
    const plane = body.current!.querySelector('.timeline-measure')!.getBoundingClientRect();
    const { fromMs, toMs } = grid.window;
    const ratio = Math.min(1, Math.max(0, (x - plane.left) / plane.width));
    const row = grid.rows[rowAt(grid.rows, y - box.top, measureSizes(body.current!))]!;
    return { atMs: fromMs + ratio * (toMs - fromMs), row };
  };
  const show = (draft: Draft | null): void => {
    latest.current = draft;
    if (draft) edit.setDraft(draft);
  };
  const end = (): void => {
    clearTimeout(drag.current?.timer);
    drag.current = null;
    latest.current = null;
  };
  const start = (): void => {
    if (!drag.current) return;
    drag.current.isOn = true;
    dragged.current = true;
    body.current?.setPointerCapture(drag.current.pointerId);
    show(drag.current.begin());
  };
  const down = (event: PointerEvent): void => {
    dragged.current = false;
    const target = event.target as Element;
    const isSending = edit.draft?.kind === 'change' && edit.draft.isSending;
    if (event.button !== 0 || isSending || !target.closest('.timeline-row .timeline-plane')) return;
    const from = { x: event.clientX, y: event.clientY };
    const spot = spotAt(from);
    const what = target.closest('[data-bar]')
      ? dragBar(grid, edit, target, spot, from.x)
      : canBook
        ? dragFree(grid, spot)
        : null;
    if (!what) return;
    const timer = event.pointerType === 'touch' ? setTimeout(start, LONG_PRESS_MS) : undefined;
    drag.current = { pointerId: event.pointerId, from, spot, isOn: false, timer, ...what };
  };
  const move = (event: PointerEvent): void => {
    const now = drag.current;
    if (!now || event.pointerId !== now.pointerId) return;
    const isSlip = Math.hypot(event.clientX - now.from.x, event.clientY - now.from.y) < SLIP_PX;
    if (!now.isOn && isSlip) return;
    // A finger that moves before its time scrolls.
    if (!now.isOn && event.pointerType === 'touch') return end();
    if (!now.isOn) start();
    show(now.follow(spotAt({ x: event.clientX, y: event.clientY })));
  };
  const up = (event: PointerEvent): void => {
    const now = drag.current;
    if (!now || event.pointerId !== now.pointerId) return;
    const draft = latest.current;
    end();
    if (draft?.kind === 'select') edit.book(draft);
    else if (draft?.kind === 'change') void edit.confirm(draft);
    else if (!now.isOn && event.pointerType !== 'touch')
      bookCell(grid, edit, now.spot, event.target as Element);
  };
  const cancel = (): void => {
    if (drag.current?.isOn) edit.setDraft(null);
    end();
  };
  /** After a drag the press on the bar opens nothing. */
  const click = (event: React.MouseEvent): void => {
    if (!dragged.current) return;
    dragged.current = false;
    event.preventDefault();
    event.stopPropagation();
  };
  return { down, move, up, cancel, click };
}

/** A press on free time books it; one on a bar is its own link. */
function bookCell(grid: TimelineGrid, edit: TimelineEdit, { row, atMs }: Spot, target: Element): void {
  if (row.kind !== 'machine' || target.closest('[data-bar]')) return;
  const cell = cursorAt(grid, row.index, atMs);
  edit.setCursor(cell);
  if (cell.on === 'cell') edit.book(selectCell(cell));
}

function dragFree(grid: TimelineGrid, { row, atMs }: Spot): Pick<Drag, 'begin' | 'follow'> | null {
  const cell = row.kind === 'machine' ? cursorAt(grid, row.index, atMs) : null;
  if (cell?.on !== 'cell') return null;
  const begun: Selection = selectCell(cell);
  const steps = { ...grid.steps, zone: grid.zone };
  return {
    begin: () => begun,
    follow: (spot) => {
      const head = machineRowAt(grid.rows, spot.row.index, 1)?.index ?? begun.head;
      return selectTo(begun, { fromMs: atMs, toMs: atMs }, { atMs: spot.atMs, row: head }, steps);
    },
  };
}

function dragBar(
  grid: TimelineGrid,
  edit: TimelineEdit,
  target: Element,
  from: Spot,
  x: number,
): Pick<Drag, 'begin' | 'follow'> | null {
  const hit = target.closest<HTMLElement>('[data-bar]')!;
  const bar = barOfKey(grid.layout, hit.dataset['bar']);
  const movable = edit.movable(bar);
  if (bar?.kind !== 'booking' || !movable) return null;
  const box = (hit.querySelector('.booking-bar') ?? hit).getBoundingClientRect();
  const atEdge =
    box.width < 3 * EDGE_PX
      ? null
      : x > box.right - EDGE_PX
        ? 'end'
        : x < box.left + EDGE_PX
          ? 'start'
          : null;
  const grip = movable === 'end' ? 'end' : (atEdge ?? 'move');
  const change = beginChange(bar.booking);
  const steps = { ...grid.steps, zone: grid.zone };
  return {
    begin: () => change,
    follow: (spot) => dragTo(change, grip, { fromMs: from.atMs, atMs: spot.atMs, row: spot.row }, steps),
  };
}

/** What a finger drags after a long press must not scroll the page away under it. */
function useStopScroll(body: RefObject<HTMLElement | null>, drag: RefObject<Drag | null>): void {
  useEffect(() => {
    const element = body.current;
    const stop = (event: TouchEvent): void => {
      if (drag.current?.isOn) event.preventDefault();
    };
    element?.addEventListener('touchmove', stop, { passive: false });
    return () => element?.removeEventListener('touchmove', stop);
  }, [body, drag]);
}
