'use client';

import Link from 'next/link';
import { useMemo } from 'react';
import { dayKey, formatDay, formatTime } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { OwnTime } from '../providers/own-zone.tsx';
import { Button } from '../ui/button.tsx';
import { SimulatedTag, Tag } from '../ui/tag.tsx';
import { useMoreInSight } from '../ui/use-more-in-sight.ts';
import { stageOf } from './booking-stage.ts';
import { describeBooking, describeMaintenance, machineNames, whoseBooking } from './booking-words.ts';
import './agenda.css';
import { BookingMenu } from './booking-menu.tsx';
import { isReleased, heldUntilMs, type TimelineContents } from './timeline-bars.ts';
import type { SlotWish } from './use-timeline-edit.ts';
import { oddHours, type TimelineWindow } from './timeline-window.ts';
import type { BookingView, MaintenanceView } from './types.ts';

type Props = {
  window: Pick<TimelineWindow, 'view' | 'days' | 'toMs'>;
  contents: TimelineContents;
  onBook: ((wish: SlotWish) => void) | null;
};
const HOUR_MS = 3_600_000;
const ITEMS_AT_ONCE = 60;

/** Bookings and maintenance day by day; on phones the first view. Days without any are left out. */
export function Agenda({ window, contents, onBook }: Props) {
  const zone = useZone();
  const nowMs = useNow(30_000);
  const today = dayKey(nowMs, zone);
  const { count, end, more } = useMoreInSight(ITEMS_AT_ONCE);
  const items = useMemo(() => agendaItems(contents), [contents]);
  const days = agendaDays(window, items, nowMs, today);
  const { shown, isCut } = firstOf(days, count);
  if (days.length === 0) return <p className="py-4 text-text-2">No bookings in this time.</p>;
  return (
    <>
      {shown.map(({ day, items: ofDay }) => {
        const odd = oddHours(day);
        return (
          <section key={day.key} aria-label={formatDay(day.fromMs, zone, nowMs)}>
            <h2 className="flex justify-between pt-4 pb-1">
              {day.key === today
                ? `Today, ${formatDay(day.fromMs, zone, nowMs)}`
                : formatDay(day.fromMs, zone, nowMs)}
              <span className="flex items-center gap-3 text-sm font-regular text-muted">
                {odd !== null && `${odd} h, clocks change`}
                {onBook && day.toMs > nowMs && (
                  <Button small look="quiet" onClick={() => onBook(morningOf(day, nowMs))}>
                    Book
                    <span className="sr-only"> on {formatDay(day.fromMs, zone, nowMs)}</span>
                  </Button>
                )}
              </span>
            </h2>
            <ul>
              {ofDay.map(({ it }) =>
                'machineId' in it ? (
                  <MaintenanceItem key={it.id} maintenance={it} day={day} nowMs={nowMs} />
                ) : (
                  <Item key={it.id} booking={it} day={day} nowMs={nowMs} />
                ),
              )}
            </ul>
          </section>
        );
      })}
      {isCut && (
        <div ref={end} className="flex justify-center py-3">
          <Button onClick={more}>Show more</Button>
        </div>
      )}
    </>
  );
}

type AgendaItem = { it: BookingView | MaintenanceView; startMs: number; endMs: number };
type AgendaDay = { day: TimelineWindow['days'][number]; items: AgendaItem[] };

/** All that stands there, by its start. */
function agendaItems({ bookings, planned }: TimelineContents): AgendaItem[] {
  const items = [
    ...planned.map((it) => ({ it, startMs: Date.parse(it.startsAt), endMs: Date.parse(it.endsAt) })),
    ...bookings
      .filter((it) => it.status !== 'declined')
      .map((it) => ({ it, startMs: Date.parse(it.startsAt), endMs: heldUntilMs(it) })),
  ];
  return items.toSorted((a, b) => a.startMs - b.startMs);
}

/** What has passed of today is left out, and so are days without any. */
function agendaDays(
  window: Props['window'],
  items: readonly AgendaItem[],
  nowMs: number,
  today: string,
): AgendaDay[] {
  return window.days
    .filter((day) => window.days.length === 1 || day.key >= today || window.toMs <= nowMs)
    .map((day) => {
      const fromMs = Math.max(day.fromMs, day.key === today ? nowMs : 0);
      return { day, items: items.filter((it) => it.startMs < day.toMs && it.endMs > fromMs) };
    })
    .filter((it) => it.items.length > 0);
}

