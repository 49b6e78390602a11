'use client';

import { useQuery } from '@tanstack/react-query';
import { Bookmark, ChevronLeft, ChevronRight, Download, Printer } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { formatDays } from '@/shared/domain/format.ts';
import { periodOf, shiftSpan, spanBefore, spanTitle } from '@/shared/domain/report-period.ts';
import { type ShownKind, shownKind } from '@/shared/domain/shown-kind.ts';
import type { Span } from '@/shared/domain/usage.ts';
import { changeAddress } from '../layout/change-address.ts';
import { type PageAction, PageHeader } from '../layout/page-header.tsx';
import { ShownSwitch } from '../layout/shown-switch.tsx';
import { useShortcuts } from '../layout/use-shortcuts.ts';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { buttonClass, ButtonLink } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { later } from '../ui/later.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { SimulatedTag } from '../ui/tag.tsx';
import { PeriodPick } from './period-pick.tsx';
import { askedSpan, changeQuery, spanQuery } from './report-address.ts';
import { reportTabs } from './report-views.ts';

const SavedReports = later(() => import('./saved-reports.tsx'));

/** What a view is asked to show. */
export type ReportAsk = {
  span: Span;
  /** What it is compared with: as long a time before it, of which as much has passed. */
  before: Span;
  kind: ShownKind;
  timeZone: string;
  now: Date;
};
type ReportShellProps = {
  /** Which of the views this is, by its address. */
  href: string;
  /** Its files, `/api/reports/<name>.csv` and `.json`: the rows it is made of. */
  file?: string;
  /** Whether it tells what was so in the time before. */
  compares?: boolean;
  /** Whether its files are asked for by all of the address, not by the time alone. */
  fileHasAll?: boolean;
  /** Which time it is of where the address says nothing; else this month. */
  usualSpan?: (now: Date, timeZone: string) => Span;
  /** It tells more than use: it is shown also where the chosen kind was not used in the time. */
  isBeyondUse?: boolean;
  /** Shown where the chosen kind has something in the time. */
  children: (ask: ReportAsk) => ReactNode;
};

const HOUR_MS = 3_600_000;
const SAVED = { label: 'Saved…', icon: <Bookmark aria-hidden size={16} strokeWidth={1.6} /> };
const PRINT: PageAction = {
  label: 'Print',
  icon: <Printer aria-hidden size={16} strokeWidth={1.6} />,
  onSelect: () => globalThis.print(),
};

