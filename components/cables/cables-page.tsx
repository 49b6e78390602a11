'use client';

import { useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { formatDateTime, zoneName } from '@/shared/domain/format.ts';
import { changeAddress } from '../layout/change-address.ts';
import { machineTabs } from '../layout/machine-tabs.ts';
import { type PageAction, PageHeader } from '../layout/page-header.tsx';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { later } from '../ui/later.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { useGrowing } from '../ui/use-growing.ts';
import { useCablesAddress } from './address.tsx';
import { CableChanges, useChangeWords } from './cable-changes.tsx';
import { CableGraph, CableKey } from './cable-graph.tsx';
import {
  type CableGroup,
  chosenSet,
  enteredOf,
  groupCables,
  labelCables,
  uncabledMachines,
} from './cable-groups.ts';
import { CableTable } from './cable-table.tsx';
import { CableTrace } from './cable-trace.tsx';
import { CablesHead } from './cables-head.tsx';
import { ReadinessPanel } from './readiness-panel.tsx';
import type { CableMapView } from './types.ts';
import { UncabledList } from './uncabled-list.tsx';
import { UnseenList } from './unseen-list.tsx';

/** Of a large lab: more than a screen holds. */
const GROUPS_AT_ONCE = 8;
const EnterCable = later(() => import('./enter-cable.tsx'));
const CommandsSheet = later(() => import('./commands-sheet.tsx'));

/** How the Macs are cabled, and whether a set of them can run one model together. */
export function CablesPage() {
  const trpc = useTRPC();
  const params = useSearchParams();
  const addressOf = useCablesAddress();
  const can = useCan();
  const map = useQuery(trpc.cables.map.queryOptions());
  const set = map.data ? chosenSet(params.get('set'), map.data) : [];
  const openCommands = () => changeAddress(addressOf({ commands: '1' }), 'push');
  const entering = can('machine:edit') ? params.get('enter') : null;
  const actions: PageAction[] = [];
  if (can('machine:edit') && map.data && map.data.machines.length > 1)
    actions.push({
      label: 'Enter a cable…',
      onSelect: () => changeAddress(addressOf({ enter: 'new' }), 'push'),
    });
  if (set.length > 0) {
    const icon = <KeyRound aria-hidden size={18} strokeWidth={1.6} />;
    actions.push({ label: 'Propose commands', main: true, icon, onSelect: openCommands });
  }
  return (
    <>
      <PageHeader
        title="Macs"
        facts={<Now map={map.data} />}
        tabs={machineTabs('/machines/cables')}
        actions={actions}
      />
      <main id="main" className="page-body">
        {map.isPending && <SkeletonRows label="Loading the cables" count={6} />}
        {map.isError && <ErrorNote error={map.error} onRetry={() => void map.refetch()} />}
        {map.data?.machines.length === 0 && (
          <EmptyState
            title="No machines yet"
            action={
              <ButtonLink href="/machines" look="primary">
                Go to the list
              </ButtonLink>
            }
          >
            Thunderbolt cables between the lab’s Macs appear here once their agents have joined and told their
            ports.
          </EmptyState>
        )}
        {map.data && map.data.machines.length > 0 && (
          <Cables map={map.data} set={set} cableId={params.get('cable')} />
        )}
      </main>
      {entering !== null && map.data && (
        <EnterCable
          key={entering}
          map={map.data}
          entered={enteredOf(map.data, entering)}
          onClose={() => changeAddress(addressOf({ enter: null }), 'replace')}
        />
      )}
      {params.has('commands') && map.data && (
        <CommandsSheet set={set} onClose={() => changeAddress(addressOf({ commands: null }), 'replace')} />
      )}
    </>
  );
}

/** The drawing, then what it means for a set, then the same in words; beside each other where there is room. */
function Cables({
  map,
  set,
  cableId,
}: {
  map: CableMapView;
  set: readonly string[];
  cableId: string | null;
}) {
  const all = groupCables(map);
  const labels = labelCables(all);
  const groups = all.slice(0, useGrowing('cables', all.length, GROUPS_AT_ONCE));
  const cable = map.cables.find(({ id }) => id === cableId);
  const changes = useChangeWords();
  return (
    <>
      <CablesHead map={map} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-x-8 wide:grid-cols-[minmax(0,1fr)_18rem] wide:grid-rows-[auto_1fr]">
        <div className="min-w-0">
          <Doubts doubts={map.doubts} />
          {groups.length === 0 ? (
            <EmptyState title="No cable seen">
              No agent sees a Thunderbolt cable from one Mac to another. Plug one in: it shows here with the
              next report of both Macs.
            </EmptyState>
          ) : (
            <Drawing groups={groups} labels={labels} set={set} cableId={cableId} />
          )}
        </div>
        <aside
          aria-label="Cable and readiness"
          className="min-w-0 pt-5 wide:col-start-2 wide:row-span-2 wide:row-start-1"
        >
          {cable && (
            <CableTrace
              cable={cable}
              label={labels.get(cable.id) ?? ''}
              machineOf={new Map(map.machines.map((it) => [it.id, it]))}
            />
          )}
          <ReadinessPanel map={map} set={set} />
        </aside>
        <div className="min-w-0">
          <CableChanges />
          {groups.length > 0 && (
            <section aria-labelledby="all-cables" className="pt-8">
              <div className="flex flex-wrap items-baseline gap-x-3 pb-1">
                <h2 id="all-cables">All cables</h2>
                <span className="text-sm text-muted">joined from both ends of what the Macs report</span>
              </div>
              <CableTable groups={groups} labels={labels} cableId={cableId} changes={changes} />
            </section>
          )}
          <UnseenList unseen={map.unseen} machines={map.machines} />
          <UncabledList machines={uncabledMachines(map)} />
        </div>
      </div>
    </>
  );
}

type DrawingProps = {
  groups: readonly CableGroup[];
  labels: ReadonlyMap<string, string>;
  set: readonly string[];
  cableId: string | null;
};

function Drawing({ groups, labels, set, cableId }: DrawingProps) {
  const chosen = new Set(set);
  return (
    <>
      <div className="cable-graphs">
        {groups.map((group) => (
          <CableGraph key={group.island.id} group={group} labels={labels} chosen={chosen} cableId={cableId} />
        ))}
      </div>
      <CableKey />
    </>
  );
}

function Doubts({ doubts }: Pick<CableMapView, 'doubts'>) {
  if (doubts.length === 0) return null;
  return (
    <div className="flex flex-col gap-2 pt-4">
      {doubts.map(({ text }) => (
        <Banner key={text} tone="warning" title="These reports can’t all be so.">
          {text}
        </Banner>
      ))}
    </div>
  );
}

function Now({ map }: { map: CableMapView | undefined }) {
  const zone = useZone();
  const nowMs = useNow();
  const answering = map?.machines.filter((it) => it.connection === 'online' || it.connection === 'suspect');
  return (
    <>
      {formatDateTime(nowMs, zone, nowMs)} {zoneName(zone, nowMs)}
      {map && answering && ` · ${answering.length} of ${map.machines.length} agents answer`}
    </>
  );
}
