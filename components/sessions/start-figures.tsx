'use client';

import type { ReactNode } from 'react';
import Link from 'next/link';
import {
  formatCountdown,
  formatDuration,
  formatMoment,
  formatRate,
  formatWatts,
  splitUnit,
} from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { Figure } from '../ui/figure.tsx';
import type { BookingView, OutlookView } from './types.ts';

const BASES = { measured: 'measured here', published: 'published', estimated: 'estimate' } as const;
type Told = NonNullable<OutlookView['plan']>['figures']['watts'];

type StartFiguresProps = {
  outlook: OutlookView;
  /** The model is loaded there and goes on with this start. */
  isWarm: boolean;
  booking: BookingView;
  nowMs: number;
};

/** What to expect of the session, each with what it stands on, and until when it can run. */
export function StartFigures({ outlook: { plan, usual }, isWarm, booking, nowMs }: StartFiguresProps) {
  const timeZone = useZone();
  const { id, endsAt, machines } = booking;
  const figures = plan?.verdict === 'fits' ? plan.figures : null;
  const set = machines.map((it) => it.id).join(',');
  return (
    <aside className="flex flex-col gap-5" aria-label="What to expect">
      <dl className="session-figures">
        <Figure label="Expected" {...told(figures?.decodePerSecond ?? null, formatRate)} />
        <Figure label="Power" {...told(figures?.watts ?? null, formatWatts)} />
        <Figure
          label="Time to ready"
          {...(isWarm
            ? { value: 'at once', basis: 'loaded already, kept warm' }
            : usual
              ? { ...splitUnit(formatDuration(usual.medianMs)), basis: 'usual here' }
              : { value: UNKNOWN, basis: 'never started like this' })}
        />
        <Figure
          label="Ends"
          value={formatMoment(endsAt, timeZone, nowMs)}
          basis={`in ${formatCountdown(Date.parse(endsAt) - nowMs)}, with the booking`}
        />
      </dl>
      <p className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
        {machines.length > 1 && (
          <Link className="link" prefetch={false} href={`/machines/cables?set=${set}`}>
            All checks of these Macs
          </Link>
        )}
        <Link className="link" prefetch={false} href={`/bookings/${id}`}>
          The booking
        </Link>
      </p>
      <p className="text-sm text-muted">Starting is checking in: the booking is not released as a no-show.</p>
    </aside>
  );
}

const UNKNOWN = <span className="unknown-value text-md">unknown</span>;

function told(
  figure: Told,
  format: (value: number) => string,
): { value: ReactNode; unit?: string; basis: string } {
  if (figure === null) return { value: UNKNOWN, basis: 'nothing it follows from is known' };
  const { value, unit } = splitUnit(format(figure.value));
  return {
    value: figure.basis === 'estimated' ? `≈ ${value}` : value,
    ...(unit && { unit }),
    basis: `${BASES[figure.basis]}: ${figure.how}`,
  };
}
