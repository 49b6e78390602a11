'use client';

import Link from 'next/link';
import { useZone } from '../providers/me.tsx';
import { describeBooking, phaseOf, whoseBooking } from './booking-words.ts';
import type { TimelineBar } from './timeline-bars.ts';
import { barStyle } from './timeline-window.ts';

type Props = { bar: TimelineBar; window: { fromMs: number; toMs: number }; nowMs: number };

/** One booking on neighbouring rows: solid green is yours, pale blue with a strong edge is somebody's. */
export function BookingBar({ bar, window, nowMs }: Props) {
  const zone = useZone();
  const { booking, rows } = bar;
  const phase = phaseOf(booking, nowMs);
  const isRunning = booking.sessionId !== null && phase === 'now';
  const who = whoseBooking(booking);
  return (
    <Link
      prefetch={false}
      href={`/bookings/${booking.id}`}
      className="booking-hit"
      style={barStyle(bar, window)}
      data-booking={booking.id}
      aria-label={describeBooking(booking, zone, nowMs)}
      title={describeBooking(booking, zone, nowMs)}
    >
      <span
        className="booking-bar"
        data-kind={booking.mine ? 'mine' : 'other'}
        data-past={phase === 'over' || undefined}
        data-running={isRunning || undefined}
        data-simulated={booking.simulated || undefined}
        aria-hidden
      >
        <span data-tall={rows > 1 || undefined}>
          {/* Drawn, not said: half a word is no name. */}
          <span className="bar-initials" data-initials={who.slice(0, 2)} />
          <span className="bar-text">
            {isRunning && <span className="live-dot mr-1" />}
            <b>{who}</b> {booking.purpose}
          </span>
        </span>
      </span>
    </Link>
  );
}
