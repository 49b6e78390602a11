'use client';

import Link from 'next/link';
import { memo } from 'react';
import { dayKey, formatDay, formatTime } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { oddHours, type TimelineDay, type TimelineWindow } from './timeline-window.ts';

type Props = { window: TimelineWindow; nowMs: number };

/** Hours of a day, or days; a narrow day keeps its number, and its whole name for who cannot see. */
export const TimelineScale = memo(function TimelineScale({ window: { view, days }, nowMs }: Props) {
  const zone = useZone();
  const [day] = days;
  if (view === 'day' && day) return <Hours day={day} zone={zone} />;
  const today = dayKey(nowMs, zone);
  const columns = days.map((it) => `minmax(0, ${(it.toMs - it.fromMs) / 3_600_000}fr)`).join(' ');
  const isNarrow = days.length > 14;
  return (
    <div className="timeline-scale" style={{ gridTemplateColumns: columns }}>
      {days.map((it) => {
        const odd = oddHours(it);
        const name = formatDay(it.fromMs, zone, nowMs);
        const [weekday, date] = name.split(' ');
        const words = odd === null ? name : `${name}, ${odd} h, clocks change`;
        return (
          <span key={it.key} className={it.key === today ? 'is-today' : undefined}>
            <Link
              prefetch={false}
              href={`/bookings?view=day&day=${it.key}`}
              title={words}
              className="inline-block min-h-6 min-w-6 hover:underline"
            >
              {isNarrow ? (
                <>
                  {weekday!.slice(0, 2)}
                  <br />
                  {date}
                </>
              ) : (
                `${weekday} ${date}`
              )}
              {odd !== null && (isNarrow ? '*' : ` · ${odd} h`)}
              <span className="sr-only">{words}</span>
            </Link>
          </span>
        );
      })}
    </div>
  );
});

function Hours({ day, zone }: { day: TimelineDay; zone: string }) {
  const count = Math.round((day.toMs - day.fromMs) / 10_800_000);
  const columns = Array.from({ length: count }, (_, at) => {
    const leftMs = day.toMs - (day.fromMs + at * 10_800_000);
    return `minmax(0, ${Math.min(3, leftMs / 3_600_000)}fr)`;
  });
  return (
    <div className="timeline-scale" style={{ gridTemplateColumns: columns.join(' ') }} aria-hidden>
      {columns.map((_, at) => (
        <span key={at}>{formatTime(day.fromMs + at * 10_800_000, zone)}</span>
      ))}
    </div>
  );
}
