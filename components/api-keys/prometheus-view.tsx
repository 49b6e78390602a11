'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { formatDay, formatMoment } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { CopyBlock } from '../ui/copy-block.tsx';
import { ErrorNote, FormError } from '../ui/error-note.tsx';
import { InputField } from '../ui/field.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { TakeBackRow } from '../ui/take-back-row.tsx';
import { toast } from '../ui/toast.tsx';
import { Written } from '../ui/written.tsx';
import { NewSecret } from './new-secret.tsx';
import type { MadeKeyView, MetricsTokenView } from './types.ts';

/** Tokens with which a Prometheus reads the lab, and what to write into its configuration. */
export default function PrometheusView() {
  const trpc = useTRPC();
  const [made, setMade] = useState<MadeKeyView | null>(null);
  const list = useQuery(trpc.metricsTokens.list.queryOptions({}));
  return (
    <section aria-labelledby="prometheus-head" className="max-w-[48rem]">
      <h2 id="prometheus-head" className="border-b border-border-strong pb-2">
        Prometheus
      </h2>
      <p className="py-2 text-sm text-muted">
        Machines, sessions, energy and the portal itself as series at{' '}
        <code className="font-mono">/metrics</code>, for a Prometheus of yours; simulated machines are apart
        by a label. A token reads that and nothing else.
      </p>
      {made && <NewSecret key={made.id} made={made} onDone={() => setMade(null)} />}
      {list.isPending && <SkeletonRows label="Loading the tokens" count={1} />}
      {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && (
        <p className="border-b border-border py-2 text-sm text-muted">No token yet: nobody reads it.</p>
      )}
      <ul>
        {list.data?.map((it) => (
          <TokenRow key={it.id} token={it} />
        ))}
      </ul>
      <MakeToken onMade={setMade} />
      <Configuration />
    </section>
  );
}

function TokenRow({ token: { id, name, prefix, by, createdAt, lastUsedAt } }: { token: MetricsTokenView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const revoke = useMutation(
    trpc.metricsTokens.revoke.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.metricsTokens.pathFilter());
        toast.done(`“${name}” is taken back`);
      },
    }),
  );
  return (
    <TakeBackRow
      title={<Written text={name} />}
      facts={
        <>
          <span className="font-mono">{prefix}…</span> · made {formatDay(createdAt, zone, nowMs)}
          {by && ` by ${by}`} ·{' '}
          {lastUsedAt ? `last read with ${formatMoment(lastUsedAt, zone, nowMs)}` : 'not read with yet'}
        </>
      }
      name={`the token “${name}”`}
      word="token"
      busy={revoke.isPending}
      error={revoke.error}
      onTakeBack={(done) => revoke.mutate({ id }, { onSuccess: done })}
    >
      Whatever reads the lab with it reads nothing any more.
    </TakeBackRow>
  );
}

function MakeToken({ onMade }: { onMade: (made: MadeKeyView) => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const make = useMutation(
    trpc.metricsTokens.make.mutationOptions({
      onSuccess: (made) => {
        setName('');
        onMade(made);
        void queries.invalidateQueries(trpc.metricsTokens.pathFilter());
      },
    }),
  );
  return (
    <form
      className="flex max-w-[28rem] flex-col gap-3 pt-4"
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate({ name });
      }}
    >
      <InputField
        label="Name of a new token"
        hint="Which Prometheus it is for."
        maxLength={60}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <FormError error={make.error} />
      <Button
        type="submit"
        className="self-start"
        disabled={name.trim() === ''}
        busyLabel={make.isPending ? 'Making…' : null}
      >
        Make a token
      </Button>
    </form>
  );
}

function Configuration() {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.apiKeys.targets.queryOptions({}));
  if (!data) return null;
  const { protocol, host } = new URL(data.address);
  const text = `scrape_configs:
  - job_name: espalier
    scrape_interval: 15s
    scheme: ${protocol.slice(0, -1)}
    authorization:
      credentials_file: /etc/prometheus/espalier-token
    static_configs:
      - targets: ['${host}']
`;
  return (
    <div className="pt-6">
      <h3 className="pb-2 text-sm">In prometheus.yml</h3>
      <CopyBlock tall code label="Part of prometheus.yml" text={text} />
    </div>
  );
}
