'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { formatRange } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import type { WaitedForView } from './types.ts';
import { useMaintenanceChanged } from './use-maintenance-changed.ts';

type Props = { booking: WaitedForView; onClose: () => void };

/** Moves somebody's booking out of the way, whole, to the next time that its machines are free. */
export default function MoveTheirs({ booking, onClose }: Props) {
  const trpc = useTRPC();
  const maintenanceChanged = useMaintenanceChanged();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const offer = useQuery(trpc.bookings.moveOffer.queryOptions({ id: booking.bookingId }));
  const move = useMutation(
    trpc.bookings.move.mutationOptions({
      onSuccess: (moved) => {
        void maintenanceChanged();
        toast.done(`“${booking.purpose}” moved: ${formatRange(moved.startsAt, moved.endsAt, zone, nowMs)}`);
        onClose();
      },
      onError: () => void offer.refetch(),
    }),
  );
  const to = offer.data ?? null;
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Move ${booking.personName}’s “${booking.purpose}”?`}
      keepLabel="Leave it"
      confirmLabel="Move booking"
      busyLabel={offer.isPending ? 'Looking…' : 'Moving…'}
      busy={offer.isPending || move.isPending}
      error={move.error ?? offer.error}
      onConfirm={() =>
        to && move.mutate({ id: booking.bookingId, revision: booking.revision, startsAt: to.startsAt })
      }
    >
      {offer.isPending && 'Looking for the next time that all its machines are free.'}
      {to &&
        `From ${formatRange(booking.startsAt, booking.endsAt, zone, nowMs)} to ${formatRange(to.startsAt, to.endsAt, zone, nowMs)}, the same machines for as long. ${booking.personName} is told.`}
      {offer.data === null &&
        'Its machines are not free together for so long within 90 days. Choose other hours for the maintenance.'}
    </ConfirmDialog>
  );
}
