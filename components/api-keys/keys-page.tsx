'use client';

import { useQuery } from '@tanstack/react-query';
import { Copy, Plus } from 'lucide-react';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { PageHeader } from '../layout/page-header.tsx';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { later } from '../ui/later.tsx';
import { toast } from '../ui/toast.tsx';
import { useCopied } from '../ui/use-copied.ts';
import { useWhenIdle } from '../ui/use-when-idle.ts';
import { KeysView } from './keys-view.tsx';
import { NewSecret } from './new-secret.tsx';
import type { KeyView, MadeKeyView } from './types.ts';

const KeyDialog = later(() => import('./key-dialog.tsx'));
const ToolsView = later(() => import('./tools-view.tsx'));
const BatchesView = later(() => import('./batches-view.tsx'));
const PrometheusView = later(() => import('./prometheus-view.tsx'));
const RequestsView = later(() => import('./requests-view.tsx'));

const VIEWS = [
  { view: 'keys', href: '/settings/keys', label: 'Keys' },
  { view: 'tools', href: '/settings/keys?view=tools', label: 'Use it from your tools' },
  { view: 'requests', href: '/settings/keys?view=requests', label: 'Requests' },
  { view: 'batches', href: '/settings/keys?view=batches', label: 'Batches' },
  { view: 'prometheus', href: '/settings/keys?view=prometheus', label: 'Prometheus' },
];

/** Keys that programs ask with, how they ask, and what was asked. */
export function KeysPage() {
  const params = useSearchParams();
  const can = useCan();
  const whose = params.get('whose') === 'lab' && can('key:manage-any') ? 'lab' : 'mine';
  const view = VIEWS.find((it) => it.view === params.get('view'))?.view ?? 'keys';
  const [asked, setAsked] = useState<{ key: KeyView | null } | null>(null);
  const [made, setMade] = useState<MadeKeyView | null>(null);
  useWhenIdle(KeyDialog.warm);
  if (!can('key:manage-own')) return <NoKeys />;
  return (
    <>
      <Header view={view} whose={whose} onNew={() => setAsked({ key: null })} />
      <main id="main" className="page-body flex flex-col gap-8">
        {made && <NewSecret key={made.id} made={made} onDone={() => setMade(null)} />}
        {view === 'keys' && (
          <KeysView whose={whose} newId={made?.id ?? null} onAsk={(key) => setAsked({ key })} />
        )}
        {view === 'tools' && <ToolsView />}
        {view === 'prometheus' && can('key:manage-any') && <PrometheusView />}
        {view === 'batches' && <BatchesView whose={whose} />}
        {view === 'requests' && <RequestsView keyId={params.get('key')} whose={whose} />}
      </main>
      {asked && <KeyDialog apiKey={asked.key} onMade={setMade} onClose={() => setAsked(null)} />}
    </>
  );
}

type HeaderProps = { view: string; whose: 'mine' | 'lab'; onNew: () => void };

function Header({ view, whose, onNew }: HeaderProps) {
  const can = useCan();
  const trpc = useTRPC();
  const { data } = useQuery(trpc.apiKeys.targets.queryOptions({}));
  const { copied, copy } = useCopied();
  const copyAddress = {
    key: 'copy-address',
    label: copied ? 'Address copied' : 'Copy address',
    icon: <Copy aria-hidden size={17} strokeWidth={1.6} />,
    onSelect: () =>
      data ? void copy(data.address) : toast.failed(new Error('The address is still being read.')),
  };
  const add = {
    label: 'New key',
    main: true,
    icon: <Plus aria-hidden size={18} strokeWidth={1.8} />,
    onSelect: onNew,
  };
  const other =
    whose === 'lab'
      ? { href: '/settings/keys', label: 'Your own keys' }
      : { href: '/settings/keys?whose=lab', label: 'All keys of the lab' };
  return (
    <PageHeader
      title="API"
      facts={<span className="font-mono [overflow-wrap:anywhere]">{data?.address ?? '…'}</span>}
      actions={[copyAddress, add]}
      tabs={VIEWS.filter((it) => it.view !== 'prometheus' || can('key:manage-any')).map(
        ({ href, label, view: own }) => ({ href, label, current: own === view }),
      )}
      tabsEnd={
        can('key:manage-any') && (
          <Link className="text-sm text-muted hover:text-text max-tablet:hidden" href={other.href}>
            {other.label}
          </Link>
        )
      }
    />
  );
}

function NoKeys() {
  return (
    <>
      <PageHeader title="API" />
      <main id="main" className="page-body">
        <EmptyState title="Your role has no keys">
          Keys let programs ask the lab’s models on behalf of a member. An admin of the lab can make you one.
        </EmptyState>
      </main>
    </>
  );
}
