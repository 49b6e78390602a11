'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { Whose } from '@/shared/schemas/notification.ts';
import { formatDay } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { CopyBlock } from '../ui/copy-block.tsx';
import { ErrorNote, FormError } from '../ui/error-note.tsx';
import { InputField } from '../ui/field.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import type { WebhookView } from './types.ts';

/** Where what one is told, or all that the lab tells, is sent as JSON. */
export function WebhookSection({ whose, title, about }: { whose: Whose; title: string; about: string }) {
  const trpc = useTRPC();
  const headingId = useId();
  const list = useQuery(trpc.notifications.webhooks.queryOptions({ whose }));
  return (
    <section aria-labelledby={headingId}>
      <h2 id={headingId} className="border-b border-border-strong pb-2">
        {title}
      </h2>
      <p className="pt-2 text-sm text-muted">{about}</p>
      {list.isPending && <SkeletonRows label="Loading the webhooks" count={1} />}
      {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      <ul>
        {list.data?.map((it) => (
          <WebhookRow key={it.id} webhook={it} />
        ))}
      </ul>
      <AddWebhook whose={whose} />
    </section>
  );
}

function WebhookRow({ webhook: { id, url, createdAt } }: { webhook: WebhookView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const zone = useZone();
  const nowMs = useNow(3_600_000);
  const refresh = () => queries.invalidateQueries(trpc.notifications.pathFilter());
  const set = useMutation(
    trpc.notifications.setWebhook.mutationOptions({ onSuccess: refresh, onError: toast.failed }),
  );
  const test = useMutation(
    trpc.notifications.testWebhook.mutationOptions({
      onSuccess: () => {
        void refresh();
        toast.done('A test is on its way; what came of it stands under What went out');
      },
      onError: toast.failed,
    }),
  );
  const remove = (): void =>
    set.mutate(
      { id, active: false },
      { onSuccess: () => toast.done('Webhook taken away', () => set.mutate({ id, active: true })) },
    );
  return (
    <li className="flex flex-wrap items-center justify-between gap-2 border-b border-border py-2">
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <span className="font-mono text-xs">{url}</span>
        <span className="block text-xs text-muted">added {formatDay(createdAt, zone, nowMs)}</span>
      </span>
      <span className="flex gap-2">
        <Button
          small
          aria-label={`Send a test to ${url}`}
          busyLabel={test.isPending ? 'Sending…' : null}
          onClick={() => test.mutate({ id })}
        >
          Send a test
        </Button>
        <Button
          small
          look="quiet"
          aria-label={`Take away ${url}`}
          busyLabel={set.isPending ? 'Taking away…' : null}
          onClick={remove}
        >
          Take away
        </Button>
      </span>
    </li>
  );
}

function AddWebhook({ whose }: { whose: Whose }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [url, setUrl] = useState('');
  const add = useMutation(
    trpc.notifications.addWebhook.mutationOptions({
      onSuccess: () => {
        setUrl('');
        void queries.invalidateQueries(trpc.notifications.pathFilter());
      },
    }),
  );
  return (
    <form
      className="flex max-w-[36rem] flex-col gap-3 pt-3"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate({ whose, url });
      }}
    >
      <InputField
        label={whose === 'lab' ? 'Address for the lab' : 'Address'}
        hint="https://… It must be reachable from the portal and not lie inside its own network."
        inputMode="url"
        autoComplete="off"
        maxLength={2000}
        value={url}
        onChange={(event) => setUrl(event.target.value)}
      />
      <FormError error={add.error} />
      <Button
        type="submit"
        className="self-start"
        disabled={url.trim() === ''}
        busyLabel={add.isPending ? 'Adding…' : null}
      >
        Add a webhook
      </Button>
      {add.data && (
        <div role="status">
          <p className="pb-2 text-sm">
            Added. Its secret is shown now and never again: with it the receiver checks{' '}
            <code className="font-mono text-xs">Espalier-Signature</code>.
          </p>
          <CopyBlock label="Secret of the webhook" text={add.data.secret} />
        </div>
      )}
    </form>
  );
}
