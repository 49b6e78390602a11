'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Gauge } from 'lucide-react';
import { useState } from 'react';
import { BenchmarkTable } from '../metrics/benchmark-table.tsx';
import type { BenchmarkView } from '../metrics/types.ts';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { later } from '../ui/later.tsx';
import { toast } from '../ui/toast.tsx';
import type { SessionDetailView } from './types.ts';

const BenchmarkDialog = later(() => import('./benchmark-dialog.tsx'));
/** While one runs; each answer's beginning and end is hinted as well. */
const LOOK_EACH_MS = 2000;
const isUnderWay = ({ state }: BenchmarkView): boolean => state === 'running' || state === 'stopping';

/** A session's benchmarks, and the way to begin or stop one, for who may ask it and manage it. */
export function Benchmarks({
  session,
  timeZone,
  nowMs,
}: {
  session: SessionDetailView;
  timeZone: string;
  nowMs: number;
}) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const may = useCan();
  const [isAsked, setAsked] = useState(false);
  const list = useQuery(
    trpc.results.sessionBenchmarks.queryOptions(
      { sessionId: session.id },
      {
        refetchInterval: ({ state }) => (state.data?.benchmarks.some(isUnderWay) ? LOOK_EACH_MS : false),
      },
    ),
  );
  const stop = useMutation(
    trpc.results.stopBenchmark.mutationOptions({
      onSuccess: () => void queries.invalidateQueries(trpc.results.pathFilter()),
      onError: toast.failed,
    }),
  );
  const benchmarks = list.data?.benchmarks ?? [];
  const mayManage = may('chat:write') && may(session.mine ? 'session:end-own' : 'session:end-any');
  const mayBegin = mayManage && session.state === 'ready' && list.isSuccess && !benchmarks.some(isUnderWay);
  if (benchmarks.length === 0 && !mayBegin && !list.isError) return null;
  return (
    <section className="pt-6" aria-labelledby="session-benchmarks">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1 pb-2">
        <h2 id="session-benchmarks">Benchmarks</h2>
        <span className="flex-1 text-sm text-muted">the same prompts each time</span>
        {mayBegin && (
          <Button
            small
            icon={<Gauge aria-hidden size={16} strokeWidth={1.6} />}
            onClick={() => setAsked(true)}
          >
            Run a benchmark…
          </Button>
        )}
      </div>
      {list.isError && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      {benchmarks.length > 0 && (
        <BenchmarkTable
          benchmarks={benchmarks}
          timeZone={timeZone}
          now={nowMs}
          isOfOneSession
          actionsOf={(it) =>
            mayManage &&
            it.state === 'running' && (
              <Button
                small
                busyLabel={stop.isPending ? 'Stopping…' : null}
                onClick={() => stop.mutate({ id: it.id })}
              >
                Stop the benchmark
              </Button>
            )
          }
        />
      )}
      {benchmarks.length === 0 && list.isSuccess && (
        <p className="text-sm text-text-2">
          None yet. One asks fixed prompts of several lengths and tells tokens a second, first token and
          energy, beside what was expected.
        </p>
      )}
      {isAsked && <BenchmarkDialog session={session} onClose={() => setAsked(false)} />}
    </section>
  );
}
