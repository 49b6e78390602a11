'use client';

import { useQuery } from '@tanstack/react-query';
import { Ellipsis, Plus } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { formatMemory } from '@/shared/domain/format.ts';
import { PageHeader, type PageAction } from '../layout/page-header.tsx';
import { useTitle } from '../layout/use-title.ts';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { useWatching } from '../providers/use-live.ts';
import { DropdownMenu, type MenuItem } from '../ui/dropdown-menu.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { SimulatedTag } from '../ui/tag.tsx';
import { AssetSection } from './asset/asset-section.tsx';
import { Attachments } from './asset/attachments.tsx';
import { CustodySection } from './asset/custody-section.tsx';
import { HardwareTable } from './asset/hardware-table.tsx';
import { HistoryGlimpse, WholeHistory } from './asset/machine-history.tsx';
import { ObservedBanners } from './asset/observed-banner.tsx';
import { RentalSection } from './asset/rental-section.tsx';
import { useCustodyAction } from './asset/use-custody-action.tsx';
import { CordonBanner } from './cordon-banner.tsx';
import { WarmBanner } from './warm-banner.tsx';
import { holderLine } from './holder-line.ts';
import { MachineBookings } from './machine-bookings.tsx';
import { MachineCharts } from '../metrics/machine-charts.tsx';
import { MachineFacts } from './machine-facts.tsx';
import { MachineFigures } from './machine-figures.tsx';
import { MachineIncidents } from './machine-incidents.tsx';
import { MachineMaintenance } from './machine-maintenance.tsx';
import { MachineNeeds } from './machine-needs.tsx';
import { MachineModels } from './machine-models.tsx';
import { MachinePower } from './machine-power.tsx';
import { MachineQuarantine } from './machine-quarantine.tsx';
import { MachineRivals } from './machine-rivals.tsx';
import { MachineTimeline } from './machine-timeline.tsx';
import { MachineUnmanaged } from './machine-unmanaged.tsx';
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
  const can = useCan();
  const { menuOf, dialogs } = useMachineActions();
  useTitle(`${machine.name} · Mac`);
  const custody = useCustodyAction(machine);
  const view = useSearchParams().get('view');
  const actions: PageAction[] = [...custody.actions];
  if (can('booking:create') && machine.status === 'active' && !machine.cordon) {
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
        tabs={tabsOf(machine.id, view)}
      />
      {view === 'timeline' ? (
        <main id="main" className="page-body">
          <MachineTimeline machineId={machine.id} />
        </main>
      ) : view === 'history' ? (
        <main id="main" className="page-body">
          <WholeHistory machineId={machine.id} />
        </main>
      ) : (
        <Overview machine={machine} items={items} />
      )}
      {dialogs}
      {custody.dialog}
    </>
  );
}

const tabsOf = (id: string, view: string | null) => [
  { href: `/machines/${id}`, label: 'Overview', current: view !== 'timeline' && view !== 'history' },
  { href: `/machines/${id}?view=timeline`, label: 'Timeline', current: view === 'timeline' },
  { href: `/machines/${id}?view=history`, label: 'History', current: view === 'history' },
];

function Overview({ machine, items }: { machine: MachineDetailView; items: readonly MenuItem[] }) {
  const zone = useZone();
  const nowMs = useNow();
  const can = useCan();
  const line = holderLine(machine, zone, nowMs);
  return (
    <main id="main" className="page-body">
      {can('machine:edit') && <MachineRivals machine={machine} />}
      <MachineQuarantine machine={machine} mayLift={can('machine:edit')} />
      <CordonBanner machine={machine} />
      <WarmBanner machine={machine} />
      <ObservedBanners machine={machine} />
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
      {/* On narrow screens what is now and ahead comes first. */}
      <div className="grid grid-cols-[minmax(0,1fr)] gap-x-8 gap-y-6 pt-5 wide:grid-cols-[minmax(0,1fr)_20rem] wide:grid-rows-[auto_1fr]">
        <aside
          aria-label="Now and ahead"
          className="flex min-w-0 flex-col gap-6 wide:col-start-2 wide:row-start-1"
        >
          <MachineBookings machine={machine} />
          <MachineMaintenance machine={machine} />
          <MachinePower machine={machine} />
          <MachineNeeds machineId={machine.id} />
          <MachineIncidents machineId={machine.id} />
          <MachineUnmanaged machine={machine} />
        </aside>
        <div className="flex min-w-0 flex-col gap-8 wide:col-start-1 wide:row-span-2 wide:row-start-1">
          <MachineCharts machineId={machine.id} />
          <HardwareTable machine={machine} />
          <MachineModels machine={machine} />
          <HistoryGlimpse machineId={machine.id} />
        </div>
        <aside
          aria-label={`About ${machine.name}`}
          className="flex min-w-0 flex-col gap-6 wide:col-start-2 wide:row-start-2"
        >
          <AssetSection machineId={machine.id} />
          <RentalSection machineId={machine.id} />
          <CustodySection machineId={machine.id} />
          {can('machine:edit') && <Attachments machine={machine} />}
          <MachineFacts machine={machine} />
        </aside>
      </div>
    </main>
  );
}
