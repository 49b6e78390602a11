'use client';

import { useMutation } from '@tanstack/react-query';
import { listNames } from '@/shared/domain/format.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { lowerFirst } from './maintenance-words.ts';
import type { SeriesView } from './types.ts';
import { useMaintenanceChanged } from './use-maintenance-changed.ts';

/** No more dates of it; what runs and what was stays. */
export default function EndSeries({ series, onClose }: { series: SeriesView; onClose: () => void }) {
  const trpc = useTRPC();
  const maintenanceChanged = useMaintenanceChanged();
  const end = useMutation(
    trpc.maintenance.endSeries.mutationOptions({
      onSuccess: async () => {
        // Its row is gone before the focus looks for where to go.
        await maintenanceChanged();
        toast.done(`“${series.words}” ended`);
        onClose();
      },
    }),
  );
  const words = lowerFirst(series.words);
  const what = series.note ? `${series.note}, ${words}` : words;
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`End “${what}”?`}
      keepLabel="Keep it"
      confirmLabel="End it"
      busyLabel="Ending…"
      busy={end.isPending}
      error={end.error}
      onConfirm={() => end.mutate({ id: series.id })}
    >
      All its dates ahead are called off, and{' '}
      {listNames(series.machines.map((it) => it.name)) || 'its machines'} can be booked then. What runs now
      and what was stays.
    </ConfirmDialog>
  );
}
