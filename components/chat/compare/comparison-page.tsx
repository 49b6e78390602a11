'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type CSSProperties, useState } from 'react';
import { formatCount, formatDateTime, zoneName } from '@/shared/domain/format.ts';
import { isWriting } from '@/shared/domain/answer-stream.ts';
import { PageHeader, type PageAction } from '../../layout/page-header.tsx';
import { useCan, useZone } from '../../providers/me.tsx';
import { useNow } from '../../providers/now.tsx';
import { useConsoleSocket } from '../../providers/realtime.tsx';
import { useTRPC } from '../../providers/trpc.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { Tag } from '../../ui/tag.tsx';
import { toast } from '../../ui/toast.tsx';
import './compare.css';
import { ComparedAnswer } from './compared-answer.tsx';
import type { ComparisonView } from './types.ts';

/** While figures are on their way they come with the readings, which nobody announces. */
const MEASURING_MS = 4000;

/** One question and its answers side by side. */
export function ComparisonPage({ id }: { id: string }) {
  const trpc = useTRPC();
  const socket = useConsoleSocket();
  const can = useCan();
  const query = useQuery({
    ...trpc.comparisons.get.queryOptions({ id }),
    refetchInterval: ({ state }) =>
      state.data?.answers.some((it) => it.figures?.isEnergyPending) ? MEASURING_MS : false,
  });
  if (query.isPending) return <Loading />;
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  const comparison = query.data;
  const { answers, prompt, systemPrompt } = comparison;
  const most = {
    tookMs: Math.max(1, ...answers.map((it) => it.figures?.tookMs ?? 0)),
    energyJoules: Math.max(1e-9, ...answers.map((it) => it.figures?.energyJoules ?? 0)),
  };
  return (
    <>
      <Head comparison={comparison} />
      <main id="main" className="page-body page-wide">
        <p className="max-w-[56rem] text-md [overflow-wrap:anywhere] whitespace-pre-wrap">{prompt}</p>
        <p className="pt-1 pb-4 text-sm text-muted [overflow-wrap:anywhere]">
          Same for all: longest answer {formatCount(comparison.maxTokens)} tokens, system prompt{' '}
          {systemPrompt ? `“${systemPrompt}”` : 'none'}
        </p>
        <div className="compare-answers" style={{ '--answers': answers.length } as CSSProperties}>
          {answers.map((it) => (
            <ComparedAnswer
              key={it.id}
              answer={it}
              socket={socket}
              most={most}
              mayRate={can('chat:write')}
              onOver={() => void query.refetch()}
            />
          ))}
        </div>
        <p className="max-w-[56rem] pt-4 text-sm text-muted">
          Time counts from the moment that the machines took the question: waiting and loading are left out.
          Energy is that of whole Macs, shared with what else they answered meanwhile; for a figure a token an
          answer of less than 30 s has too few readings.
        </p>
      </main>
    </>
  );
}

const Loading = () => (
  <main id="main" className="page-body">
    <SkeletonRows label="Loading the comparison" />
  </main>
);

const Failed = (props: { error: unknown; onRetry: () => void }) => (
  <main id="main" className="page-body">
    <ErrorNote {...props} />
  </main>
);

function Head({ comparison }: { comparison: ComparisonView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const zone = useZone();
  const can = useCan();
  const nowMs = useNow(60_000);
  const [isDeleting, setDeleting] = useState(false);
  const { id, title, owner, mine, shared, isBlind, createdAt, answers } = comparison;
  const options = {
    onSuccess: () => queries.invalidateQueries(trpc.comparisons.pathFilter()),
    onError: toast.failed,
  };
  const share = useMutation(trpc.comparisons.share.mutationOptions(options));
  const stop = useMutation(trpc.comparisons.stop.mutationOptions(options));
  const remove = useMutation(
    trpc.comparisons.delete.mutationOptions({
      onSuccess: () => {
        router.push('/chat/compare');
        toast.done(`“${title}” deleted`);
        return queries.invalidateQueries(trpc.comparisons.list.pathFilter());
      },
    }),
  );
  const isHidden = answers.some((it) => it.figures === null);
  const isOpen = answers.some((it) => isWriting(it.state));
  const actions: PageAction[] = [];
  if (mine && can('chat:write')) {
    actions.push({
      key: 'delete',
      label: 'Delete…',
      danger: true,
      inMenu: true,
      onSelect: () => setDeleting(true),
    });
    actions.push({
      key: 'share',
      label: shared ? 'Take back from the lab' : 'Let the lab rate it',
      onSelect: () => share.mutate({ id, shared: !shared }),
    });
  }
  if (mine && isOpen) actions.push({ key: 'stop', label: 'Stop all', onSelect: () => stop.mutate({ id }) });
  actions.push({
    label: 'Compare again',
    main: true,
    icon: <RotateCw aria-hidden size={17} strokeWidth={1.6} />,
    href: `/chat/compare?again=${id}`,
  });
  return (
    <>
      <PageHeader
        title={title}
        tag={isBlind && <Tag tone="neutral">{isHidden ? 'names hidden' : 'rated blind'}</Tag>}
        facts={`asked by ${mine ? 'you' : owner.name}, ${formatDateTime(createdAt, zone, nowMs)} ${zoneName(zone, createdAt)} · ${shared ? 'the lab sees and rates it' : 'only you see it'}`}
        actions={actions}
      />
      <ConfirmDialog
        open={isDeleting}
        onOpenChange={setDeleting}
        title={`Delete “${title}”?`}
        keepLabel="Keep it"
        confirmLabel="Delete comparison"
        busyLabel="Deleting…"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate({ id })}
      >
        Its answers and all ratings of them go for ever. What they used stays in the lab’s reports.
      </ConfirmDialog>
    </>
  );
}
