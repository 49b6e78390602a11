'use client';

import { useQuery } from '@tanstack/react-query';
import type { inferRouterInputs } from '@trpc/server';
import type { AppRouter } from '@/server/trpc/root.ts';
import { formatCount } from '@/shared/domain/format.ts';
import { useTRPC } from '../../providers/trpc.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { Value } from '../../ui/value.tsx';
import { ReportBlock } from '../report-block.tsx';
import { hours } from '../report-numbers.ts';
import { ReportTable } from '../report-table.tsx';

type GrowthBlockProps = {
  asked: inferRouterInputs<AppRouter>['reports']['plan'];
  titles: readonly string[];
};

/** How much more demand each set bears. */
export function GrowthBlock({ asked, titles }: GrowthBlockProps) {
  const trpc = useTRPC();
  const { scale: _one, ...rest } = asked;
  const growth = useQuery(trpc.reports.planGrowth.queryOptions(rest, { trpc: { abortOnUnmount: true } }));
  return (
    <ReportBlock
      id="plan-growth"
      title="If demand grows"
      facts="hours waited in all, and how many waited; drawn with the same seed"
      isWide
    >
      {growth.isPending && <SkeletonRows label="Loading other scales" count={5} />}
      {growth.isError && <ErrorNote error={growth.error} onRetry={() => void growth.refetch()} />}
      {growth.data && (
        <ReportTable label="Waits as demand grows">
          <thead>
            <tr>
              <th scope="col">Demand</th>
              {titles.map((it, at) => (
                <th key={at} scope="col" className="number plan-table">
                  <span className="block whitespace-normal">{it}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {growth.data.map((row) => (
              <tr key={row.scale}>
                <th scope="row" className="font-normal">
                  {row.scale === 1 ? 'as it was' : `× ${row.scale}`}
                </th>
                {titles.map((_, at) => {
                  const own = row.sets?.[at];
                  return (
                    <td key={at} className="number">
                      {own ? (
                        <>
                          {hours(own.waitMs)} h
                          <span className="report-sub">
                            {formatCount(own.waited)} waited
                            {own.never > 0 && `, ${formatCount(own.never)} never fit`}
                          </span>
                        </>
                      ) : (
                        <Value
                          state="unknown"
                          reason="Too many bookings to replay. Choose a shorter period."
                        />
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </ReportTable>
      )}
    </ReportBlock>
  );
}
