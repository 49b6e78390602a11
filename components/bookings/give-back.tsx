'use client';

import { useMutation } from '@tanstack/react-query';
import { formatCountdown, formatRange } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { type BookingPhase, machineNames } from './booking-words.ts';
import type { BookingView } from './types.ts';
import { useBookingsChanged } from './use-bookings-changed.ts';

type Props = { booking: BookingView; phase: BookingPhase; nowMs: number; onClose: () => void };

/** Cancels what has not begun, ends what runs; both say who loses what. */
export function GiveBack({ booking, phase, nowMs, onClose }: Props) {
  const trpc = useTRPC();
  const zone = useZone();
  const bookingsChanged = useBookingsChanged();
  const running = phase === 'now';
  const done = {
    onSuccess: () => {
      bookingsChanged();
      toast.done(running ? `“${booking.purpose}” ended` : `“${booking.purpose}” cancelled`);
      onClose();
    },
  };
  const end = useMutation(trpc.bookings.end.mutationOptions(done));
  const cancel = useMutation(trpc.bookings.cancel.mutationOptions(done));
  const act = running ? end : cancel;
  const owner = booking.mine ? '' : `This is ${booking.person.name}’s booking. `;
  const left = formatCountdown(new Date(booking.endsAt).getTime() - nowMs);
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={running ? `End “${booking.purpose}” now?` : `Cancel “${booking.purpose}”?`}
      keepLabel="Keep booking"
      confirmLabel={running ? 'End booking' : 'Cancel booking'}
      busyLabel={running ? 'Ending…' : 'Cancelling…'}
      busy={act.isPending}
      error={act.error}
      onConfirm={() => act.mutate({ id: booking.id, revision: booking.revision })}
    >
      {owner}
      {running && booking.sessionId && 'The model on it stops, and answers being written end there. '}
      {running
        ? `${machineNames(booking)} and the ${left} left go back to the lab.`
        : `${machineNames(booking)} ${booking.machines.length === 1 ? 'is' : 'are'} free again for ${formatRange(booking.startsAt, booking.endsAt, zone, nowMs)}; somebody else may take them.`}
    </ConfirmDialog>
  );
}
