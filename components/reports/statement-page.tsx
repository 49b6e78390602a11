'use client';

import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, Download, Plus, Printer } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { formatMonth } from '@/shared/domain/format.ts';
import { monthFromKey, monthKey, monthKeyOf } from '@/shared/domain/month-key.ts';
import { shiftMonth } from '@/shared/domain/month.ts';
import { MonthKey } from '@/shared/schemas/statement.ts';
import { changeAddress } from '../layout/change-address.ts';
import { type PageAction, PageHeader } from '../layout/page-header.tsx';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { later } from '../ui/later.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { SimulatedTag, Tag } from '../ui/tag.tsx';
import { reportTabs } from './report-views.ts';
import { StatementBody } from './statement-body.tsx';

const EntryDialog = later(() => import('./entry-dialog.tsx'));
const HOUR_MS = 3_600_000;
const icon = { 'aria-hidden': true, size: 16, strokeWidth: 1.6 } as const;

/** A team's month: what it pays, and why. */
export function StatementPage({ teamId }: { teamId: string | null }) {
  const trpc = useTRPC();
  const can = useCan();
  const query = useSearchParams();
  const timeZone = useZone();
  const now = useNow(HOUR_MS);
  const [isAdding, setAdding] = useState(false);
  const thisMonth = monthKeyOf(new Date(now), timeZone);
  const asked = MonthKey.safeParse(query.get('month'));
  const month = asked.success ? asked.data : thisMonth;
  const shown = query.get('show') === 'simulated' ? 'simulated' : 'real';
  const input = { month, teamId, shown } as const;
  const statement = useQuery(trpc.costs.statement.queryOptions(input, { trpc: { abortOnUnmount: true } }));
  const data = statement.data;
  const name = data ? (data.teamName ?? 'No team') : '…';
  const go = (by: number): void => {
    const next = monthKey(shiftMonth(monthFromKey(month), by));
    changeAddress(`/reports/statements/${teamId ?? 'none'}?month=${next}&show=${shown}`, 'push');
  };
  const file = (ending: string): string =>
    `/api/reports/statement.${ending}?${new URLSearchParams({ month, teamId: teamId ?? 'none', show: shown })}`;
  const actions: PageAction[] = [
    ...(can('cost:manage') && shown === 'real'
      ? [{ label: 'Adjust…', icon: <Plus {...icon} />, onSelect: () => setAdding(true) }]
      : []),
    { label: 'Print', icon: <Printer {...icon} />, onSelect: () => globalThis.print() },
    ...(can('report:export')
      ? [
          { label: 'CSV', icon: <Download {...icon} />, href: file('csv') },
          { label: 'JSON', icon: <Download {...icon} />, href: file('json'), inMenu: true },
        ]
      : []),
  ];
  return (
    <>
      <PageHeader
        title={`Statement, ${name}`}
        tag={
          <>
            {shown === 'simulated' && <SimulatedTag />}
            {data?.frozenAt && <Tag>frozen</Tag>}
          </>
        }
        facts={[formatMonth(`${month}-01`), timeZone, ...(data && !data.isOver ? ['so far'] : [])].join(
          ' · ',
        )}
        controls={
          <>
            <IconButton label="Month before" onClick={() => go(-1)}>
              <ChevronLeft aria-hidden size={18} strokeWidth={1.6} />
            </IconButton>
            <IconButton label="Month after" disabled={month >= thisMonth} onClick={() => go(1)}>
              <ChevronRight aria-hidden size={18} strokeWidth={1.6} />
            </IconButton>
          </>
        }
        actions={actions}
        tabs={reportTabs('/reports/statements', '')}
      />
      <main id="main" className="page-body">
        {statement.isPending && <SkeletonRows label="Loading the statement" count={8} />}
        {statement.isError && <ErrorNote error={statement.error} onRetry={() => void statement.refetch()} />}
        {data && <StatementBody statement={data} now={new Date(now)} />}
      </main>
      {isAdding && data && <EntryDialog statement={data} onClose={() => setAdding(false)} />}
    </>
  );
}