/** Around each view of the reports: which time, which machines, and what is done with the whole. All in the address. */
export function ReportShell({
  href,
  file,
  compares = false,
  isBeyondUse = false,
  children,
  ...props
}: ReportShellProps) {
  const trpc = useTRPC();
  const query = useSearchParams();
  const timeZone = useZone();
  // A comparison grows by the hour, not by the second.
  const now = new Date(useNow(HOUR_MS));
  const span = askedSpan(query, now, timeZone, props.usualSpan);
  const kinds = useQuery(trpc.reports.kinds.queryOptions(span));
  const has = { real: kinds.data?.real.hasUse ?? false, simulated: kinds.data?.simulated.hasUse ?? false };
  const kind = shownKind(query.get('show'), has);
  const go = (change: { span?: Span; show?: ShownKind }): void =>
    changeAddress(`${href}?${changeQuery(query, change)}`, change.span ? 'push' : 'replace');
  const [isSaving, setSaving] = useState(false);
  const isOpen = now < span.to;
  const step = (by: number): void => {
    if (by < 0 || !isOpen) go({ span: shiftSpan(span, by, timeZone) });
  };
  useShortcuts({ '[': () => step(-1), ']': () => step(1) });
  const period = periodOf(span, timeZone);
  const title = spanTitle(span, timeZone);
  const before = spanBefore(span, now, timeZone);
  const days = formatDays(span.from, span.to.getTime() - 1, timeZone);
  return (
    <>
      <PageHeader
        title={title}
        tag={kind === 'simulated' && kinds.data && <SimulatedTag />}
        facts={[
          ...(days === title || period === 'day' ? [] : [days]),
          timeZone,
          ...(isOpen ? ['so far'] : []),
        ].join(' · ')}
        controls={<Steps span={span} isOpen={isOpen} timeZone={timeZone} onStep={step} />}
        actions={[{ ...SAVED, onSelect: () => setSaving(true) }, PRINT]}
        tabs={reportTabs(href, query.toString())}
        tabsEnd={
          compares && (
            <span className="text-sm whitespace-nowrap text-muted">
              Compared with {spanTitle(before, timeZone)}
            </span>
          )
        }
      />
      <main id="main" className="page-body">
        <div className="no-print flex flex-wrap items-center gap-x-4 gap-y-2 pb-4">
          <PeriodPick span={span} now={now} timeZone={timeZone} onChange={(it) => go({ span: it })} />
          <span className="flex tablet:hidden">
            <Steps span={span} isOpen={isOpen} timeZone={timeZone} onStep={step} />
          </span>
          {kinds.data && kinds.data.simulated.machines > 0 && (
            <ShownSwitch value={kind} onChange={(show) => go({ show })} />
          )}
          <Files
            file={file}
            query={props.fileHasAll ? changeQuery(query, { span, show: kind }) : spanQuery(span)}
          />
        </div>
        {compares && (
          <p className="hidden text-xs text-muted print:block">Compared with {spanTitle(before, timeZone)}</p>
        )}
        {isSaving && (
          <SavedReports
            address={`${href}?${query}`}
            period={period}
            isOpen={isOpen}
            onClose={() => setSaving(false)}
          />
        )}
        {kinds.isPending && <SkeletonRows label="Loading the report" count={8} />}
        {kinds.isError && <ErrorNote error={kinds.error} onRetry={() => void kinds.refetch()} />}
        {kinds.data && !isBeyondUse && !has[kind] && <NothingThere kind={kind} other={has} />}
        {kinds.data && (isBeyondUse || has[kind]) && children({ span, before, kind, timeZone, now })}
      </main>
    </>
  );
}

type StepsProps = { span: Span; isOpen: boolean; timeZone: string; onStep: (by: number) => void };

function Steps({ span, isOpen, timeZone, onStep }: StepsProps) {
  const period = periodOf(span, timeZone);
  const word = period ? `${period[0]!.toUpperCase()}${period.slice(1)}` : 'Time';
  return (
    <>
      <IconButton label={`${word} before`} className="coarse:size-11" onClick={() => onStep(-1)}>
        <ChevronLeft aria-hidden size={18} strokeWidth={1.6} />
      </IconButton>
      <IconButton
        label={`${word} after`}
        className="coarse:size-11"
        disabled={isOpen}
        onClick={() => onStep(1)}
      >
        <ChevronRight aria-hidden size={18} strokeWidth={1.6} />
      </IconButton>
    </>
  );
}

function Files({ file, query }: { file: string | undefined; query: string }) {
  const may = useCan();
  if (!file || !may('report:export')) return null;
  return (
    <span className="ml-auto flex gap-2">
      {['csv', 'json'].map((type) => (
        <a key={type} className={buttonClass({})} href={`/api/reports/${file}.${type}?${query}`} download>
          <Download aria-hidden size={16} strokeWidth={1.6} />
          {type.toUpperCase()}
        </a>
      ))}
    </span>
  );
}

function NothingThere({ kind, other }: { kind: ShownKind; other: Record<ShownKind, boolean> }) {
  const may = useCan();
  const hasOther = kind === 'real' ? other.simulated : other.real;
  return (
    <EmptyState
      title={`Nothing on ${kind} machines in this time`}
      action={may('booking:create') && <ButtonLink href="/bookings">Book Macs</ButtonLink>}
    >
      A report counts bookings, sessions, tokens and energy. There are none here;{' '}
      {hasOther
        ? `the ${kind === 'real' ? 'simulated' : 'real'} machines have some, or look at another time.`
        : 'look at another time, or book Macs and come back.'}
    </EmptyState>
  );
}
