'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import type { inferRouterInputs } from '@trpc/server';
import Link from 'next/link';
import type { AppRouter } from '@/server/trpc/root.ts';
import { formatCount, formatDateTime } from '@/shared/domain/format.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { byCursor } from '../ui/by-cursor.ts';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { NumberHeads } from '../ui/number-heads.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { Written } from '../ui/written.tsx';
import { hours } from './report-numbers.ts';
import type { UseRowView, UseView } from './types.ts';
import { groupName } from './use-groups.tsx';
import type { UseGrouping } from '@/shared/schemas/use-report.ts';

export type UseRowsAsk = Omit<inferRouterInputs<AppRouter>['reports']['useRows'], 'cursor' | 'limit'> & {
  by: UseGrouping;
};
type Props = {
  ask: UseRowsAsk;
  /** Not there when the address names one that is not among those shown. */
  group: UseView['groups'][number] | undefined;
  timeZone: string;
  onClose: () => void;
};

/** What makes one row of the use: its bookings and sessions, newest first, with the sum of all of them. */
export function UseRows({ ask, group, timeZone, onClose }: Props) {
  const trpc = useTRPC();
  const query = useInfiniteQuery(trpc.reports.useRows.infiniteQueryOptions(ask, byCursor));
  const first = query.data?.pages[0];
  const rows = query.data?.pages.flatMap((it) => it.rows) ?? [];
  return (
    <Dialog
      open
      wide
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={group ? groupName(ask.by, group.name) : 'Bookings and sessions'}
      description={
        first &&
        `${formatCount(first.sum.bookings)} ${first.sum.bookings === 1 ? 'booking' : 'bookings'}, newest first; times in ${timeZone}`
      }
    >
      {query.isPending && <SkeletonRows label="Loading what makes it" count={5} />}
      {query.isError && <ErrorNote error={query.error} onRetry={() => void query.refetch()} />}
      {first && rows.length === 0 && <p className="text-muted">Nothing makes this row any more.</p>}
      {first && rows.length > 0 && (
        <ScrollRegion className="report-scroll" label="What makes this row">
          <table className="list-table report-table">
            <thead>
              <tr>
                <th scope="col">Began</th>
                <th scope="col">What</th>
                <NumberHeads of={['Booked h', 'Used h', 'Idle h']} />
              </tr>
            </thead>
            <tbody>
              {rows.map((it) => (
                <Row key={`${it.bookingId} ${it.sessionId}`} row={it} timeZone={timeZone} />
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row" colSpan={2}>
                  All {formatCount(first.count)}
                </th>
                <td className="number">{hours(first.sum.bookedMs)}</td>
                <td className="number">{hours(first.sum.usedMs)}</td>
                <td className="number">{hours(first.sum.idleMs + first.sum.noShowMs)}</td>
              </tr>
            </tfoot>
          </table>
        </ScrollRegion>
      )}
      <LoadMore query={query} label="Show more" />
    </Dialog>
  );
}

function Row({ row, timeZone }: { row: UseRowView; timeZone: string }) {
  const href = row.sessionId ? `/sessions/${row.sessionId}` : `/bookings/${row.bookingId}`;
  return (
    <tr>
      <th scope="row" className="whitespace-nowrap">
        {formatDateTime(row.startedAt, timeZone)}
      </th>
      <td>
        <Link className="link" prefetch={false} href={href}>
          {row.modelTitle ?? (row.noShowMs > 0 ? 'Nobody came' : 'Booked, nothing started')}
        </Link>
        <span className="report-sub">
          <Written text={[row.personName, row.purpose].join(' · ')} /> · {row.machines.join(', ')}
        </span>
      </td>
      <td className="number">{hours(row.bookedMs)}</td>
      <td className="number">{hours(row.usedMs)}</td>
      <td className="number">{hours(row.idleMs + row.noShowMs)}</td>
    </tr>
  );
}
