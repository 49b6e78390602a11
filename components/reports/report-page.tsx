'use client';

import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, Download, Printer } from 'lucide-react';
import { useRouter, useSearchParams } from 'next/navigation';
import { useEffect } from 'react';
import { formatDay } from '@/shared/domain/format.ts';
import { shownKind } from '@/shared/domain/shown-kind.ts';
import { LONGEST_REPORT_DAYS } from '@/shared/domain/usage.ts';
import { type PageAction, PageHeader } from '../layout/page-header.tsx';
import { ShownSwitch } from '../layout/shown-switch.tsx';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { buttonClass, ButtonLink } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { later } from '../ui/later.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import {
  exactMonth,
  type Month,
  monthOf,
  monthWindow,
  type MonthWindow,
  shiftMonth,
} from '@/shared/domain/month.ts';
import { isEmpty } from './report-numbers.ts';

const ReportBody = later(() => import('./report-body.tsx'));

const DAY_MS = 86_400_000;
const PRINT: PageAction = {
  label: 'Print',
  icon: <Printer aria-hidden size={16} strokeWidth={1.6} />,
  onSelect: () => globalThis.print(),
};
type ReportPageProps = { from: string | null; to: string | null };

/** The report of a month, or of any other stretch of time that the address names. */
export function ReportPage({ from, to }: ReportPageProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const may = useCan();
  // With the figures, not after them.
  useEffect(() => ReportBody.warm(), []);
  const timeZone = useZone();
  const now = new Date(useNow(60_000));
  const window = windowOf(from, to) ?? monthWindow(monthOf(now, timeZone), timeZone);
  const month = exactMonth(window, timeZone);
  // Whoever turns the pages quickly waits for none of those left behind.
  const report = useQuery(trpc.reports.usage.queryOptions(window, { trpc: { abortOnUnmount: true } }));
  const go = (by: number): void => {
    const next = monthWindow(shiftMonth(month ?? monthOf(window.from, timeZone), by), timeZone);
    router.push(`/reports?${queryOf(next)}`);
  };
  const isNewest = window.to.getTime() > now.getTime();
  const hasSimulated = (report.data?.simulated.machines ?? 0) > 0;
  const hasReal = report.data !== undefined && !isEmpty(report.data);
  const shown = shownKind(useSearchParams().get('show'), { real: hasReal, simulated: hasSimulated });
  return (
    <>
      <PageHeader
        title={titleOf(window, month, timeZone)}
        facts={`${formatDay(window.from, timeZone, now)} to ${formatDay(window.to.getTime() - 1, timeZone, now)} · ${timeZone}${isNewest ? ' · so far' : ''}`}
        controls={
          <>
            <IconButton label="Month before" onClick={() => go(-1)}>
              <ChevronLeft aria-hidden size={18} strokeWidth={1.6} />
            </IconButton>
            <IconButton label="Month after" disabled={isNewest} onClick={() => go(1)}>
              <ChevronRight aria-hidden size={18} strokeWidth={1.6} />
            </IconButton>
          </>
        }
        actions={[PRINT]}
      />
      <main id="main" className="page-body">
        <div className="no-print flex items-center gap-2 pb-4">
          {hasSimulated && (
            <ShownSwitch
              value={shown}
              onChange={(kind) => router.replace(`/reports?${queryOf(window)}&show=${kind}`)}
            />
          )}
          <span className="flex-1 text-sm text-muted">
            {isNewest && 'The month is not over: these figures grow.'}
          </span>
          <span className="flex tablet:hidden">
            <IconButton label="Month before" className="size-11" onClick={() => go(-1)}>
              <ChevronLeft aria-hidden size={18} strokeWidth={1.6} />
            </IconButton>
            <IconButton label="Month after" className="size-11" disabled={isNewest} onClick={() => go(1)}>
              <ChevronRight aria-hidden size={18} strokeWidth={1.6} />
            </IconButton>
          </span>
          {may('report:export') && (
            <a className={buttonClass({})} href={`/api/reports/usage.csv?${queryOf(window)}`} download>
              <Download aria-hidden size={16} strokeWidth={1.6} />
              CSV
            </a>
          )}
        </div>
        {report.isPending && <SkeletonRows label="Loading the report" count={8} />}
        {report.isError && <ErrorNote error={report.error} onRetry={() => void report.refetch()} />}
        {report.data && !hasReal && shown === 'real' && (
          <EmptyState
            title={hasSimulated ? 'Nothing on real machines in this time' : 'Nothing in this time'}
            action={may('booking:create') && <ButtonLink href="/bookings">Book Macs</ButtonLink>}
          >
            A report counts bookings, sessions, tokens and energy. There are none here; look at another month,
            or book Macs and come back.
          </EmptyState>
        )}
        {report.data && (hasReal || shown === 'simulated') && (
          <ReportBody report={report.data} shown={shown} />
        )}
      </main>
    </>
  );
}

const queryOf = ({ from, to }: MonthWindow): string =>
  new URLSearchParams({ from: from.toISOString(), to: to.toISOString() }).toString();

/** The window an address names, or null when it names none that makes sense. */
function windowOf(from: string | null, to: string | null): MonthWindow | null {
  if (!from || !to) return null;
  const window = { from: new Date(from), to: new Date(to) };
  const lengthMs = window.to.getTime() - window.from.getTime();
  return lengthMs > 0 && lengthMs <= LONGEST_REPORT_DAYS * DAY_MS ? window : null;
}

function titleOf(window: MonthWindow, month: Month | null, timeZone: string): string {
  if (!month) return 'Report';
  return new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone }).format(window.from);
}
