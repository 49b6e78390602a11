'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { countChecks, whyNotStart } from '@/shared/domain/preflight-words.ts';
import type { EngineChanges } from '@/shared/schemas/engine-settings.ts';
import type { Parallelism } from '@/shared/schemas/session.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { CheckIcon } from '../ui/check-icon.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { PreflightList } from '../ui/preflight-list.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';

type Props = { bookingId: string; modelId: string; parallelism: Parallelism | null; wishes: EngineChanges };

/** What the start will be held up by, before it is pressed. */
export function StartChecks({ bookingId, modelId, parallelism, wishes }: Props) {
  const trpc = useTRPC();
  const input = { bookingId, modelId, settings: wishes, ...(parallelism && { parallelism }) };
  const preflight = useQuery(
    trpc.sessions.preflight.queryOptions(input, { placeholderData: keepPreviousData }),
  );
  const checks = preflight.data?.checks ?? [];
  const isHeldUp = whyNotStart(checks) !== null;
  return (
    <section aria-labelledby="start-checks">
      <h2 id="start-checks" className="border-b border-border-strong pb-2">
        Readiness
      </h2>
      {preflight.isPending && <SkeletonRows label="Loading the checks" count={3} />}
      {preflight.isError && <ErrorNote error={preflight.error} onRetry={() => void preflight.refetch()} />}
      {preflight.data && (
        <>
          <p className="flex flex-wrap items-center gap-x-2 py-2 text-sm">
            <CheckIcon state={isHeldUp ? 'fail' : 'pass'} />
            <b>{isHeldUp ? 'Can’t start' : 'Can start'}</b>
            <span className="text-muted">{countChecks(checks)}</span>
          </p>
          <PreflightList checks={checks} />
        </>
      )}
    </section>
  );
}
