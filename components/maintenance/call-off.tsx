'use client';

import { useMutation } from '@tanstack/react-query';
import { formatRange } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import type { WindowView } from './types.ts';
import { useMaintenanceChanged } from './use-maintenance-changed.ts';

type Props = { window: WindowView; title: string; onClose: () => void };

/** Before its start it is gone, while it runs it ends now; of what comes again only this date. */
export default function CallOff({ window, title, onClose }: Props) {
  const trpc = useTRPC();
  const maintenanceChanged = useMaintenanceChanged();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const runs = Date.parse(window.startsAt) <= nowMs;
  const cancel = useMutation(
    trpc.maintenance.cancel.mutationOptions({
      onSuccess: async () => {
        // Its row is gone before the focus looks for where to go.
        await maintenanceChanged();
        toast.done(runs ? `“${title}” ended` : `“${title}” called off`);
        onClose();
      },
    }),
  );
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={runs ? `End “${title}” now?` : `Call off “${title}”?`}
      keepLabel="Keep it"
      confirmLabel={runs ? 'End maintenance' : 'Call off'}
      busyLabel={runs ? 'Ending…' : 'Calling off…'}
      busy={cancel.isPending}
      error={cancel.error}
      onConfirm={() => cancel.mutate({ id: window.id })}
    >
      {formatRange(window.startsAt, window.endsAt, zone, nowMs)}. Anybody can book the machines for that time
      then.
      {window.seriesId !== null && ' Only this date: it comes again as before.'}
    </ConfirmDialog>
  );
}
