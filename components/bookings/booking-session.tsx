'use client';

import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { formatRange, formatMoment } from '@/shared/domain/format.ts';
import { SESSION_STATE_LABEL } from '@/shared/domain/session-states.ts';
import type { SessionState } from '@/shared/schemas/session.ts';
import { useZone } from '../providers/me.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import type { BookingView, LifeView } from './types.ts';

const SHOWN = 5;

/** The sessions on a booking, the newest first. */
export function BookingSessions({
  booking,
  life,
  nowMs,
}: {
  booking: BookingView;
  life: LifeView;
  nowMs: number;
}) {
  const zone = useZone();
  if (life.sessions.length === 0) return null;
  const shown = life.sessions.toReversed().slice(0, SHOWN);
  return (
    <section aria-label="Sessions">
      <h2 className="booking-head">{life.sessions.length === 1 ? 'Session' : 'Sessions'}</h2>
      <ul>
        {shown.map((it) => (
          <li key={it.id}>
            <Link prefetch={false} href={`/sessions/${it.id}`} className="booking-session hover:bg-hover">
              <StatusGlyph status={it.endedAt ? 'free' : booking.mine ? 'mine' : 'busy'} label={null} />
              <span className="min-w-0">
                <b className="[overflow-wrap:anywhere]">{it.modelTitle}</b>
                <small className="block text-xs text-muted">
                  {it.endedAt
                    ? formatRange(it.startedAt, it.endedAt, zone, nowMs)
                    : `${SESSION_STATE_LABEL[it.state as SessionState]} since ${formatMoment(it.readyAt ?? it.startedAt, zone, nowMs)}`}
                </small>
              </span>
              <ChevronRight aria-hidden size={16} strokeWidth={1.6} />
            </Link>
          </li>
        ))}
      </ul>
      {life.sessions.length > SHOWN && (
        <p className="pt-1 text-xs text-muted">
          {life.sessions.length - SHOWN} earlier ones are in the sessions’ list.
        </p>
      )}
    </section>
  );
}
