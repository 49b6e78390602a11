'use client';

import { useQuery } from '@tanstack/react-query';
import { formatDateTime } from '@/shared/domain/format.ts';
import { countChecks } from '@/shared/domain/preflight-words.ts';
import { useZone } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { PreflightList } from '../ui/preflight-list.tsx';

/** What was found of its machines some minutes before its start; nothing before that. */
export function BookingAhead({ bookingId, nowMs }: { bookingId: string; nowMs: number }) {
  const trpc = useTRPC();
  const zone = useZone();
  const ahead = useQuery(trpc.sessions.ahead.queryOptions({ bookingId }));
  if (ahead.isError) return <ErrorNote error={ahead.error} onRetry={() => void ahead.refetch()} />;
  const preflight = ahead.data?.preflight;
  if (!preflight) return null;
  return (
    <section aria-labelledby="booking-ahead">
      <h2 id="booking-ahead" className="border-b border-border-strong pb-2">
        Before its start{' '}
        <span className="text-sm font-normal text-muted">
          looked at {formatDateTime(preflight.at, zone, nowMs)} · {countChecks(preflight.checks)}
        </span>
      </h2>
      <PreflightList checks={preflight.checks} />
    </section>
  );
}
