'use client';

import { ReportBlock } from './report-block.tsx';
import { useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { formatCount, formatDateTime } from '@/shared/domain/format.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { byCursor } from '../ui/by-cursor.ts';
import { ErrorNote } from '../ui/error-note.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { NumberHeads } from '../ui/number-heads.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { Written } from '../ui/written.tsx';
import { kindColor } from './kind-report.ts';
import { hours } from './report-numbers.ts';
import type { UseView } from './types.ts';
import type { UseRowsAsk } from './use-rows.tsx';

type Props = { use: UseView; ask: Omit<UseRowsAsk, 'key'>; timeZone: string };

/** Where booked hours went that nothing ran in, and who did not come. */
export function UseLost({ use, ask, timeZone }: Props) {
  const { totals } = use;
  if (totals.bookedMs === 0) return null;
  const within = totals.bookedMs - totals.idleMs - totals.noShowMs;
  const parts = [
    ['used, a model loaded', within, kindColor(ask.kind ?? 'real', 'var(--series-1)')],
    ['after a session', totals.afterLastMs, 'var(--series-5)'],
    [
      'no session was started, kept',
      totals.unstartedMs,
      'color-mix(in oklab, var(--series-5) 70%, var(--bg))',
    ],
    ['before the first session', totals.beforeFirstMs, 'color-mix(in oklab, var(--series-5) 42%, var(--bg))'],
    ['no-shows, until released', totals.noShowMs, 'var(--series-3)'],
  ] as const;
  return (
    <ReportBlock
      id="use-lost"
      title={<>Where {hours(totals.idleMs + totals.noShowMs)} booked hours went</>}
      facts={
        <>
          {hours(totals.bookedMs)} booked, in {hours(within)} of them something ran
        </>
      }
    >
      <div className="min-w-0">
        <div className="report-split" aria-hidden>
          {parts.map(
            ([label, ms, color]) => ms > 0 && <i key={label} style={{ flex: ms, background: color }} />,
          )}
        </div>
        <ul className="grid gap-1 pt-3">
          {parts.map(([label, ms, color]) => (
            <li key={label} className="flex items-center gap-2.5 text-sm">
              <i className="chart-swatch" style={{ background: color }} />
              <span className="flex-1">{label}</span>
              <span className="number">{hours(ms)} h</span>
            </li>
          ))}
        </ul>
        <p className="report-foot">
          Time given back before its start is in no number here: it was not booked any more.
        </p>
      </div>
      {totals.noShows > 0 ? (
        <NoShows ask={ask} timeZone={timeZone} total={totals} />
      ) : (
        <p className="text-sm text-muted">Everybody came: no booking was released because nothing ran.</p>
      )}
    </ReportBlock>
  );
}

function NoShows({ ask, timeZone, total }: Omit<Props, 'use'> & { total: UseView['totals'] }) {
  const trpc = useTRPC();
  const query = useInfiniteQuery(
    trpc.reports.useRows.infiniteQueryOptions({ ...ask, key: null, noShows: true, limit: 10 }, byCursor),
  );
  const rows = query.data?.pages.flatMap((it) => it.rows) ?? [];
  return (
    <div className="min-w-0">
      {query.isError && <ErrorNote error={query.error} onRetry={() => void query.refetch()} />}
      <ScrollRegion className="report-scroll" label="No-shows">
        <table className="list-table report-table">
          <caption className="sr-only">No-shows, newest first</caption>
          <thead>
            <tr>
              <th scope="col">No-show</th>
              <th scope="col">Who</th>
              <th scope="col">Macs</th>
              <NumberHeads of={['Lost h', 'Freed h']} />
            </tr>
          </thead>
          <tbody>
            {rows.map((it) => (
              <tr key={`${it.bookingId} ${it.sessionId}`}>
                <th scope="row" className="whitespace-nowrap">
                  <Link className="link" prefetch={false} href={`/bookings/${it.bookingId}`}>
                    {formatDateTime(it.startedAt, timeZone)}
                  </Link>
                </th>
                <td>
                  <Written text={it.personName} />
                </td>
                <td>{it.machines.length > 2 ? `${it.machines.length} Macs` : it.machines.join(', ')}</td>
                <td className="number">{hours(it.noShowMs)}</td>
                <td className="number">{hours(it.freedMs)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" colSpan={3}>
                {formatCount(total.noShows)}
              </th>
              <td className="number">{hours(total.noShowMs)}</td>
              <td className="number">{hours(total.freedMs)}</td>
            </tr>
          </tfoot>
        </table>
      </ScrollRegion>
      <div className="no-print">
        <LoadMore query={query} label="Show more no-shows" />
      </div>
    </div>
  );
}
