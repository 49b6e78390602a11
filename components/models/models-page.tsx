'use client';

import { useQuery } from '@tanstack/react-query';
import { CloudDownload, FileSearch, HardDriveDownload } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { changeAddress } from '../layout/change-address.ts';
import { PageHeader, type PageAction } from '../layout/page-header.tsx';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { Copies } from './copies.tsx';
import { isUnderWay } from './copy-words.ts';
import { ModelPanel } from './model-panel.tsx';
import { modelTabs } from './model-tabs.ts';
import { chosenRow, rowKey } from './model-words.ts';
import './models.css';
import type { CopyView, OnMacsView } from './types.ts';
import { WhatIsWhere } from './what-is-where.tsx';

const ImportDialog = dynamic(() => import('./import-dialog.tsx'), { ssr: false });
const BringDialog = dynamic(() => import('./bring-dialog.tsx'), { ssr: false });

const READ: PageAction = {
  label: 'Read a config…',
  icon: <FileSearch aria-hidden size={18} strokeWidth={1.6} />,
  href: '/machines/fits?read=1',
};

/** Which model is on which Mac, and what is known of the one that is chosen. */
export function ModelsPage() {
  const trpc = useTRPC();
  const can = useCan();
  const key = useSearchParams().get('model');
  const found = useQuery(trpc.models.onMacs.queryOptions({}));
  const copies = useQuery(trpc.modelStore.copies.queryOptions({}));
  const [brings, setBrings] = useState(false);
  const [imports, setImports] = useState(false);
  const bring: PageAction = {
    label: 'Bring a model…',
    icon: <CloudDownload aria-hidden size={18} strokeWidth={1.6} />,
    main: true,
    onSelect: () => setBrings(true),
  };
  const fromDisk: PageAction = {
    label: 'Import from a disk…',
    icon: <HardDriveDownload aria-hidden size={18} strokeWidth={1.6} />,
    onSelect: () => setImports(true),
  };
  return (
    <>
      <PageHeader
        title="Models"
        facts={found.data ? factsOf(found.data) : 'what is on the lab’s Macs'}
        actions={[...(can('model:keep') ? [READ] : []), ...(can('model:copy') ? [fromDisk, bring] : [])]}
        tabs={modelTabs('/models')}
      />
      <main id="main" className="page-body">
        {found.isPending && <SkeletonRows label="Loading the models" count={8} />}
        {found.isError && <ErrorNote error={found.error} onRetry={() => void found.refetch()} />}
        {copies.isError && <ErrorNote error={copies.error} onRetry={() => void copies.refetch()} />}
        {found.data && !found.isError && (
          <OnMacs view={found.data} copies={copies.data?.copies ?? []} chosenKey={key} />
        )}
      </main>
      {imports && <ImportDialog onClose={() => setImports(false)} />}
      {brings && <BringDialog onClose={() => setBrings(false)} />}
    </>
  );
}

const count = (many: number, one: string, more: string): string => `${many} ${many === 1 ? one : more}`;
const factsOf = ({ models }: OnMacsView): string => {
  const real = models.filter(({ simulated }) => !simulated).length;
  const played = models.length - real;
  return [count(real, 'model on our Macs', 'models on our Macs'), played > 0 && `${played} simulated`]
    .filter(Boolean)
    .join(' · ');
};

type OnMacsProps = { view: OnMacsView; copies: readonly CopyView[]; chosenKey: string | null };

function OnMacs({ view, copies, chosenKey }: OnMacsProps) {
  const row = chosenRow(view, chosenKey);
  if (row === null) {
    return (
      <>
        <Copies copies={copies} />
        <EmptyState
          title="No models yet"
          action={<ButtonLink href="/models/catalogue">To the catalogue</ButtonLink>}
        >
          Models appear here once an agent finds them in its models folder: plain folders, LM Studio’s or
          Hugging Face’s cache. Or bring one from outside, or import it from a disk.
        </EmptyState>
      </>
    );
  }
  const choose = (key: string): void => {
    changeAddress(`/models?model=${encodeURIComponent(key)}`, 'replace');
    showPanel();
  };
  return (
    <div className="model-page">
      <div className="min-w-0">
        <Copies copies={copies} />
        {[false, true].map((simulated) => {
          const models = view.models.filter((it) => it.simulated === simulated);
          const groups = view.groups.filter((it) => it.simulated === simulated);
          const machines = groups.reduce((sum, it) => sum + it.machines.length, 0);
          return (
            models.length > 0 && (
              <WhatIsWhere
                key={String(simulated)}
                title={simulated ? 'Simulated' : 'What is where'}
                facts={`${count(models.length, 'model', 'models')}, ${count(machines, 'machine', 'machines')}${simulated ? ' · not hardware' : ''}`}
                groups={groups}
                models={models}
                copies={copies.filter((it) => it.simulated === simulated && isUnderWay(it))}
                chosenKey={rowKey(row)}
                onChoose={choose}
              />
            )
          );
        })}
        {view.without > 0 && (
          <p className="pt-3 text-sm text-muted">
            {count(view.without, 'machine has', 'machines have')} told of no model.
          </p>
        )}
      </div>
      <ModelPanel row={row} groups={view.groups} />
    </div>
  );
}

/** Below the table on smaller screens: who chose a model is brought to what is told of it. */
function showPanel(): void {
  requestAnimationFrame(() => {
    const panel = document.getElementById('chosen-model');
    if (!panel || panel.getBoundingClientRect().top < window.innerHeight - 200) return;
    panel.scrollIntoView({ block: 'start' });
    panel.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
  });
}
