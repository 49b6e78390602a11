'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { KeyTable } from './key-table.tsx';
import type { KeyView } from './types.ts';

const REFUSALS = [
  ['400', 'the question can’t be read, is too long for the model, or wants what can’t be had: says which'],
  ['401', 'no key, a wrong one, or one that is over: says which'],
  ['403', 'this key leaves that model out'],
  ['404', 'no ready session of that name: lists those there are'],
  ['429', 'over a limit: names it, with Retry-After'],
  ['503', 'the session is ending, or too many wait in it'],
];

type Props = { whose: 'mine' | 'lab'; newId: string | null; onAsk: (key: KeyView | null) => void };

export function KeysView({ whose, newId, onAsk }: Props) {
  const trpc = useTRPC();
  const [leaving, setLeaving] = useState<KeyView | null>(null);
  const list = useQuery({ ...trpc.apiKeys.list.queryOptions({ whose }), refetchInterval: 30_000 });
  return (
    <>
      <section aria-labelledby="keys-head">
        <div className="flex flex-wrap items-baseline gap-x-3 border-b border-border-strong pb-2">
          <h2 id="keys-head">{whose === 'lab' ? 'Keys of the lab' : 'Your keys'}</h2>
          <p className="text-sm text-muted">
            a key may do what its person may do, less what it leaves out; its questions wait in the same queue
            as chat
          </p>
        </div>
        {list.isPending && <SkeletonRows label="Loading the keys" />}
        {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
        {list.data?.length === 0 && (
          <EmptyState
            title="No keys yet"
            action={<Button onClick={() => onAsk(null)}>Make the first key</Button>}
          >
            With a key, programs that speak OpenAI’s API ask this lab’s sessions: notebooks, editors, scripts.
            Its secret is shown once.
          </EmptyState>
        )}
        {list.data && list.data.length > 0 && (
          <KeyTable keys={list.data} whose={whose} newId={newId} onChange={onAsk} onRevoke={setLeaving} />
        )}
      </section>
      <section aria-labelledby="refusals-head" className="max-w-[44rem]">
        <h2 id="refusals-head" className="border-b border-border-strong pb-2">
          If something is refused
        </h2>
        <dl className="grid grid-cols-[3rem_1fr] gap-y-1 pt-2 text-sm">
          {REFUSALS.map(([status, words]) => (
            <div key={status} className="contents">
              <dt className="font-mono text-muted">{status}</dt>
              <dd>{words}</dd>
            </div>
          ))}
        </dl>
      </section>
      {leaving && <RevokeDialog apiKey={leaving} onClose={() => setLeaving(null)} />}
    </>
  );
}

function RevokeDialog({ apiKey, onClose }: { apiKey: KeyView; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const revoke = useMutation(
    trpc.apiKeys.revoke.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.apiKeys.pathFilter());
        toast.done(`“${apiKey.name}” taken back`);
        onClose();
      },
    }),
  );
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Take back “${apiKey.name}”?`}
      keepLabel="Keep it"
      confirmLabel="Take it back"
      busyLabel="Taking it back…"
      busy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate({ id: apiKey.id })}
    >
      Programs that ask with {apiKey.prefix}… are refused from then on, and it can’t be had again. What it has
      used stays counted.
    </ConfirmDialog>
  );
}
