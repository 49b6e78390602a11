'use client';

import Link from 'next/link';
import { formatDateTime } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import type { RequestView as Request } from './types.ts';

/** Rules first, then whom it touches. */
export function RequestView({ request }: { request: Request }) {
  const against = request.rules.filter((it) => it.says === 'against').length;
  return (
    <>
      <section aria-label="What the rules say">
        <h2 className="booking-head">
          What the rules say{' '}
          <span>
            {against === 0
              ? 'one asks you, none forbids'
              : `${against === 1 ? 'one stands' : `${against} stand`} against it`}
          </span>
        </h2>
        <ul className="booking-rules">
          {request.rules.map((it) => (
            <li key={it.title}>
              <Mark says={it.says} />
              <span className="min-w-0 [overflow-wrap:anywhere]">
                <b>{it.title}</b>
                <small>{it.text}</small>
              </span>
            </li>
          ))}
        </ul>
      </section>
      <section aria-label="Whom it touches">
        <h2 className="booking-head">Whom it touches</h2>
        {request.touches.length === 0 && (
          <p className="py-2 text-sm text-muted">Nobody has or wants its machines a day before or after.</p>
        )}
        <ul>
          {request.touches.map((it) => (
            <li key={`${it.kind} ${it.text}`} className="booking-person">
              <Avatar name={it.person?.name ?? 'Maintenance'} />
              <span className="min-w-0">
                {it.bookingId ? (
                  <Link
                    prefetch={false}
                    href={`/bookings/${it.bookingId}`}
                    className="font-strong hover:underline"
                  >
                    {it.person?.name ?? 'Somebody'}
                  </Link>
                ) : (
                  <b>{it.person?.name ?? 'Maintenance'}</b>
                )}{' '}
                {it.text}
              </span>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function Mark({ says }: { says: Request['rules'][number]['says'] }) {
  if (says === 'asks') return <StatusGlyph status="pending" label="Asks for your answer" />;
  if (says === 'against') return <StatusGlyph status="fault" label="Against it" />;
  return (
    <svg viewBox="0 0 24 24" width={16} height={16} role="img" aria-label="Kept">
      <path
        d="m5 12.5 4.5 4.5L19 7.5"
        fill="none"
        stroke="var(--ready)"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

/** What who asks had so far. */
export function SoFar({ request, nowMs }: { request: Request; nowMs: number }) {
  const zone = useZone();
  const { bookings, machineHours, noShows } = request.soFar;
  const rows = [
    ['Bookings', String(bookings)],
    ['Machine-hours', machineHours.toFixed(1)],
    ['Nobody came', String(noShows)],
    ['Asked', formatDateTime(request.askedAt, zone, nowMs)],
  ] as const;
  return (
    <section aria-label={`${request.booking.person.name} so far`}>
      <h2 className="booking-head">
        {request.booking.person.name} so far <span>60 days</span>
      </h2>
      <dl className="booking-facts">
        {rows.map(([term, text]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
