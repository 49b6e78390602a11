'use client';

import { useMutation } from '@tanstack/react-query';
import { formatRange } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { toast } from '../ui/toast.tsx';
import { errorCode, errorDetails, toUserMessage } from '../user-message.ts';
import type { Refusal } from './timeline-draft.ts';
import { conflictWords } from './timeline-words.ts';
import type { BookingView, ConflictView } from './types.ts';
import { useReadBookingsAgain } from './use-bookings-changed.ts';

export type WantedChange = { fromMs: number; toMs: number; machineIds: readonly string[] };

/**
 * Changes a booking's times or machines and tells it, with a way back. Answers with what stood in the way, or null
 * once it is done and the lists have it.
 */
export function useChangeBooking() {
  const trpc = useTRPC();
  const zone = useZone();
  const readAgain = useReadBookingsAgain();
  const mutation = useMutation(trpc.bookings.change.mutationOptions());
  const refusalOf = (error: unknown): Refusal => {
    const details = errorCode(error) === 'CONFLICT' ? (errorDetails(error) as ConflictView | null) : null;
    const { title, detail } = toUserMessage(error);
    const told = [title, detail].filter(Boolean).join(' ');
    const words = details && conflictWords(details, { zone, nowMs: Date.now() });
    return { words: words ?? told, nextFree: details?.nextFree ?? null };
  };
  const send = async (booking: BookingView, wanted: WantedChange): Promise<BookingView> => {
    const { id, revision } = booking;
    const startsAt = new Date(wanted.fromMs).toISOString();
    const ids = booking.machines.map((it) => it.id);
    const changed = await mutation.mutateAsync({
      id,
      revision,
      endsAt: new Date(wanted.toMs).toISOString(),
      // What has begun keeps these; naming them anew would be a change.
      ...(startsAt !== new Date(booking.startsAt).toISOString() && { startsAt }),
      ...(wanted.machineIds.join() !== ids.join() && { machineIds: [...wanted.machineIds] }),
    });
    await readAgain();
    return changed;
  };
  const change = async (booking: BookingView, wanted: WantedChange): Promise<Refusal | null> => {
    try {
      const changed = await send(booking, wanted);
      const before = {
        fromMs: Date.parse(booking.startsAt),
        toMs: Date.parse(booking.endsAt),
        machineIds: booking.machines.map((it) => it.id),
      };
      const where =
        before.machineIds.join() === wanted.machineIds.join() ? '' : `${changed.machines[0]?.name}, `;
      toast.done(
        `“${changed.purpose}”: ${where}${formatRange(changed.startsAt, changed.endsAt, zone)}`,
        () => void send(changed, before).catch(toast.failed),
      );
      return null;
    } catch (error) {
      return refusalOf(error);
    }
  };
  return { change, isPending: mutation.isPending };
}
