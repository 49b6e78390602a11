'use client';

import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { labelOf } from './bar-label.ts';
import type { BarPlace } from './booking-bar.tsx';
import { describeHold } from './booking-words.ts';
import type { HoldBar as Bar } from './timeline-bars.ts';
import { hitStyle, lengthStyle } from './timeline-window.ts';

type Props = Omit<BarPlace, 'nowMs'> & { bar: Bar };

/** Time that somebody is choosing at this moment: a dotted outline that counts down and is gone. */
export function HoldBar({ bar, window, pxPerMs, isCursor }: Props) {
  const zone = useZone();
  const nowMs = useNow(1000);
  const { hold, rows } = bar;
  const leftMs = Date.parse(hold.expiresAt) - nowMs;
  if (leftMs <= 0) return null;
  const words = describeHold(hold, zone, nowMs);
  const label = labelOf(bar, pxPerMs);
  const who = hold.mine ? 'You' : (hold.personName ?? 'Held');
  const seconds = Math.ceil(leftMs / 1000);
  const countdown = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return (
    <div
      className="booking-hit"
      style={hitStyle(bar, window)}
      role="gridcell"
      tabIndex={isCursor ? 0 : -1}
      data-bar={bar.key}
      data-cursor={isCursor || undefined}
      data-tip={`${words}, for ${countdown} more`}
      aria-label={words}
    >
      <span
        className="booking-bar"
        style={lengthStyle(bar, pxPerMs)}
        data-kind="hold"
        data-label={label}
        data-tall={rows > 1 || undefined}
        aria-hidden
      >
        {(label === 'words' || label === 'upright') && (
          <span className="bar-text">
            <b>{who}</b> <span>{countdown}</span>
          </span>
        )}
        {label === 'letters' && <span className="bar-letters" data-letters={who.slice(0, 2)} />}
      </span>
    </div>
  );
}
