'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { formatRange } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { FormError } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import type { NoticeView } from './types.ts';
import { useBookingsChanged } from './use-bookings-changed.ts';

type Props = { notice: NoticeView; onClose: () => void };

/** Moves one's own booking, whole, to the next time that all its machines are free. */
export default function MoveBooking({ notice, onClose }: Props) {
  const trpc = useTRPC();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const offer = useQuery(trpc.bookings.moveOffer.queryOptions({ id: notice.bookingId }));
  const bookingsChanged = useBookingsChanged();
  const move = useMutation(
    trpc.bookings.move.mutationOptions({
      onSuccess: (moved) => {
        bookingsChanged();
        toast.done(`“${moved.purpose}” moved: ${formatRange(moved.startsAt, moved.endsAt, zone, nowMs)}`);
        onClose();
      },
      onError: () => void offer.refetch(),
    }),
  );
  const to = offer.data ?? null;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Move “${notice.purpose}”`}
      description="The same machines, for as long."
    >
      {offer.isPending && <SkeletonRows label="Looking for the next free time" count={1} />}
      {to && (
        <p>
          Next free for all of them: <b>{formatRange(to.startsAt, to.endsAt, zone, nowMs)}</b>
        </p>
      )}
      {offer.data === null && (
        <p className="text-text-2">
          Its machines are not free together for so long within 90 days. Cancel it and book others, or leave
          it as it is.
        </p>
      )}
      <FormError error={move.error ?? offer.error} />
      <DialogActions>
        <Button onClick={onClose}>Leave it</Button>
        {to && (
          <Button
            look="primary"
            busyLabel={move.isPending ? 'Moving…' : null}
            onClick={() =>
              move.mutate({ id: notice.bookingId, revision: notice.revision, startsAt: to.startsAt })
            }
          >
            Move booking
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}
