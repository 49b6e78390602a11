'use client';

import Link from 'next/link';
import type { CSSProperties } from 'react';
import { dayKey, formatDay, formatMemory, formatTime } from '@/shared/domain/format.ts';
import { islandFacts } from '../ui/island-head.tsx';
import type { MachineView } from './types.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { SimulatedTag } from '../ui/tag.tsx';
import { BookingBar } from './booking-bar.tsx';
import { FreeStrip } from './free-strip.tsx';
import { MaintenanceBar } from './maintenance-bar.tsx';
import './timeline.css';
import { barsOf, freeHours, maintenanceBarsOf, type TimelineIsland } from './timeline-bars.ts';
import { TimelineKey } from './timeline-key.tsx';
import { oddHours, positionOf, type TimelineWindow } from './timeline-window.ts';
import type { BookingView, MaintenanceView } from './types.ts';

export type TimelineProps = {
  window: TimelineWindow;
  islands: readonly TimelineIsland[];
  bookings: readonly BookingView[];
  planned: readonly MaintenanceView[];
};

/** Who has which machine when: a row a machine, islands kept together, time from left to right. */
export function Timeline({ window, islands, bookings, planned }: TimelineProps) {
  const zone = useZone();
  const nowMs = useNow(30_000);
  const machines = islands.flatMap((it) => it.machines);
  const now = positionOf(nowMs, window);
  const isNowInside = now >= 0 && now <= 1;
  const real = machines.filter((it) => !it.simulated);
  return (
    <>
      <section className="timeline" aria-label="Timeline">
        <Scale window={window} nowMs={nowMs} />
        {real.length > 0 && (
          <FreeStrip
            hours={freeHours(machines, bookings, planned, window, nowMs)}
            machines={real.length}
            nowMs={nowMs}
          />
        )}
        {islands.map((it) => (
          <IslandRows
            key={it.island.id}
            row={it}
            window={window}
            bookings={bookings}
            planned={planned}
            nowMs={nowMs}
          />
        ))}
        {isNowInside && (
          <div className="timeline-plane pointer-events-none">
            <span
              className={now < 0.05 ? 'timeline-clock is-early' : 'timeline-clock'}
              style={{ left: `${now * 100}%` }}
            >
              {formatTime(nowMs, zone)}
            </span>
          </div>
        )}
      </section>
      <TimelineKey machines={machines} planned={planned} />
    </>
  );
}

function Scale({ window: { view, days }, nowMs }: { window: TimelineWindow; nowMs: number }) {
  const zone = useZone();
  const today = dayKey(nowMs, zone);
  if (view === 'day') {
    const [day] = days;
    const hours = Math.round((day!.toMs - day!.fromMs) / 10_800_000);
    return (
      <div className="timeline-scale" style={{ gridTemplateColumns: `repeat(${hours}, 1fr)` }} aria-hidden>
        {Array.from({ length: hours }, (_, index) => (
          <span key={index}>{formatTime(day!.fromMs + index * 10_800_000, zone)}</span>
        ))}
      </div>
    );
  }
  const columns = days.map((it) => `${(it.toMs - it.fromMs) / 3_600_000}fr`).join(' ');
  return (
    <div className="timeline-scale" style={{ gridTemplateColumns: columns }}>
      {days.map((day) => {
        const odd = oddHours(day);
        return (
          <span key={day.key} className={day.key === today ? 'is-today' : undefined}>
            <Link
              prefetch={false}
              href={`/bookings?view=day&day=${day.key}`}
              className="inline-block min-h-6 hover:underline"
            >
              {formatDay(day.fromMs, zone, nowMs).replace(/ [A-Z][a-z]+( \d+)?$/, '')}
            </Link>
            {odd !== null && ` · ${odd} h, clocks change`}
          </span>
        );
      })}
    </div>
  );
}

type RowsProps = {
  row: TimelineIsland;
  window: TimelineWindow;
  bookings: readonly BookingView[];
  planned: readonly MaintenanceView[];
  nowMs: number;
};

function IslandRows({ row, window, bookings, planned, nowMs }: RowsProps) {
  const { island, machines } = row;
  const now = positionOf(nowMs, window);
  return (
    <section aria-label={island.title}>
      <header className="timeline-group">
        <b>{island.title}</b>
        {island.simulated && <SimulatedTag />}
        <span className="text-muted">{[islandFacts(island), island.verdict].filter(Boolean).join(', ')}</span>
      </header>
      <div className="timeline-rows" style={{ '--rows': machines.length } as CSSProperties}>
        {machines.map((machine, index) => (
          <div key={machine.id} className="timeline-machine" style={{ '--row': index } as CSSProperties}>
            <Link
              prefetch={false}
              href={`/machines/${machine.id}`}
              title={machine.name}
              className="leading-6 hover:underline"
            >
              {machine.name}
            </Link>
            {machine.memoryBytes !== null && <small>{formatMemory(machine.memoryBytes)}</small>}
          </div>
        ))}
        <div className="timeline-plane">
          {now > 0 && <div className="timeline-past" style={{ width: `${Math.min(1, now) * 100}%` }} />}
          {window.days.slice(1).map((day) => (
            <i
              key={day.key}
              className="timeline-day"
              style={{ left: `${positionOf(day.fromMs, window) * 100}%` }}
            />
          ))}
        </div>
        {machines.slice(1).map((machine, index) => (
          <i key={machine.id} className="timeline-rule" style={{ '--row': index + 1 } as CSSProperties} />
        ))}
        <div className="timeline-plane">
          {machines.map((machine, index) => (
            <Out key={machine.id} machine={machine} row={index} window={window} nowMs={nowMs} />
          ))}
          {maintenanceBarsOf(row, planned, window).map((bar) => (
            <MaintenanceBar key={bar.maintenance.id} bar={bar} window={window} nowMs={nowMs} />
          ))}
          {barsOf(row, bookings, window).map((bar) => (
            <BookingBar key={`${bar.booking.id} ${bar.row}`} bar={bar} window={window} nowMs={nowMs} />
          ))}
          {now >= 0 && now <= 1 && <i className="timeline-now" style={{ left: `${now * 100}%` }} />}
        </div>
      </div>
    </section>
  );
}

type OutProps = { machine: MachineView; row: number; window: TimelineWindow; nowMs: number };

/** Time in which a machine is out of use: maintenance from now on, silence since its last word. */
function Out({ machine, row, window, nowMs }: OutProps) {
  const isSilent = machine.connection === 'lost' && machine.lastSeenAt !== null;
  const isMaintained = machine.status === 'maintenance';
  if (!isSilent && !isMaintained) return null;
  const fromMs = isMaintained ? nowMs : new Date(machine.lastSeenAt ?? nowMs).getTime();
  const toMs = isMaintained ? window.toMs : nowMs;
  const from = Math.max(0, positionOf(fromMs, window));
  const to = Math.min(1, positionOf(toMs, window));
  if (to <= from) return null;
  const words = isMaintained ? `${machine.name}: maintenance` : `${machine.name}: no word`;
  return (
    <span
      className={isMaintained ? 'timeline-maintenance' : 'timeline-silent'}
      style={{ '--row': row, '--from': from, '--to': to } as CSSProperties}
      role="img"
      aria-label={words}
      title={words}
    />
  );
}
