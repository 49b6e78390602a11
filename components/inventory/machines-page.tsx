'use client';

import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useRouter, useSearchParams } from 'next/navigation';
import { formatDateTime, zoneName } from '@/shared/domain/format.ts';
import { changeAddress } from '../layout/change-address.ts';
import { machineTabs } from '../layout/machine-tabs.ts';
import { PageHeader, type PageAction } from '../layout/page-header.tsx';
import { useShortcuts } from '../layout/use-shortcuts.ts';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useConnection } from '../providers/realtime.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { useWatching } from '../providers/use-live.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { later } from '../ui/later.tsx';
import { useWhenIdle } from '../ui/use-when-idle.ts';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { Receipts } from './asset/receipts.tsx';
import { LabHead } from './lab-head.tsx';
import { MachineList } from './machine-list.tsx';
import { NeedsALook } from './needs-a-look.tsx';
import { Newcomers } from './newcomers.tsx';
import { Yours } from './yours.tsx';

const AddMachineDialog = later(() => import('./add-machine-dialog.tsx'));

export function MachinesPage() {
  const trpc = useTRPC();
  const router = useRouter();
  const can = useCan();
  const isAdding = useSearchParams().has('add') && can('machine:add');
  const list = useQuery(trpc.machines.list.queryOptions());
  useWatching('all');
  useWhenIdle(AddMachineDialog.warm);
  const add = () => changeAddress('/machines?add=1', 'push');
  const book = () => router.push('/bookings?book=1');
  useShortcuts(can('booking:create') ? { n: book } : {});

  const actions: PageAction[] = [];
  if (can('machine:add')) actions.push({ label: 'Add a Mac', onSelect: add });
  if (can('booking:create')) {
    const icon = <Plus aria-hidden size={18} strokeWidth={1.8} />;
    actions.push({ label: 'Book', main: true, icon, href: '/bookings?book=1' });
  }
  return (
    <>
      <PageHeader title="Macs" facts={<Now />} actions={actions} tabs={machineTabs('/machines')} />
      <main id="main" className="page-body">
        {can('machine:add') && <Newcomers />}
        <Receipts />
        {list.isPending && <SkeletonRows label="Loading the Macs" count={6} />}
        {list.isError && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
        {list.data?.machines.length === 0 && (
          <EmptyState
            title="No machines yet"
            action={
              can('machine:add') && (
                <Button look="primary" onClick={add}>
                  Add a Mac
                </Button>
              )
            }
          >
            The lab’s Macs appear here once their agent has joined: who has them, what they draw, what runs on
            them.
          </EmptyState>
        )}
        {list.data && list.data.machines.length > 0 && (
          <>
            <LabHead machines={list.data.machines} />
            <div className="grid grid-cols-[minmax(0,1fr)] gap-8 wide:grid-cols-[minmax(0,1fr)_17rem]">
              <MachineList machines={list.data.machines} islands={list.data.islands} />
              <aside
                aria-label="Yours and what needs a look"
                className="grid grid-cols-[minmax(0,1fr)] content-start gap-x-8 gap-y-6 pt-4 tablet:grid-cols-2 wide:grid-cols-1"
              >
                <Yours />
                <NeedsALook machines={list.data.machines} islands={list.data.islands} />
              </aside>
            </div>
          </>
        )}
      </main>
      {isAdding && <AddMachineDialog onClose={() => changeAddress('/machines', 'replace')} />}
    </>
  );
}

function Now() {
  const zone = useZone();
  const nowMs = useNow();
  const { state } = useConnection();
  return (
    <>
      {formatDateTime(nowMs, zone, nowMs)} {zoneName(zone, nowMs)}
      {state === 'online' && (
        <>
          {' · '}
          <span className="live-dot mb-px text-ready" aria-hidden /> live
        </>
      )}
    </>
  );
}
