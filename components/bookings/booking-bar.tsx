'use client';

import { useZone } from '../providers/me.tsx';
import { type BarLabel, labelOf } from './bar-label.ts';
import { stageOf } from './booking-stage.ts';
import { describeBooking, whoseBooking } from './booking-words.ts';
import { type BookingBar as Bar, isNoShow, isReleased } from './timeline-bars.ts';
import { barStyle, hitStyle, lengthStyle, positionOf } from './timeline-window.ts';
import type { BookingView } from './types.ts';

export type BarPlace = {
  window: { fromMs: number; toMs: number };
  pxPerMs: number;
  nowMs: number;
  /** It is where the keyboard is: the one tab stop of the timeline. */
  isCursor: boolean;
};
type Props = BarPlace & {
  bar: Bar;
  /** When the model that runs or ran on it was started, and until when; null: not known. */
  used: { fromMs: number; toMs: number } | null;
  movable: 'whole' | 'end' | null;
  isMoving: boolean;
};

/**
 * One booking on neighbouring rows: solid green is yours, pale blue with a strong edge is somebody's. A plain link, whose
 * click the timeline takes for all: of hundreds that come with a turn of the wheel each costs.
 */
export function BookingBar({ bar, window, pxPerMs, nowMs, isCursor, used, movable, isMoving }: Props) {
  const zone = useZone();
  const { booking, rows, lane } = bar;
  const stage = stageOf(booking, nowMs);
  const isRunning = booking.sessionId !== null && stage === 'running';
  const words = describeBooking(booking, zone, nowMs);
  const label = lane ? 'letters' : labelOf(bar, pxPerMs);
  return (
    <>
      <a
        href={`/bookings/${booking.id}`}
        className="booking-hit"
        style={{ ...hitStyle(bar, window), ...(lane && { '--lane': lane.at, '--lanes': lane.of }) }}
        draggable={false}
        tabIndex={isCursor ? 0 : -1}
        data-booking={booking.id}
        data-bar={bar.key}
        data-cursor={isCursor || undefined}
        data-movable={movable ?? undefined}
        data-moving={isMoving || undefined}
        data-lane={lane ? '' : undefined}
        data-tip={words}
        aria-label={words}
      >
        <span
          className="booking-bar"
          style={lengthStyle(bar, pxPerMs)}
          data-kind={booking.mine ? 'mine' : 'other'}
          data-past={stage === 'over' || undefined}
          data-running={isRunning || undefined}
          data-pending={booking.status === 'pending' || undefined}
          data-lost={isNoShow(booking) || undefined}
          data-degraded={booking.degradedSince !== null || undefined}
          data-simulated={booking.simulated || undefined}
          data-label={label}
          data-tall={rows > 1 || undefined}
          aria-hidden
        >
          {used && <Use bar={bar} used={used} />}
          <Words booking={booking} label={label} isRunning={isRunning} />
        </span>
        {label === 'beside' && <Letters booking={booking} isRunning={isRunning} />}
      </a>
      <Tail bar={bar} window={window} />
    </>
  );
}

/** The part of its time in which a model was up: the measured use of what was reserved. */
function Use({ bar, used }: { bar: Bar; used: { fromMs: number; toMs: number } }) {
  const from = Math.max(0, positionOf(used.fromMs, bar));
  const to = Math.min(1, positionOf(used.toMs, bar));
  if (to <= from) return null;
  return <i className="bar-use" style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }} />;
}

type WordsProps = { booking: BookingView; label: BarLabel; isRunning: boolean };

function Words({ booking, label, isRunning }: WordsProps) {
  if (label === 'none' || label === 'beside') return null;
  if (label === 'letters') return <Letters booking={booking} isRunning={isRunning} />;
  return (
    <span className="bar-text">
      {isRunning && <span className="live-dot mr-1" />}
      {booking.degradedSince && <span className="bar-sign">!</span>}
      <b>{whoseBooking(booking)}</b> <span>{booking.purpose}</span>
    </span>
  );
}

/** Drawn, not said: half a word is no name. */
function Letters({ booking, isRunning }: { booking: BookingView; isRunning: boolean }) {
  if (isRunning) return <span className="bar-letters" data-letters="●" />;
  return <span className="bar-letters" data-letters={whoseBooking(booking).slice(0, 2)} />;
}

/** After it: what is kept free for its turnaround, or what was given back of it. */
function Tail({ bar, window }: { bar: Bar; window: { fromMs: number; toMs: number } }) {
  const { booking, rows, toMs, tailMs } = bar;
  if (tailMs > toMs)
    return <i className="timeline-tail" style={barStyle({ rows, fromMs: toMs, toMs: tailMs }, window)} />;
  const lostToMs = Math.min(Date.parse(booking.endsAt), window.toMs);
  if (!isReleased(booking) || lostToMs <= toMs) return null;
  return <i className="timeline-lost" style={barStyle({ rows, fromMs: toMs, toMs: lostToMs }, window)} />;
}
