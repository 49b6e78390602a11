'use client';

import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { batchSnippet } from '@/shared/domain/api-snippets.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { byCursor } from '../ui/by-cursor.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { CopyBlock } from '../ui/copy-block.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { BatchTable } from './batch-table.tsx';
import type { BatchView } from './types.ts';

const SOON_MS = 3000;
const CALMLY_MS = 30_000;

/** Files of questions that programs left: how far each is, why it waits, and what came of it. */
export default function BatchesView({ whose }: { whose: 'mine' | 'lab' }) {
  const trpc = useTRPC();
  const [leaving, setLeaving] = useState<BatchView | null>(null);
  const list = useInfiniteQuery({
    ...trpc.batches.list.infiniteQueryOptions({ whose }, byCursor),
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.rows.some((it) => it.state === 'in_progress'))
        ? SOON_MS
        : CALMLY_MS,
  });
  const rows = list.data?.pages.flatMap((it) => it.rows) ?? [];
  return (
    <section aria-labelledby="batches-head">
      <div className="flex flex-wrap items-baseline gap-x-3 border-b border-border-strong pb-2">
        <h2 id="batches-head">{whose === 'lab' ? 'Batches of the lab' : 'Your batches'}</h2>
        <p className="text-sm text-muted">
          files of questions, worked off behind everybody who waits; files are kept 30 days at most
        </p>
      </div>
      {list.isPending && <SkeletonRows label="Loading the batches" />}
      {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && <NoBatches whose={whose} />}
      {rows.length > 0 && <BatchTable batches={rows} whose={whose} onCancel={setLeaving} />}
      <LoadMore query={list} label="Show earlier batches" />
      {leaving && <CancelDialog batch={leaving} onClose={() => setLeaving(null)} />}
    </section>
  );
}

function NoBatches({ whose }: { whose: 'mine' | 'lab' }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.apiKeys.targets.queryOptions({}));
  const model = data?.sessions[0]?.modelId ?? 'auto';
  if (whose === 'lab')
    return (
      <EmptyState title="No batches yet">What programs leave to be worked off is listed here.</EmptyState>
    );
  return (
    <>
      <EmptyState title="No batches yet">
        Leave many questions at once: a program sends a file of them, and they are answered while nobody else
        waits, also while you sleep. Begin with this; a session has to be ready, then or later.
      </EmptyState>
      {data && (
        <div className="max-w-[44rem]">
          <CopyBlock tall label="JavaScript, a batch" text={batchSnippet({ address: data.address, model })} />
        </div>
      )}
    </>
  );
}

function CancelDialog({ batch, onClose }: { batch: BatchView; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const cancel = useMutation(
    trpc.batches.cancel.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.batches.pathFilter());
        toast.done(`“${batch.fileName}” cancelled`);
        onClose();
      },
    }),
  );
  const left = batch.total - batch.done - batch.failed;
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Cancel the batch “${batch.fileName}”?`}
      keepLabel="Let it go on"
      confirmLabel="Cancel the batch"
      busyLabel="Cancelling…"
      busy={cancel.isPending}
      error={cancel.error}
      onConfirm={() => cancel.mutate({ id: batch.id })}
    >
      {left === 1 ? 'One question is' : `${left} questions are`} not answered then. What has been answered is
      kept as its result.
    </ConfirmDialog>
  );
}
