'use client';

import { useMutation } from '@tanstack/react-query';
import { useMe } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { toast } from '../ui/toast.tsx';
import { TeamField } from './team-field.tsx';
import type { BookingView } from './types.ts';
import { useReadBookingsAgain } from './use-bookings-changed.ts';

/** Which of one's teams one's own booking is charged to, for who is in several: changed at once, with a way back. */
export function ChargedTeam({ booking }: { booking: BookingView }) {
  const trpc = useTRPC();
  const { teams } = useMe();
  const readAgain = useReadBookingsAgain();
  const change = useMutation(trpc.bookings.change.mutationOptions({ onError: toast.failed }));
  const send = async ({ id, revision }: BookingView, teamId: string): Promise<BookingView> => {
    const changed = await change.mutateAsync({ id, revision, teamId });
    await readAgain();
    return changed;
  };
  const choose = async (teamId: string): Promise<void> => {
    const before = booking.teamId;
    const changed = await send(booking, teamId).catch(() => null);
    if (!changed) return;
    toast.done(`“${changed.purpose}” is charged to ${changed.teamName}`, () => {
      if (before !== null) send(changed, before).catch(() => undefined);
    });
  };
  if (!teams.some((it) => it.id === booking.teamId)) return null;
  return <TeamField value={booking.teamId} onChange={(teamId) => void choose(teamId)} />;
}
