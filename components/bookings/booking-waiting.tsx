'use client';

import { formatDuration, formatMoment } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { Avatar } from '../ui/avatar.tsx';
import type { WaitingView } from './types.ts';

type Props = { waiting: readonly WaitingView[]; isRunning: boolean; nowMs: number };

/** Who waits for its machines, in the order in which they are asked. */
export function BookingWaiting({ waiting, isRunning, nowMs }: Props) {
  const zone = useZone();
  if (waiting.length === 0) return null;
  const first = waiting.find((it) => it.fits);
  return (
    <section aria-label="Waiting for these machines">
      <h2 className="booking-head">Waiting for these machines</h2>
      <ol>
        {waiting.map((it) => (
          <li key={it.id} className="booking-person">
            <Avatar name={it.person.name} />
            <span className="min-w-0">
              {it.person.name}
              <small>
                {it.count} of {it.machineNames.join(', ')}, {formatDuration(it.durationMinutes * 60_000)}{' '}
                before {formatMoment(it.endsAt, zone, nowMs)}
              </small>
            </span>
          </li>
        ))}
      </ol>
      {first && (
        <p className="pt-1 text-xs text-muted">
          {isRunning ? 'End early' : 'Cancel it'}, and {first.person.name} is asked first.
        </p>
      )}
    </section>
  );
}
