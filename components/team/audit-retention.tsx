'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { AUDIT_DAYS } from '@/shared/schemas/notice.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { Pick } from '../ui/pick.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { LastChanged } from './last-changed.tsx';

const FOR_EVER = '';
const USUAL = [AUDIT_DAYS.least, 365, 730, 1825, AUDIT_DAYS.most];

/** How long the audit is kept. */
export function AuditRetentionSection() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const rule = useQuery(trpc.lab.auditRetention.queryOptions());
  const save = useMutation(
    trpc.lab.setAuditRetention.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.lab.auditRetention.queryFilter());
        void queries.invalidateQueries(trpc.audit.pathFilter());
        toast.done('Saved. Within a day what is older goes');
      },
      onError: toast.failed,
    }),
  );
  const days = rule.data?.days ?? null;
  const own = days === null ? [] : [days];
  const options = [...new Set([...USUAL, ...own])].toSorted((a, b) => a - b);
  return (
    <section aria-labelledby="audit-kept">
      <h2 id="audit-kept" className="border-b border-border-strong pb-2">
        Audit
      </h2>
      {rule.isPending && <SkeletonRows label="Loading how long the audit is kept" count={1} />}
      {rule.error && <ErrorNote error={rule.error} onRetry={() => void rule.refetch()} />}
      {rule.data && (
        <p className="flex flex-wrap items-center gap-2 py-2">
          <span>Entries are kept</span>
          <Pick
            label="How long the audit is kept"
            value={days === null ? FOR_EVER : String(days)}
            options={[
              [FOR_EVER, 'for ever'],
              ...options.map((it) => [String(it), `for ${it} days`] as const),
            ]}
            onChange={(value) => save.mutate({ days: value === FOR_EVER ? null : Number(value) })}
          />
        </p>
      )}
      <LastChanged kind="audit.set-retention" />
    </section>
  );
}
