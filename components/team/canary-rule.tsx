'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CANARY_WORDS } from '@/shared/domain/canary.ts';
import { CANARY_RULES, type CanaryRule } from '@/shared/schemas/session-start.ts';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { Pick } from '../ui/pick.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { Heading } from './heading.tsx';

/** Which sessions have to answer as is known of their model before they serve. */
export function CanaryRuleSection() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const maySet = useCan()('session:set-rules');
  const rule = useQuery(trpc.sessions.canaryRule.queryOptions());
  const save = useMutation(
    trpc.sessions.setCanaryRule.mutationOptions({
      onSuccess: (saved) => {
        client.setQueryData(trpc.sessions.canaryRule.queryKey(), saved);
        toast.done('Saved. It counts from the next start on');
      },
      onError: toast.failed,
    }),
  );
  return (
    <section aria-labelledby="session-rules">
      <Heading id="session-rules" title="Sessions">
        before they serve
      </Heading>
      {rule.isPending && <SkeletonRows label="Loading the rule of sessions" count={1} />}
      {rule.error && <ErrorNote error={rule.error} onRetry={() => void rule.refetch()} />}
      {rule.data && (
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 border-b border-border py-2">
          <span>Known answers are asked of</span>
          {maySet ? (
            <Pick
              label="Which sessions are asked for known answers"
              value={rule.data.rule}
              options={CANARY_RULES.map((it) => [it, CANARY_WORDS[it]] as const)}
              onChange={(value) => save.mutate({ rule: value as CanaryRule })}
            />
          ) : (
            <b>{CANARY_WORDS[rule.data.rule]}</b>
          )}
        </p>
      )}
      <p className="pt-2 text-sm text-muted">
        A short prompt and, where the model takes it, one of more than 4,000 tokens: what comes must be what
        the same files answered the first time. A session that answers otherwise is held back, with an
        incident.
      </p>
    </section>
  );
}
