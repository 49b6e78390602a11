'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { CSSProperties } from 'react';
import { formatDateTime, formatMoment, formatRange, formatTime } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import './bars.css';
import { describeBooking, whoseBooking } from './booking-words.ts';
import { stageOf } from './booking-stage.ts';
import { stripBarStyle, type StripWindow, stripHours, stripWindow } from './strip-window.ts';
import './timeline.css';
import { bookingBars, heldUntilMs, maintenanceBars } from './timeline-bars.ts';
import { positionOf } from './timeline-window.ts';
import type { BookingView, ExtensionView, LifeView, MachineView } from './types.ts';

type Props = {
  booking: BookingView;
  life: LifeView;
  extension: ExtensionView | null;
  machines: readonly MachineView[];
  nowMs: number;
};

/** A booking's machines around its time: what is reserved, what of it was used, how far it may run on, who is next to it. */
export function BookingStrip({ booking, life, extension, machines, nowMs }: Props) {
  const trpc = useTRPC();
  const zone = useZone();
  const window = stripWindow(booking, extension);
  const range = { from: new Date(window.fromMs).toISOString(), to: new Date(window.toMs).toISOString() };
  const placeholderData = keepPreviousData;
  const bookings = useQuery({ ...trpc.bookings.list.queryOptions(range), placeholderData }).data ?? [];
  const planned = useQuery({ ...trpc.bookings.maintenance.queryOptions(range), placeholderData }).data ?? [];
  const rowOf: Rows = new Map(machines.map((it, row) => [it.id, row]));
  const others = bookings.filter((it) => it.id !== booking.id);
  const label = `${booking.purpose} among its neighbours, ${formatRange(window.fromMs, window.toMs, zone, nowMs)}`;
  return (
    <section className="booking-strip" aria-label={label} style={rowStyle('--rows', machines.length)}>
      <ul className="strip-hours" aria-hidden>
        {stripHours(window).map((atMs) => (
          <li key={atMs} style={{ left: `${positionOf(atMs, window) * 100}%` }}>
            {formatTime(atMs, zone)}
          </li>
        ))}
      </ul>
      <div className="strip-body">
        {machines.map((it, row) => (
          <div key={it.id} className="strip-machine" style={rowStyle('--row', row)}>
            <Link prefetch={false} href={`/machines/${it.id}`} title={it.name}>
              {it.name}
            </Link>
          </div>
        ))}
        <div className="strip-plane">
          {stripHours(window).map((atMs) => (
            <i key={atMs} className="timeline-day" style={{ left: `${positionOf(atMs, window) * 100}%` }} />
          ))}
          {planned
            .flatMap((it) => maintenanceBars(it, rowOf, window))
            .map((bar) => (
              <i
                key={`${bar.maintenance.id} ${bar.row}`}
                className="timeline-maintenance"
                style={stripBarStyle(bar, window)}
                title={`Maintenance of ${bar.maintenance.machineName}, ${formatRange(bar.maintenance.startsAt, bar.maintenance.endsAt, zone, nowMs)}`}
              />
            ))}
          {others
            .flatMap((it) => bookingBars(it, rowOf, window))
            .map((bar) => (
              <Link
                key={`${bar.booking.id} ${bar.row}`}
                prefetch={false}
                href={`/bookings/${bar.booking.id}`}
                className="booking-hit"
                style={stripBarStyle(bar, window)}
                aria-label={`${neighbourWords(bar.booking, zone, nowMs)}. ${describeBooking(bar.booking, zone, nowMs)}`}
                title={describeBooking(bar.booking, zone, nowMs)}
              >
                <span
                  className="booking-bar"
                  data-kind={bar.booking.mine ? 'mine' : 'other'}
                  data-pending={bar.booking.status === 'pending' || undefined}
                  data-tall={bar.rows > 1 || undefined}
                  aria-hidden
                >
                  <span className="bar-text">
                    <b>{whoseBooking(bar.booking)}</b> from {formatMoment(bar.booking.startsAt, zone, nowMs)}
                  </span>
                </span>
              </Link>
            ))}
          <Own booking={booking} life={life} rowOf={rowOf} window={window} nowMs={nowMs} />
          <RunsOn booking={booking} extension={extension} rowOf={rowOf} window={window} />
          {nowMs > window.fromMs && nowMs < window.toMs && (
            <i className="timeline-now" style={{ left: `${positionOf(nowMs, window) * 100}%` }} />
          )}
        </div>
      </div>
    </section>
  );
}

