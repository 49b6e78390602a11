'use client';

import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { changeAddress } from '../layout/change-address.ts';
import { machineTabs } from '../layout/machine-tabs.ts';
import { PageHeader, type PageAction } from '../layout/page-header.tsx';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { later } from '../ui/later.tsx';
import { focusTitle } from '../ui/return-focus.ts';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { useWhenIdle } from '../ui/use-when-idle.ts';
import { DoneTable } from './done-table.tsx';
import { MaintenanceAside } from './maintenance-aside.tsx';
import { countBookings, countInTheWay } from './maintenance-words.ts';
import './maintenance.css';
import { MonthStrip } from './month-strip.tsx';
import type { WindowView } from './types.ts';
import { WindowList } from './window-list.tsx';

const PlanMaintenance = later(() => import('./plan-maintenance.tsx'));
const HOME = '/machines/maintenance';

/** Maintenance of the lab: what runs and is planned, who is in its way, what comes again and what was. */
export function MaintenancePage() {
  const trpc = useTRPC();
  const can = useCan();
  const params = useSearchParams();
  useWhenIdle(PlanMaintenance.warm);
  const list = useQuery(trpc.maintenance.list.queryOptions({}));
  const lab = useQuery(trpc.machines.list.queryOptions());
  const mayPlan = can('machine:edit');
  const changedId = params.get('change');
  const changed = list.data?.windows.find((it) => it.id === changedId) ?? null;
  const isPlanning = mayPlan && (params.has('plan') || changed !== null);
  const failed = list.isError ? list : lab.isError ? lab : null;
  const close = (): void => {
    changeAddress(HOME, 'replace');
    // The form goes, and what was pressed in it.
    focusTitle();
  };
  const open: PageAction = {
    label: 'Plan maintenance',
    main: true,
    icon: <Plus aria-hidden size={18} strokeWidth={1.8} />,
    onSelect: () => changeAddress(`${HOME}?plan=1`, 'push'),
  };
  const actions: PageAction[] = isPlanning ? [{ label: 'Cancel', onSelect: close }] : mayPlan ? [open] : [];
  const facts = list.data && factsOf(list.data.windows);
  return (
    <>
      <PageHeader title="Macs" {...(facts && { facts })} actions={actions} tabs={machineTabs(HOME)} />
      <main id="main" className="page-body">
        {failed && <ErrorNote error={failed.error} onRetry={() => void failed.refetch()} />}
        {!failed && (list.isPending || lab.isPending) && (
          <SkeletonRows label="Loading the maintenance" count={6} />
        )}
        {!failed && list.data && lab.data && isPlanning && (
          <PlanMaintenance
            key={changedId ?? 'new'}
            machines={lab.data.machines.filter((it) => it.status !== 'retired')}
            islands={lab.data.islands}
            machineIds={(params.get('machines') ?? '').split(',').filter(Boolean)}
            window={changed}
            from={params.get('from')}
            onDone={close}
          />
        )}
        {!failed && list.data && lab.data && !isPlanning && (
          <div className="grid grid-cols-[minmax(0,1fr)] gap-8 wide:grid-cols-[minmax(0,1fr)_18.5rem]">
            <div className="flex min-w-0 flex-col gap-8">
              {list.data.windows.length > 0 ? (
                <>
                  <MonthStrip windows={list.data.windows} islands={lab.data.islands} />
                  <WindowList windows={list.data.windows} islands={lab.data.islands} />
                </>
              ) : (
                <EmptyState
                  title="No maintenance ahead"
                  action={
                    mayPlan && (
                      <Button look="primary" onClick={open.onSelect}>
                        Plan maintenance
                      </Button>
                    )
                  }
                >
                  Maintenance takes Macs out of use for a time, once or again and again. Who has booked them
                  then is told, moved or asked first.
                </EmptyState>
              )}
              <DoneTable islands={lab.data.islands} />
            </div>
            <MaintenanceAside
              windows={list.data.windows}
              series={list.data.series}
              islands={lab.data.islands}
            />
          </div>
        )}
      </main>
    </>
  );
}

function factsOf(windows: readonly WindowView[]): string {
  const inTheWay = countInTheWay(windows);
  const ahead = windows.length === 1 ? '1 window ahead' : `${windows.length} windows ahead`;
  return inTheWay === 0 ? ahead : `${ahead} · ${countBookings(inTheWay)} in the way`;
}
