'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { formatDuration } from '@/shared/domain/format.ts';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { Pick, withOwn } from '../ui/pick.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { Heading } from './heading.tsx';

const MINUTE_MS = 60_000;
const MINUTES = [0, 5, 10, 20, 30, 60, 120];
const wordsOf = (minutes: number): string =>
  minutes === 0 ? 'is ended' : `stays loaded for ${formatDuration(minutes * MINUTE_MS)} at most`;

/** How long a model stays loaded after its booking for the next one. */
export function KeepWarmRuleSection() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const maySet = useCan()('session:set-rules');
  const rule = useQuery(trpc.sessions.keepWarmRule.queryOptions());
  const save = useMutation(
    trpc.sessions.setKeepWarmRule.mutationOptions({
      onSuccess: (saved) => {
        client.setQueryData(trpc.sessions.keepWarmRule.queryKey(), saved);
        toast.done('Saved. It counts from now on');
      },
      onError: toast.failed,
    }),
  );
  const { data } = rule;
  return (
    <section aria-labelledby="warm-rules">
      <Heading id="warm-rules" title="Models kept warm">
        after a booking
      </Heading>
      {rule.isPending && <SkeletonRows label="Loading the rule of models kept warm" count={1} />}
      {rule.error && <ErrorNote error={rule.error} onRetry={() => void rule.refetch()} />}
      {data && (
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 border-b border-border py-2">
          <span>At the end of its booking a model</span>
          {maySet ? (
            <Pick
              label="What becomes of a model at the end of its booking"
              value={String(data.minutes)}
              options={withOwn(MINUTES, data.minutes).map((it) => [String(it), wordsOf(it)] as const)}
              onChange={(value) => save.mutate({ minutes: Number(value) })}
            />
          ) : (
            <b>{wordsOf(data.minutes)}</b>
          )}
        </p>
      )}
      <p className="pt-2 text-sm text-muted">
        Who next starts the same model on the same Macs goes on with it instead of loading it again; what was
        kept of earlier prompts is dropped before. It ends at once when somebody else needs one of the Macs,
        and no later than the Mac would sleep. That time is nobody’s: its energy counts as the lab’s, at rest.
      </p>
    </section>
  );
}
