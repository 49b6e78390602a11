'use client';

import Link from 'next/link';
import { type CSSProperties, memo, type ReactNode } from 'react';
import { formatMemory } from '@/shared/domain/format.ts';
import { useCan } from '../providers/me.tsx';
import { SimulatedTag } from '../ui/tag.tsx';
import { BookingBar, type BarPlace } from './booking-bar.tsx';
import { movableOf } from './booking-stage.ts';
import { HoldBar } from './hold-bar.tsx';
import { MaintenanceBar } from './maintenance-bar.tsx';
import { sourceOf, type TimelineBar } from './timeline-bars.ts';
import type { HeadRow, MachineRow, TimelineRow } from './timeline-rows.ts';
import { barStyle, positionOf } from './timeline-window.ts';
import type { MachineView } from './types.ts';

export type UsedTimes = ReadonlyMap<string, { fromMs: number; toMs: number }>;
/** Where the keyboard is in this row, if it is. */
export type RowCursor =
  | { on: 'name' }
  | { on: 'bar'; id: string }
  | { on: 'cell'; fromMs: number; toMs: number; words: string };

const placeOf = (row: TimelineRow) => ({ '--lines': row.lines, '--heads': row.heads }) as CSSProperties;

export const GroupHead = memo(function GroupHead({ row }: { row: HeadRow }) {
  const { title, simulated, facts } = row.group;
  return (
    <div className="timeline-group" role="row" aria-rowindex={row.index + 1} style={placeOf(row)}>
      <div
        role="rowheader"
        className="timeline-group-name"
        data-tip={[title, facts].filter(Boolean).join(', ')}
      >
        <b>{title}</b>
        {simulated && <SimulatedTag />}
        <span className="text-muted">{facts}</span>
      </div>
    </div>
  );
});

type Props = Omit<BarPlace, 'isCursor'> & {
  row: MachineRow;
  bars: readonly TimelineBar[];
  used: UsedTimes;
  cursor: RowCursor | null;
  movingId: string | null;
};

/** A machine and what stands in its row; drawn again only when something of it changes. */
export const TimelineMachine = memo(function TimelineMachine({
  row,
  bars,
  used,
  cursor,
  movingId,
  ...place
}: Props) {
  const { machine, group } = row;
  const memory = machine.memoryBytes === null ? null : formatMemory(machine.memoryBytes);
  return (
    <div
      className="timeline-row"
      role="row"
      aria-rowindex={row.index + 1}
      style={placeOf(row)}
      data-first={row.index > 0 && group.machines[0] === machine ? '' : undefined}
    >
      <div role="rowheader" className="timeline-machine">
        <Link
          prefetch={false}
          href={`/machines/${machine.id}`}
          draggable={false}
          tabIndex={cursor?.on === 'name' ? 0 : -1}
          data-cursor={cursor?.on === 'name' || undefined}
          data-tip={[machine.name, machine.modelName, memory].filter(Boolean).join(', ')}
          className="leading-6 hover:underline"
        >
          {machine.name}
        </Link>
        {memory && <small>{memory}</small>}
      </div>
      <div className="timeline-plane" role="presentation">
        <Out machine={machine} window={place.window} nowMs={place.nowMs} />
        {bars.map((bar) => {
          const { id } = sourceOf(bar);
          const isCursor = cursor?.on === 'bar' && cursor.id === id;
          const shown = (
            <Bar
              key={bar.key}
              bar={bar}
              {...place}
              isCursor={isCursor}
              used={used.get(id) ?? null}
              isMoving={movingId === id}
            />
          );
          if (bar.kind === 'hold') return shown;
          return (
            <div key={bar.key} role="gridcell" {...(bar.rows > 1 && { 'aria-rowspan': bar.rows })}>
              {shown}
            </div>
          );
        })}
        {cursor?.on === 'cell' && (
          <div
            role="gridcell"
            className="timeline-cell"
            style={barStyle(cursor, place.window)}
            tabIndex={0}
            data-cursor
            aria-label={cursor.words}
          />
        )}
      </div>
    </div>
  );
});

type BarProps = BarPlace & {
  bar: TimelineBar;
  used: { fromMs: number; toMs: number } | null;
  isMoving: boolean;
};

/** Drawn again only when it looks otherwise, whatever else of its row or of the lab has changed. */
const Bar = memo(function Bar({
  bar,
  isCursor,
  used,
  isMoving,
  window,
  pxPerMs,
  nowMs,
}: BarProps): ReactNode {
  const can = useCan();
  const place = { window, pxPerMs, nowMs, isCursor };
  if (bar.kind === 'maintenance') return <MaintenanceBar bar={bar} {...place} />;
  if (bar.kind === 'hold') return <HoldBar bar={bar} window={window} pxPerMs={pxPerMs} isCursor={isCursor} />;
  const { booking } = bar;
  const mayMove = can('booking:move-own', { ownerId: booking.person.id });
  return (
    <BookingBar
      bar={bar}
      {...place}
      used={used}
      movable={mayMove ? movableOf(booking, nowMs) : null}
      isMoving={isMoving}
    />
  );
}, isAlike);

/** Each time the lab is told anew, its bars are worked out anew: of most what they say is the same. */
function isAlike(a: BarProps, b: BarProps): boolean {
  return isShallowEqual(a, b, (one, other) => isShallowEqual(one, other, Object.is));
}

type Alike = (one: unknown, other: unknown) => boolean;

function isShallowEqual(a: unknown, b: unknown, isSame: Alike): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [one, other] = [Object.entries(a), b as Record<string, unknown>];
  return one.length === Object.keys(b).length && one.every(([key, value]) => isSame(value, other[key]));
}

type OutProps = { machine: MachineView; window: { fromMs: number; toMs: number }; nowMs: number };

/** Time in which a machine is out of use: maintenance from now on, silence since its last word. */
function Out({ machine, window, nowMs }: OutProps) {
  const isSilent = machine.connection === 'lost' && machine.lastSeenAt !== null;
  const isMaintained = machine.status === 'maintenance';
  if (!isSilent && !isMaintained) return null;
  const fromMs = Math.max(window.fromMs, isMaintained ? nowMs : Date.parse(machine.lastSeenAt ?? ''));
  const toMs = Math.min(window.toMs, isMaintained ? window.toMs : nowMs);
  if (positionOf(toMs, window) <= positionOf(fromMs, window)) return null;
  const words = isMaintained ? `${machine.name}: maintenance` : `${machine.name}: no word`;
  return (
    <div role="gridcell">
      <span
        className={isMaintained ? 'timeline-maintenance' : 'timeline-silent'}
        style={barStyle({ fromMs, toMs }, window)}
        role="img"
        aria-label={words}
        data-tip={words}
      />
    </div>
  );
}
