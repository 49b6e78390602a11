'use client';

import { useZone } from '../providers/me.tsx';
import type { LifeStep } from './booking-stage.ts';
import { stepsOf } from './booking-stage.ts';
import type { BookingView, LifeView } from './types.ts';

/** The life of a booking, from its request to its end. */
export function BookingSteps({
  booking,
  life,
  nowMs,
}: {
  booking: BookingView;
  life: LifeView;
  nowMs: number;
}) {
  const zone = useZone();
  return (
    <ol className="booking-steps" aria-label="Life of this booking">
      {stepsOf(booking, life, zone, nowMs).map((it) => (
        <li key={it.key} data-status={it.status} aria-current={it.status === 'current' ? 'step' : undefined}>
          <Mark status={it.status} />
          <b>
            {it.label}
            <span className="sr-only">: {WORDS[it.status]}</span>
          </b>
          <span>{it.when}</span>
          <small>{it.about}</small>
        </li>
      ))}
    </ol>
  );
}

const WORDS: Record<LifeStep['status'], string> = {
  done: 'done',
  current: 'now',
  waiting: 'not yet',
  failed: 'it went no further',
};

function Mark({ status }: { status: LifeStep['status'] }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden>
      {status === 'done' && (
        <>
          <circle cx="8" cy="8" r="7" fill="var(--mine)" />
          <path
            d="m5 8.3 2.2 2.2 4-4.5"
            fill="none"
            stroke="var(--on-mine)"
            strokeWidth="1.7"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </>
      )}
      {status === 'current' && <circle cx="8" cy="8" r="6" fill="var(--mine)" />}
      {status === 'waiting' && (
        <circle cx="8" cy="8" r="5.5" fill="none" stroke="var(--border-control)" strokeWidth="1.5" />
      )}
      {status === 'failed' && (
        <path
          d="m4.5 4.5 7 7m0-7-7 7"
          fill="none"
          stroke="var(--fault)"
          strokeWidth="2"
          strokeLinecap="round"
        />
      )}
    </svg>
  );
}
