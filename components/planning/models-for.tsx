'use client';

import { useQuery } from '@tanstack/react-query';
import { formatMemory, formatRate } from '@/shared/domain/format.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import type { Question } from './question.ts';

/** Slower than people read is no answer to "which should these run?". */
const LEAST_PER_SECOND = 8;

type ModelsForProps = {
  question: Question;
  onChoose: (modelId: string, form: string) => void;
  onClose: () => void;
};

/** Which model these machines should run: the largest that fit and keep up, each in its finest form. */
export default function ModelsFor({ question, onChoose, onClose }: ModelsForProps) {
  const trpc = useTRPC();
  const { contextTokens, requests, modelsFor } = question;
  const leastEach = question.leastPerSecond || LEAST_PER_SECOND;
  const input = {
    machineIds: [...modelsFor],
    contextTokens,
    requests,
    leastPerSecond: leastEach * requests,
    limit: 20,
  };
  const plan = useQuery(trpc.planning.modelsFor.queryOptions(input));
  return (
    <Dialog
      open
      onOpenChange={onClose}
      shape="sheet"
      title="Which model should these run?"
      description={`The largest that fit and give ${leastEach} tok/s to each request; the finest form of each.`}
    >
      {plan.isPending && <SkeletonRows label="Loading the models" count={6} />}
      {plan.isError && <ErrorNote error={plan.error} onRetry={() => void plan.refetch()} />}
      {plan.data?.models.length === 0 && (
        <EmptyState title="No model of the catalogue">
          {plan.data.whyNone ??
            'None fits with this context and as many requests, and is fast enough. Ask for less.'}
        </EmptyState>
      )}
      <ul>
        {plan.data?.models.map((it) => (
          <li key={it.id} className="border-b border-border last:border-b-0">
            <button
              type="button"
              onClick={() => onChoose(it.id, it.quantisation)}
              className="grid min-h-(--row) w-full grid-cols-[1fr_auto] items-center gap-x-3 py-1.5 text-left hover:bg-hover"
            >
              <span>
                <b>{it.title}</b> {it.quantisation}
                <small className="block text-xs text-muted">
                  {formatMemory(it.totalBytes)} on each Mac, {formatMemory(it.spareBytes)} to spare
                </small>
              </span>
              <span className="text-right">
                {it.decodePerSecond.basis === 'estimated' && '≈ '}
                {formatRate(it.decodePerSecond.value)}
                <small className="block text-xs text-muted">
                  {it.decodePerSecond.basis === 'estimated' ? 'estimate' : it.decodePerSecond.basis}
                </small>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
