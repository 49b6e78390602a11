'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import type { AuditClock } from '@/shared/domain/audit-phrases.ts';
import { tellAudit } from '@/shared/domain/audit-words.ts';
import { BYTE_ORDER_MARK, csvLine } from '@/shared/domain/csv/csv-line.ts';
import { formatDateTime } from '@/shared/domain/format.ts';
import { useMe, useZone } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { byCursor } from '../ui/by-cursor.ts';
import { ErrorNote } from '../ui/error-note.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { Shifts } from '../ui/shifts.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import type { RecordEntryView } from './types.ts';

/** Who did what to a booking, the newest first. */
export default function BookingRecord({ bookingId, nowMs }: { bookingId: string; nowMs: number }) {
  const trpc = useTRPC();
  const zone = useZone();
  const { currency } = useMe().lab;
  const clock = { timeZone: zone, now: nowMs, currency };
  const record = useInfiniteQuery(trpc.bookings.record.infiniteQueryOptions({ id: bookingId }, byCursor));
  const entries = record.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <section aria-label="Record">
      <h2 className="booking-head">
        Record <span>who did what, kept for good</span>
        {entries.length > 0 && !record.hasNextPage && (
          <a
            className="link ml-auto text-sm"
            href={`data:text/csv;charset=utf-8,${encodeURIComponent(csvOf(entries, clock))}`}
            download="booking-record.csv"
          >
            As CSV
          </a>
        )}
      </h2>
      {record.isPending && <SkeletonRows label="Loading the record" count={3} />}
      {record.isError && <ErrorNote error={record.error} onRetry={() => void record.refetch()} />}
      {record.isSuccess && entries.length === 0 && (
        <p className="py-2 text-sm text-muted">Nothing was written down of this booking.</p>
      )}
      <ol>
        {entries.map((it) => (
          <li key={it.id} className="booking-entry">
            <time dateTime={it.at}>{formatDateTime(it.at, zone, nowMs)}</time>
            <Entry entry={it} clock={clock} />
          </li>
        ))}
      </ol>
      <LoadMore query={record} label="Show earlier entries" />
    </section>
  );
}

function Entry({ entry, clock }: { entry: RecordEntryView; clock: AuditClock }) {
  const { text, shifts } = tellAudit(entry, clock);
  return (
    <p className="min-w-0 [overflow-wrap:anywhere]">
      <b>{entry.actorName}</b> {text}
      <Shifts of={shifts} />
    </p>
  );
}

function csvOf(entries: readonly RecordEntryView[], clock: AuditClock): string {
  const rows = entries.map((it) => {
    const { text, shifts } = tellAudit(it, clock);
    const changes = shifts.map(({ of, from, to }) => `${of ? `${of}: ` : ''}${from} → ${to}`).join('; ');
    return csvLine([it.at, it.actorName, text, changes]);
  });
  return BYTE_ORDER_MARK + csvLine(['at', 'who', 'what', 'changes']) + rows.join('');
}
