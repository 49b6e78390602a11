'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { useState } from 'react';
import { formatDateTime, listNames, zoneName } from '@/shared/domain/format.ts';
import { type PageAction, PageHeader } from '../layout/page-header.tsx';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { SimulatedTag, Tag } from '../ui/tag.tsx';
import { toast } from '../ui/toast.tsx';
import { CloseDialog } from './close-dialog.tsx';
import { IncidentBody } from './incident-body.tsx';
import './incidents.css';
import type { IncidentView } from './types.ts';

/** One incident: what happened, why, what to do, and what happened minute by minute. */
export function IncidentPage({ id }: { id: string }) {
  const trpc = useTRPC();
  const incident = useQuery(trpc.incidents.get.queryOptions({ id }));
  if (incident.data) return <Loaded incident={incident.data} />;
  return (
    <>
      <PageHeader title="Incident" />
      <main id="main" className="page-body">
        {incident.isError ? (
          <ErrorNote error={incident.error} onRetry={() => void incident.refetch()} />
        ) : (
          <SkeletonRows label="Loading the incident" />
        )}
      </main>
    </>
  );
}

function Loaded({ incident }: { incident: IncidentView }) {
  const timeZone = useZone();
  const nowMs = useNow(60_000);
  const [asks, setAsks] = useState(false);
  const close = useClose(() => setAsks(false));
  const { id, closedAt } = incident;
  const actions: PageAction[] = [{ label: 'Session', href: `/sessions/${incident.sessionId}` }];
  if (incident.mayClose && closedAt)
    actions.push({ label: 'Open again', onSelect: () => close.mutate({ id, closed: false }) });
  else if (incident.mayClose)
    actions.push({
      label: 'Close incident…',
      main: true,
      icon: <Check aria-hidden size={18} strokeWidth={1.8} />,
      onSelect: () => setAsks(true),
    });
  return (
    <>
      <PageHeader
        title={incident.title}
        tag={
          <>
            <Tag tone={closedAt ? 'ready' : 'fault'}>{closedAt ? 'closed' : 'open'}</Tag>
            {incident.simulated && <SimulatedTag />}
          </>
        }
        facts={`Incident ${incident.number} · ${incident.modelTitle} on ${listNames(
          incident.machines.map((it) => it.name),
        )} · ${formatDateTime(incident.noticedAt, timeZone, nowMs)} · times in ${zoneName(timeZone, incident.noticedAt)}`}
        actions={actions}
      />
      <main id="main" className="page-body">
        <IncidentBody incident={incident} timeZone={timeZone} nowMs={nowMs} />
      </main>
      {asks && (
        <CloseDialog
          number={incident.number}
          sending={close}
          onClose={() => setAsks(false)}
          onSubmit={(note) => close.mutate({ id, closed: true, note })}
        />
      )}
    </>
  );
}

function useClose(onDone: () => void) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return useMutation(
    trpc.incidents.setClosed.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.incidents.pathFilter());
        onDone();
      },
      // A dialog shows it where one asks.
      onError: (error, { closed }) => {
        if (!closed) toast.failed(error);
      },
    }),
  );
}
