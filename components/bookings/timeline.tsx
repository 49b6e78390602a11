'use client';

import { useRouter } from 'next/navigation';
import { type CSSProperties, type MouseEvent, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { formatTime } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { BarTooltip } from './bar-tooltip.tsx';
import { FreeStrip } from './free-strip.tsx';
import './bars.css';
import './ghost.css';
import './timeline.css';
import { barAt, type TimelineGrid } from './timeline-cursor.ts';
import { barOfKey, layOut, sourceOf, type TimelineBar, type TimelineContents } from './timeline-bars.ts';
import { TimelineGhost } from './timeline-ghost.tsx';
import { timelineKeys } from './timeline-keys.ts';
import { TimelineKey } from './timeline-key.tsx';
import { GroupHead, type RowCursor, TimelineMachine, type UsedTimes } from './timeline-row.tsx';
import { type TimelineGroup, timelineRows, topOf } from './timeline-rows.ts';
import { TimelineScale } from './timeline-scale.tsx';
import { positionOf, stepsOf, type TimelineWindow } from './timeline-window.ts';
import { cellWords, lookAtDraft } from './timeline-words.ts';
import { useFreeHours } from './use-free-hours.ts';
import { type SlotWish, type TimelineEdit, useTimelineEdit } from './use-timeline-edit.ts';
import { useTimelinePointer } from './use-timeline-pointer.ts';
import { type TimelineSizes, useShownRows, useTimelineSizes } from './use-timeline-sizes.ts';

export type TimelineProps = {
  window: TimelineWindow;
  groups: readonly TimelineGroup[];
  contents: TimelineContents;
  used: UsedTimes;
  onBook: ((wish: SlotWish) => void) | null;
};

const HOUR_MS = 3_600_000;
const NO_BARS: readonly TimelineBar[] = [];
const HINT =
  'Arrow keys go through machines and times. Shift and arrows choose free time, Enter books it or opens a booking. Space picks a booking of yours up: arrows move it, Shift and arrows change its end, Enter keeps it, Escape reverts.';

/** Who has which machine when: a row a machine, groups kept together, time from left to right. */
export function Timeline({ window, groups, contents, used, onBook }: TimelineProps) {
  const zone = useZone();
  const nowMs = useNow(30_000);
  const scroller = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => timelineRows(groups), [groups]);
  const layout = useMemo(() => layOut(rows, contents, window), [rows, contents, window]);
  const { hourMs, machines, times, hours, real } = useFreeHours(groups, contents, window, nowMs);
  const sizes = useTimelineSizes(body);
  const shown = useShownRows(scroller, rows, sizes);
  const grid: TimelineGrid = { rows, layout, window, steps: stepsOf(window.view), zone };
  const edit = useTimelineEdit({ grid, times, nowMs, onBook });
  const openBar = useOpenBar();
  const pointer = useTimelinePointer(body, grid, edit, onBook !== null);
  useCursorFocus(scroller, grid, edit, sizes);
  const now = positionOf(nowMs, window);
  const lines = rows.filter((it) => it.kind === 'machine').length;
  return (
    <>
      <section className="timeline" aria-label="Timeline" data-dense={window.days.length > 14 || undefined}>
        <div ref={scroller} className="timeline-scroll">
          <div className="timeline-top">
            <TimelineScale window={window} nowMs={hourMs} />
            {real > 0 && <FreeStrip hours={hours} machines={real} nowMs={hourMs} />}
            {now >= 0 && now <= 1 && (
              <div className="timeline-plane pointer-events-none">
                <span
                  className={now < 0.05 ? 'timeline-clock is-early' : 'timeline-clock'}
                  style={{ left: `${now * 100}%` }}
                >
                  {formatTime(nowMs, zone)}
                </span>
              </div>
            )}
          </div>
          <div
            ref={body}
            role="grid"
            tabIndex={-1}
            aria-label="Machines and their times"
            aria-describedby="timeline-hint"
            aria-rowcount={rows.length}
            aria-readonly={onBook === null}
            className="timeline-body"
            style={{ '--lines': lines, '--heads': groups.length } as CSSProperties}
            onKeyDown={timelineKeys(grid, edit, onBook !== null)}
            onPointerDown={pointer.down}
            onPointerMove={pointer.move}
            onPointerUp={pointer.up}
            onPointerCancel={pointer.cancel}
            onClickCapture={pointer.click}
            onClick={openBar}
            onContextMenu={(event) =>
              event.nativeEvent instanceof PointerEvent &&
              event.nativeEvent.pointerType === 'touch' &&
              event.preventDefault()
            }
            onFocus={(event) => followFocus(event.target, grid, edit)}
          >
            <Ground window={window} now={now} />
            <Rows
              grid={grid}
              edit={edit}
              sizes={sizes}
              shown={shown}
              used={used}
              window={window}
              nowMs={nowMs}
            />
            <div className="timeline-plane timeline-above" role="presentation">
              {now >= 0 && now <= 1 && <i className="timeline-now" style={{ left: `${now * 100}%` }} />}
              {edit.draft && (
                <TimelineGhost
                  draft={edit.draft}
                  look={lookAtDraft(edit.draft, rows, times, { zone, nowMs })}
                  rows={rows}
                  window={window}
                  zone={zone}
                  nowMs={nowMs}
                  onTake={(it) => void edit.confirm(it)}
                  onDrop={edit.drop}
                />
              )}
            </div>
          </div>
        </div>
        <BarTooltip within={body} />
      </section>
      <p id="timeline-hint" className="timeline-hint">
        {HINT}
      </p>
      <TimelineKey machines={machines} contents={contents} used={used} />
    </>
  );
}

