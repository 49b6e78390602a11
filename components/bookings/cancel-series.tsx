'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { countDates } from './booking-words.ts';
import { type Scope, ScopeField } from './scope-field.tsx';
import type { BookingView, SeriesView } from './types.ts';
import { useBookingsChanged } from './use-bookings-changed.ts';

type Props = { booking: BookingView; series: SeriesView; onClose: () => void };

/** Cancels this date, this and those following, or all that are ahead. */
export default function CancelSeries({ booking, series, onClose }: Props) {
  const trpc = useTRPC();
  const [scope, setScope] = useState<Scope>('this');
  const bookingsChanged = useBookingsChanged();
  const cancel = useMutation(
    trpc.bookingSeries.cancel.mutationOptions({
      onSuccess: ({ changed }) => {
        bookingsChanged();
        toast.done(`${countDates(changed)} of “${booking.purpose}” cancelled`);
        onClose();
      },
    }),
  );
  const owner = booking.mine ? '' : ` They are ${booking.person.name}’s.`;
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Cancel dates of “${booking.purpose}”`}
      keepLabel="Keep them"
      confirmLabel="Cancel dates"
      busyLabel="Cancelling…"
      busy={cancel.isPending}
      error={cancel.error}
      onConfirm={() => cancel.mutate({ bookingId: booking.id, revision: booking.revision, scope })}
    >
      <ScopeField value={scope} onChange={setScope} />
      <p className="pt-2">
        {countDates(series.ahead)} {series.ahead === 1 ? 'is' : 'are'} ahead. The machines are free again for
        whoever books them.{owner}
      </p>
    </ConfirmDialog>
  );
}
