'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { formatDateTime, formatDuration, listNames } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { byCursor } from '../ui/by-cursor.ts';
import { ErrorNote } from '../ui/error-note.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { NumberHeads } from '../ui/number-heads.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import '../ui/list-table.css';
import { lengthWords, windowTitle } from './maintenance-words.ts';
import type { IslandView, WindowView } from './types.ts';

/** What was planned beside what it took; and where it did not happen, because a booking stayed. */
export function DoneTable({ islands }: { islands: readonly IslandView[] }) {
  const trpc = useTRPC();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const done = useInfiniteQuery(trpc.maintenance.done.infiniteQueryOptions({ limit: 20 }, byCursor));
  const rows = done.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <section aria-label="Done">
      <h2 className="maint-head">
        Done <span>what was planned beside what it took</span>
      </h2>
      {done.isPending && <SkeletonRows label="Loading what was done" />}
      {done.error && <ErrorNote error={done.error} onRetry={() => void done.refetch()} />}
      {done.data && rows.length === 0 && <p className="py-3 text-sm text-muted">None yet.</p>}
      {rows.length > 0 && (
        <table className="list-table done-table">
          <caption className="sr-only">Maintenance that is over, the latest first</caption>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">What</th>
              <NumberHeads of={['Planned', 'Took']} />
              <th scope="col">By</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((window) => (
              <tr key={window.id}>
                <td data-label="When">{formatDateTime(window.startsAt, zone, nowMs)}</td>
                <td data-label="What">
                  {windowTitle(window, islands)}
                  <Missed window={window} />
                </td>
                <td data-label="Planned" className="number">
                  {lengthWords(window)}
                </td>
                <td data-label="Took" className="number">
                  {tookWords(window)}
                </td>
                <td data-label="By">{window.byName ?? 'unknown'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <LoadMore query={done} label="Show earlier ones" />
    </section>
  );
}

function Missed({ window }: { window: WindowView }) {
  const missed = window.machines.filter((it) => it.waits).map((it) => it.name);
  if (missed.length === 0) return null;
  return (
    <span className="block text-sm text-muted">
      not, or not all of it, on {listNames(missed)}: a booking stayed
    </span>
  );
}

function tookWords({ startsAt, endsAt, endedAt, machines }: WindowView): string {
  if (machines.every((it) => it.waits)) return 'not done';
  return formatDuration(Date.parse(endedAt ?? endsAt) - Date.parse(startsAt));
}