function firstOf(days: readonly AgendaDay[], count: number): { shown: AgendaDay[]; isCut: boolean } {
  const shown: AgendaDay[] = [];
  let left = count;
  for (const { day, items } of days) {
    if (left <= 0) break;
    shown.push({ day, items: items.slice(0, left) });
    left -= items.length;
  }
  return { shown, isCut: left < 0 || shown.length < days.length };
}

/** The day's first hours at work, or what is next of today: a time to begin with, changed in the sheet. */
export function morningOf(day: { fromMs: number }, nowMs: number): SlotWish {
  const fromMs = Math.max(day.fromMs + 9 * HOUR_MS, Math.ceil(nowMs / 300_000) * 300_000);
  return { machineIds: [], fromMs, toMs: fromMs + 2 * HOUR_MS };
}

type Day = { fromMs: number; toMs: number };

function Times({ startMs, endMs, day }: { startMs: number; endMs: number; day: Day }) {
  const zone = useZone();
  return (
    <span className="text-sm leading-5 text-text-2">
      <b className="block text-text">{startMs < day.fromMs ? 'goes on' : formatTime(startMs, zone)}</b>
      {endMs > day.toMs ? 'next day' : formatTime(endMs, zone)}
    </span>
  );
}

type MaintenanceProps = { maintenance: MaintenanceView; day: Day; nowMs: number };

function MaintenanceItem({ maintenance: it, day, nowMs }: MaintenanceProps) {
  const zone = useZone();
  return (
    <li className="agenda-item" data-kind="maintenance" data-waits={it.waits || undefined}>
      <Times startMs={Date.parse(it.startsAt)} endMs={Date.parse(it.endsAt)} day={day} />
      <i />
      <div className="min-w-0">
        <Link
          prefetch={false}
          href={`/machines/${it.machineId}`}
          aria-label={describeMaintenance(it, zone, nowMs)}
          className="font-strong hover:underline"
        >
          {it.note ?? 'Maintenance'}
        </Link>
        <p className="text-sm text-muted">{it.machineName}</p>
      </div>
      <Tag tone="warning">{it.waits ? 'waits for a booking' : 'maintenance'}</Tag>
    </li>
  );
}

function Item({ booking, day, nowMs }: { booking: BookingView; day: Day; nowMs: number }) {
  const zone = useZone();
  const isRunning = booking.sessionId !== null && stageOf(booking, nowMs) === 'running';
  const startMs = new Date(booking.startsAt).getTime();
  const endMs = heldUntilMs(booking);
  return (
    <li
      className="agenda-item"
      data-kind={booking.mine ? 'mine' : 'other'}
      data-running={isRunning || undefined}
      data-pending={booking.status === 'pending' || undefined}
    >
      <Times startMs={startMs} endMs={endMs} day={day} />
      <i />
      <div className="min-w-0">
        <Link
          prefetch={false}
          href={`/bookings/${booking.id}`}
          data-booking={booking.id}
          aria-label={describeBooking(booking, zone, nowMs)}
          className="font-strong hover:underline"
        >
          {booking.mine ? booking.purpose : `${booking.person.name} · ${booking.purpose}`}
        </Link>
        <p className="text-sm text-muted">
          {whoseBooking(booking)} · {machineNames(booking)}
        </p>
        <OwnTime at={booking.startsAt} to={booking.endsAt} />
      </div>
      <span className="flex flex-wrap items-center justify-end gap-1">
        {booking.simulated && <SimulatedTag />}
        {booking.status === 'pending' && <Tag tone="neutral">waits for approval</Tag>}
        {booking.degradedSince && <Tag tone="warning">machines missing</Tag>}
        {isReleased(booking) && <Tag tone="neutral">released</Tag>}
        {isRunning && (
          <Tag tone={booking.mine ? 'mine' : 'busy'}>
            <span className="live-dot" /> running
          </Tag>
        )}
        <BookingMenu booking={booking} nowMs={nowMs} />
      </span>
    </li>
  );
}
