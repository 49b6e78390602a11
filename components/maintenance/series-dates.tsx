'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { listNames } from '@/shared/domain/format.ts';
import { describeSeries } from '@/shared/domain/series-dates.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { DayTimes } from './day-times.tsx';
import { whoWords } from './maintenance-words.ts';
import type { PlanRule } from './plan-form.ts';

type Props = { machineIds: readonly string[]; rule: PlanRule };

/** The dates of the next 90 days, and who is in the way of each: they keep their time, and are asked. */
export function SeriesDates({ machineIds, rule }: Props) {
  const trpc = useTRPC();
  const { data, error, isPending, refetch } = useQuery({
    ...trpc.maintenance.previewSeries.queryOptions({ machineIds: [...machineIds], ...rule }),
    placeholderData: keepPreviousData,
  });
  if (isPending) return <SkeletonRows label="Looking who is in the way" />;
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  return (
    <section aria-label="Dates">
      <h2 className="maint-head">
        {describeSeries(rule)} <span>the next 90 days; who is in the way is asked to move</span>
      </h2>
      {data.dates.length === 0 && (
        <p className="py-3 text-text-2">None within 90 days. The first is planned when it comes near.</p>
      )}
      <ul>
        {data.dates.map((date) => (
          <li key={date.startsAt} className="maint-row">
            <StatusGlyph status="maintenance" label={null} />
            <DayTimes startsAt={date.startsAt} endsAt={date.endsAt} />
            <span className="min-w-0">
              {date.inTheWay.length === 0 && <span className="text-muted">nobody in the way</span>}
              {date.inTheWay.map((it) => (
                <span key={it.bookingId ?? it.startsAt} className="block">
                  <b className="font-medium">{whoWords(it)}</b>{' '}
                  <span className="text-muted">
                    has {listNames(it.machineNames)}
                    {it.kind === 'maintenance' && ', which keeps it'}
                  </span>
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
