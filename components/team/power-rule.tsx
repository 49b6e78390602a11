'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { formatDuration } from '@/shared/domain/format.ts';
import type { LabPowerRule } from '@/shared/schemas/power.ts';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { Pick, withOwn } from '../ui/pick.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { Heading } from './heading.tsx';

const MINUTE_MS = 60_000;
const IDLE_MINUTES = [5, 10, 15, 30, 60, 120, 240];
const LEAD_MINUTES = [5, 10, 15, 20, 30];
const MODES = [
  ['keep_awake', 'stay awake'],
  ['sleep', 'sleep'],
] as const;

/** What Macs do when nobody needs them, and how long before a slot they are woken. */
export function PowerRuleSection() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const maySet = useCan()('machine:edit');
  const rule = useQuery(trpc.power.rule.queryOptions());
  const save = useMutation(
    trpc.power.setRule.mutationOptions({
      onSuccess: (saved) => {
        client.setQueryData(trpc.power.rule.queryKey(), saved);
        toast.done('Saved. It counts from now on');
      },
      onError: toast.failed,
    }),
  );
  return (
    <section aria-labelledby="power-rules">
      <Heading id="power-rules" title="Power">
        of Macs without a rule of their own
      </Heading>
      {rule.isPending && <SkeletonRows label="Loading the rule of power" count={1} />}
      {rule.error && <ErrorNote error={rule.error} onRetry={() => void rule.refetch()} />}
      {rule.data && <Sentence rule={rule.data} maySet={maySet} onChange={(it) => save.mutate(it)} />}
      <p className="pt-2 text-sm text-muted">
        A session, a booking, a copy of a model, somebody at its screen or a model process of somebody else
        needs a Mac. One Mac in each network stays awake, to wake the others. Each Mac’s page says what macOS
        has to be set to.
      </p>
    </section>
  );
}

type SentenceProps = { rule: LabPowerRule; maySet: boolean; onChange: (rule: LabPowerRule) => void };

function Sentence({ rule, maySet, onChange }: SentenceProps) {
  const minutes = (value: number): string => formatDuration(value * MINUTE_MS);
  const options = (usual: readonly number[], own: number) =>
    withOwn(usual, own).map((it) => [String(it), minutes(it)] as const);
  const mode = MODES.find(([id]) => id === rule.mode)![1];
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-1 border-b border-border py-2">
      <span>Macs that nobody needs</span>
      {maySet ? (
        <Pick
          label="What Macs do that nobody needs"
          value={rule.mode}
          options={MODES}
          onChange={(value) => onChange({ ...rule, mode: value as LabPowerRule['mode'] })}
        />
      ) : (
        <b>{mode}</b>
      )}
      {rule.mode === 'sleep' && (
        <>
          <span>after</span>
          {maySet ? (
            <Pick
              label="How long nobody has needed them"
              value={String(rule.idleMinutes)}
              options={options(IDLE_MINUTES, rule.idleMinutes)}
              onChange={(value) => onChange({ ...rule, idleMinutes: Number(value) })}
            />
          ) : (
            <b>{minutes(rule.idleMinutes)}</b>
          )}
          <span>and are woken</span>
          {maySet ? (
            <Pick
              label="How long before a slot they are woken"
              value={String(rule.leadMinutes)}
              options={options(LEAD_MINUTES, rule.leadMinutes)}
              onChange={(value) => onChange({ ...rule, leadMinutes: Number(value) })}
            />
          ) : (
            <b>{minutes(rule.leadMinutes)}</b>
          )}
          <span>before a slot</span>
        </>
      )}
    </p>
  );
}