/** As it stands in the bar, where its name is in bold. */
const neighbourWords = (booking: BookingView, zone: string, nowMs: number): string =>
  `${whoseBooking(booking)} from ${formatMoment(booking.startsAt, zone, nowMs)}`;

const rowStyle = (name: '--row' | '--rows', value: number) => ({ [name]: value }) as CSSProperties;
type Rows = ReadonlyMap<string, number>;

type OwnProps = {
  booking: BookingView;
  life: LifeView;
  rowOf: Rows;
  window: StripWindow;
  nowMs: number;
};

/** The reserved time, in it the times a model ran, and the turnaround behind it. */
function Own({ booking, life, rowOf, window, nowMs }: OwnProps) {
  const zone = useZone();
  const startMs = Date.parse(booking.startsAt);
  const endMs = heldUntilMs(booking);
  const stage = stageOf(booking, nowMs);
  const turnMs = Date.parse(booking.heldUntil);
  const within = (atMs: number): number =>
    (Math.min(Math.max(atMs, startMs), endMs) - startMs) / (endMs - startMs);
  return bookingBars(booking, rowOf, window).map((bar) => (
    <div key={bar.row}>
      <span
        className="booking-hit"
        style={stripBarStyle(bar, window)}
        title={describeBooking(booking, zone, nowMs)}
      >
        <span
          className="booking-bar"
          data-kind={booking.mine ? 'mine' : 'other'}
          data-pending={stage === 'asked' || undefined}
          data-past={stage === 'over' || undefined}
          data-tall={bar.rows > 1 || undefined}
        >
          {life.sessions.map((it) => {
            const from = within(Date.parse(it.startedAt));
            const to = within(it.endedAt ? Date.parse(it.endedAt) : nowMs);
            return (
              <i
                key={it.id}
                className="bar-use"
                style={{ left: `${from * 100}%`, width: `${Math.max(0, to - from) * 100}%` }}
                title={`${it.modelTitle}, from ${formatDateTime(it.startedAt, zone, nowMs)}`}
              />
            );
          })}
          <span className="bar-text">
            <b>{whoseBooking(booking)}</b> {booking.purpose}
          </span>
        </span>
      </span>
      {turnMs > endMs && turnMs <= window.toMs && stage !== 'over' && (
        <i
          className="strip-turn"
          style={stripBarStyle({ ...bar, fromMs: endMs, toMs: turnMs }, window)}
          title="turnaround"
        />
      )}
    </div>
  ));
}

type RunsOnProps = Pick<Props, 'booking' | 'extension'> & { rowOf: Rows; window: StripWindow };

/** The room behind it, up to the limit that counts. */
function RunsOn({ booking, extension, rowOf, window }: RunsOnProps) {
  const zone = useZone();
  const endMs = Date.parse(booking.endsAt);
  const untilMs = extension?.until ? Date.parse(extension.until) : null;
  if (untilMs === null || untilMs <= endMs) return null;
  const shown = { fromMs: endMs, toMs: Math.min(untilMs, window.toMs) };
  return bookingBars(booking, rowOf, window).map((bar) => (
    <span key={bar.row} className="strip-ghost" style={stripBarStyle({ ...bar, ...shown }, window)}>
      <span>may run on to {formatMoment(untilMs, zone)}</span>
    </span>
  ));
}
