'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ENGINE_DEFAULTS } from '@/shared/domain/engine-settings.ts';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { EngineSettingRows } from '../ui/engine-setting-rows.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';

/** With which engine settings the lab's sessions start. */
export function EngineDefaultsSection() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const maySet = useCan()('session:set-rules');
  const defaults = useQuery(trpc.sessions.engineDefaults.queryOptions());
  const save = useMutation(
    trpc.sessions.setEngineDefaults.mutationOptions({
      onSuccess: (saved) => {
        client.setQueryData(trpc.sessions.engineDefaults.queryKey(), saved);
        toast.done('Saved. It counts from the next start on');
      },
      onError: toast.failed,
    }),
  );
  return (
    <section aria-labelledby="engine-defaults">
      <div className="flex flex-wrap items-baseline gap-x-3 pb-2">
        <h2 id="engine-defaults">Engine settings</h2>
        <p className="text-sm text-muted">
          with which sessions start, where their Macs and model can have them
        </p>
      </div>
      {defaults.isPending && <SkeletonRows label="Loading the engine settings" count={5} />}
      {defaults.error && <ErrorNote error={defaults.error} onRetry={() => void defaults.refetch()} />}
      {defaults.data && (
        <EngineSettingRows
          settings={defaults.data}
          base={ENGINE_DEFAULTS}
          baseName="mlx-lm’s own"
          mayChange={maySet && !save.isPending}
          onChange={(settings) => save.mutate(settings)}
        />
      )}
    </section>
  );
}