/** A plain click on a bar goes to its page without loading anew; any other is the browser's. */
function useOpenBar(): (event: MouseEvent<HTMLElement>) => void {
  const router = useRouter();
  return (event) => {
    const { button, metaKey, ctrlKey, shiftKey, altKey, defaultPrevented, target } = event;
    if (defaultPrevented || button !== 0 || metaKey || ctrlKey || shiftKey || altKey) return;
    const link = target instanceof Element ? target.closest<HTMLAnchorElement>('a[data-bar]') : null;
    if (!link) return;
    event.preventDefault();
    router.push(link.pathname);
  };
}

/** What all rows have behind them: the past, and where days begin. */
function Ground({ window, now }: { window: TimelineWindow; now: number }) {
  return (
    <div className="timeline-plane timeline-measure-plane" role="presentation">
      <i className="timeline-measure" />
      {now > 0 && <div className="timeline-past" style={{ width: `${Math.min(1, now) * 100}%` }} />}
      {window.days.slice(1).map((day) => (
        <i
          key={day.key}
          className="timeline-day"
          style={{ left: `${positionOf(day.fromMs, window) * 100}%` }}
        />
      ))}
    </div>
  );
}

type RowsProps = {
  grid: TimelineGrid;
  edit: TimelineEdit;
  sizes: TimelineSizes;
  shown: { first: number; last: number };
  used: UsedTimes;
  window: TimelineWindow;
  nowMs: number;
};

function Rows({ grid, edit, sizes, shown, used, window, nowMs }: RowsProps) {
  const { rows, layout } = grid;
  const pxPerMs = sizes.planePx / (window.toMs - window.fromMs);
  const { cursor, draft } = edit;
  const movingId = draft?.kind === 'change' ? draft.booking.id : null;
  const at = barAt(grid, cursor)?.row ?? cursor.row;
  const drawn = new Set([at]);
  for (let row = shown.first; row <= Math.min(shown.last, rows.length - 1); row += 1) {
    drawn.add(row);
    drawn.add(layout.firstRows[row]!);
  }
  return [...drawn]
    .toSorted((a, b) => a - b)
    .map((index) => {
      const row = rows[index];
      if (!row) return null;
      if (row.kind === 'head') return <GroupHead key={row.group.id} row={row} />;
      const bars = layout.byRow.get(index) ?? NO_BARS;
      return (
        <Machine
          key={row.machine.id}
          row={row}
          bars={bars}
          used={used}
          window={window}
          pxPerMs={pxPerMs}
          nowMs={lastChange(bars, nowMs)}
          edit={at === index ? edit : null}
          movingId={bars.some((it) => it.kind === 'booking' && it.booking.id === movingId) ? movingId : null}
        />
      );
    });
}

