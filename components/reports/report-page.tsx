'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { later } from '../ui/later.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { FrozenNote } from './frozen-note.tsx';
import { barStep } from './report-bars.ts';
import { type ReportAsk, ReportShell } from './report-shell.tsx';

const ReportBody = later(() => import('./report-body.tsx'));

/** What the lab did in a month, or in any other stretch of time: use, energy, cost, session by session. */
export function ReportPage() {
  // With the figures, not after them.
  useEffect(() => ReportBody.warm(), []);
  return (
    <ReportShell href="/reports" file="usage" compares>
      {(ask) => <Overview {...ask} />}
    </ReportShell>
  );
}

function Overview({ before, ...ask }: ReportAsk) {
  const trpc = useTRPC();
  const steps = barStep(ask.span) === 'hour' ? 'hours' : 'days';
  // Whoever turns the pages quickly waits for none of those left behind.
  const briefly = { trpc: { abortOnUnmount: true } };
  const report = useQuery(trpc.reports.usage.queryOptions({ ...ask.span, steps }, briefly));
  const compared = useQuery({
    ...trpc.reports.usage.queryOptions(before, briefly),
    enabled: report.isSuccess,
  });
  if (report.isPending) return <SkeletonRows label="Loading the report" count={8} />;
  if (report.isError) return <ErrorNote error={report.error} onRetry={() => void report.refetch()} />;
  return (
    <>
      {report.data.frozenAt && <FrozenNote frozenAt={report.data.frozenAt} timeZone={ask.timeZone} />}
      <ReportBody {...ask} report={report.data} before={compared.data ?? null} />
    </>
  );
}
