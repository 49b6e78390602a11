'use client';

import { useQuery } from '@tanstack/react-query';
import { Ellipsis, Plus } from 'lucide-react';
import { formatMemory } from '@/shared/domain/format.ts';
import { PageHeader, type PageAction } from '../layout/page-header.tsx';
import { useTitle } from '../layout/use-title.ts';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { useWatching } from '../providers/use-live.ts';
import { DropdownMenu } from '../ui/dropdown-menu.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { SimulatedTag } from '../ui/tag.tsx';
import { holderLine } from './holder-line.ts';
import { MachineBookings } from './machine-bookings.tsx';
import { MachineCharts } from '../metrics/machine-charts.tsx';
import { MachineFacts } from './machine-facts.tsx';
import { MachineFigures } from './machine-figures.tsx';
import { MachineMaintenance } from './machine-maintenance.tsx';
import { MachineModels } from './machine-models.tsx';
import { MachineRivals } from './machine-rivals.tsx';
import type { MachineDetailView } from './types.ts';
import { useMachineActions } from './use-machine-actions.tsx';

export function MachinePage({ machineId }: { machineId: string }) {
  const trpc = useTRPC();
  useWatching([machineId]);
  const { data, error, isPending, refetch } = useQuery(trpc.machines.get.queryOptions({ id: machineId }));
  if (data) return <Shown machine={data} />;
  return (
    <>
      <PageHeader title="Mac" />
      <main id="main" className="page-body">
        {isPending && <SkeletonRows label="Loading the machine" />}
        {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      </main>
    </>
  );
}

function Shown({ machine }: { machine: MachineDetailView }) {
  const zone = useZone();
  const nowMs = useNow();
  const can = useCan();
  const { menuOf, dialogs } = useMachineActions();
  useTitle(`${machine.name} · Mac`);
  const line = holderLine(machine, zone, nowMs);
  const actions: PageAction[] = [];
  if (can('booking:create') && machine.status === 'active') {
    actions.push({
      label: 'Book',
      main: true,
      icon: <Plus aria-hidden size={18} strokeWidth={1.8} />,
      href: `/bookings?book=1&machines=${machine.id}`,
    });
  }
  const memory = machine.memoryBytes === null ? null : formatMemory(machine.memoryBytes);
  const facts = [machine.modelName, memory, machine.osLabel].filter(Boolean).join(' · ');
  const items = menuOf(machine).filter((it) => it.kind !== 'link');
  return (
    <>
      <PageHeader
        title={machine.name}
        tag={machine.simulated && <SimulatedTag />}
        facts={facts}
        actions={actions}
      />
      <main id="main" className="page-body">
        {can('machine:edit') && <MachineRivals machine={machine} />}
        <section
          aria-label="Now"
          className="flex flex-wrap items-start justify-between gap-4 border-b border-border pb-4"
        >
          <div className="flex min-w-0 flex-1 items-center gap-2">
            <StatusGlyph status={line.status} />
            <span className="min-w-0">
              <b>{line.title}</b> <span className="pl-1 text-sm text-muted">{line.detail}</span>
            </span>
          </div>
          {items.length > 1 && (
            <DropdownMenu
              label={`Actions for ${machine.name}`}
              items={items.filter((it, index) => index > 0 || it.kind !== 'separator')}
            >
              <IconButton label={`More about ${machine.name}`}>
                <Ellipsis aria-hidden size={18} strokeWidth={1.6} />
              </IconButton>
            </DropdownMenu>
          )}
          <MachineFigures machine={machine} />
        </section>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-8 pt-5 wide:grid-cols-[minmax(0,1fr)_20rem]">
          <div className="flex min-w-0 flex-col gap-6">
            <MachineCharts machineId={machine.id} />
            <MachineModels machine={machine} />
          </div>
          <aside aria-label={`About ${machine.name}`} className="flex min-w-0 flex-col gap-6">
            <MachineBookings machine={machine} />
            <MachineMaintenance machine={machine} />
            <MachineFacts machine={machine} />
          </aside>
        </div>
      </main>
      {dialogs}
    </>
  );
}