type MachineProps = Omit<React.ComponentProps<typeof TimelineMachine>, 'cursor'> & {
  edit: TimelineEdit | null;
};

/** The row with the keyboard in it knows where; to the others it is one and the same nothing. */
function Machine({ edit, ...props }: MachineProps) {
  const zone = useZone();
  const at = edit?.cursor ?? null;
  const words = at?.on === 'cell' ? cellWords(at, props.row.machine.name, { zone, nowMs: props.nowMs }) : '';
  const cursor: RowCursor | null =
    at === null ? null : at.on === 'cell' ? { on: 'cell', fromMs: at.fromMs, toMs: at.toMs, words } : at;
  return <TimelineMachine {...props} cursor={cursor} />;
}

/** The last moment at which a row came to look as it does: time that changes nothing draws nothing. */
function lastChange(bars: readonly TimelineBar[], nowMs: number): number {
  let last = 0;
  for (const { fromMs, toMs } of bars) {
    // What runs goes on by the minute.
    if (fromMs <= nowMs && toMs > nowMs) return nowMs;
    if (toMs <= nowMs) last = Math.max(last, toMs);
  }
  return last || Math.floor(nowMs / (24 * HOUR_MS)) * 24 * HOUR_MS;
}

/** What took the focus by Tab, by `j` or by a press is where the keyboard is from then on. */
function followFocus(target: EventTarget, grid: TimelineGrid, edit: TimelineEdit): void {
  const hit = (target as Element).closest<HTMLElement>('[data-bar]');
  if (!hit || hit.dataset['cursor'] !== undefined) return;
  const bar = barOfKey(grid.layout, hit.dataset['bar']);
  if (bar) edit.setCursor({ row: bar.row, atMs: bar.fromMs, on: 'bar', id: sourceOf(bar).id });
}

/** The focus goes with the cursor while it is in the timeline, and what has it is in sight. */
function useCursorFocus(
  scroller: React.RefObject<HTMLDivElement | null>,
  grid: TimelineGrid,
  edit: TimelineEdit,
  sizes: TimelineSizes,
): void {
  const { cursor } = edit;
  const key = JSON.stringify(cursor);
  const hadFocus = useRef(false);
  useEffect(() => {
    const element = scroller.current;
    const look = (event: FocusEvent): void => {
      hadFocus.current = event.type === 'focusin';
    };
    element?.addEventListener('focusin', look);
    // A press elsewhere, or Tab; a row that is drawn anew tells nothing.
    element?.addEventListener('focusout', (event) => {
      if (event.relatedTarget !== null && !element.contains(event.relatedTarget as Node)) look(event);
    });
    return () => element?.removeEventListener('focusin', look);
  }, [scroller]);
  useLayoutEffect(() => {
    const element = scroller.current;
    const row = grid.rows[cursor.row];
    if (!element || !row || !hadFocus.current) return;
    element.querySelector<HTMLElement>('[data-cursor]')?.focus({ preventScroll: true });
    const top = topOf(row, sizes);
    const room = element.clientHeight - (element.querySelector('.timeline-top')?.clientHeight ?? 0);
    if (top < element.scrollTop) element.scrollTop = Math.max(0, top - sizes.headPx);
    else if (top + sizes.linePx > element.scrollTop + room) element.scrollTop = top + sizes.linePx - room;
    // Only where the cursor is moves the focus.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);
}
