'use client';

import Link from 'next/link';
import { dayKey, formatDay, formatTime } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { SimulatedTag, Tag } from '../ui/tag.tsx';
import { describeBooking, machineNames, phaseOf, whoseBooking } from './booking-words.ts';
import './timeline.css';
import { heldUntilMs } from './timeline-bars.ts';
import { oddHours, type TimelineWindow } from './timeline-window.ts';
import type { BookingView } from './types.ts';

/** Bookings day by day; on phones the first view. Days without one are left out. */
export function Agenda({ window, bookings }: { window: TimelineWindow; bookings: readonly BookingView[] }) {
  const zone = useZone();
  const nowMs = useNow(30_000);
  const today = dayKey(nowMs, zone);
  const days = window.days
    .filter((day) => window.view === 'day' || day.key >= today || window.toMs <= nowMs)
    .map((day) => ({
      day,
      own: bookings.filter(
        (it) =>
          new Date(it.startsAt).getTime() < day.toMs &&
          heldUntilMs(it) > Math.max(day.fromMs, day.key === today ? nowMs : 0),
      ),
    }))
    .filter(({ own }) => own.length > 0);
  if (days.length === 0) return <p className="py-4 text-text-2">No bookings in this time.</p>;
  return (
    <>
      {days.map(({ day, own }) => {
        const odd = oddHours(day);
        return (
          <section key={day.key} aria-label={formatDay(day.fromMs, zone, nowMs)}>
            <h2 className="flex justify-between pt-4 pb-1">
              {day.key === today
                ? `Today, ${formatDay(day.fromMs, zone, nowMs)}`
                : formatDay(day.fromMs, zone, nowMs)}
              {odd !== null && (
                <span className="text-sm font-regular text-muted">{odd} h, clocks change</span>
              )}
            </h2>
            <ul>
              {own.map((booking) => (
                <Item key={booking.id} booking={booking} day={day} nowMs={nowMs} />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

function Item({
  booking,
  day,
  nowMs,
}: {
  booking: BookingView;
  day: { fromMs: number; toMs: number };
  nowMs: number;
}) {
  const zone = useZone();
  const isRunning = booking.sessionId !== null && phaseOf(booking, nowMs) === 'now';
  const startMs = new Date(booking.startsAt).getTime();
  const endMs = heldUntilMs(booking);
  return (
    <li
      className="agenda-item"
      data-kind={booking.mine ? 'mine' : 'other'}
      data-running={isRunning || undefined}
    >
      <span className="text-sm leading-5 text-text-2">
        <b className="block text-text">{startMs < day.fromMs ? 'goes on' : formatTime(startMs, zone)}</b>
        {endMs > day.toMs ? 'next day' : formatTime(endMs, zone)}
      </span>
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
      </div>
      <span className="flex flex-wrap justify-end gap-1">
        {booking.simulated && <SimulatedTag />}
        {isRunning && (
          <Tag tone={booking.mine ? 'mine' : 'busy'}>
            <span className="live-dot" /> running
          </Tag>
        )}
      </span>
    </li>
  );
}
