'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { CHECK_IN_AHEAD_MS } from '@/shared/domain/booking-care.ts';
import { formatDateTime, formatMemory, listNames } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNote, FormError } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { stageOf } from './booking-stage.ts';
import type { BookingView } from './types.ts';
import { useBookingsChanged } from './use-bookings-changed.ts';

type Props = { booking: BookingView; nowMs: number };

/** What a booking wants of its person at this moment: that they say they are there, still need it, or heal it. */
export function BookingBanners({ booking, nowMs }: Props) {
  const stage = stageOf(booking, nowMs);
  if (stage !== 'running' && stage !== 'ahead') return null;
  return (
    <>
      {booking.missingMachineIds.map((id) => (
        <Missing key={id} booking={booking} machineId={id} />
      ))}
      {booking.mine && stage === 'running' && booking.idleAskedAt && <Idle booking={booking} nowMs={nowMs} />}
      {booking.mine && <CheckIn booking={booking} nowMs={nowMs} />}
    </>
  );
}

function CheckIn({ booking, nowMs }: Props) {
  const trpc = useTRPC();
  const checkIn = useMutation(trpc.bookings.checkIn.mutationOptions({ onSuccess: useBookingsChanged() }));
  const isOpen = Date.parse(booking.startsAt) - CHECK_IN_AHEAD_MS <= nowMs;
  if (!isOpen || booking.checkedInAt || booking.sessionId) return null;
  return (
    <Banner
      title="Are you there?"
      action={
        <Button
          small
          busyLabel={checkIn.isPending ? 'Checking in…' : null}
          onClick={() => checkIn.mutate({ id: booking.id })}
        >
          Check in
        </Button>
      }
    >
      Starting a model says so too.
      <FormError error={checkIn.error} />
    </Banner>
  );
}

function Idle({ booking, nowMs }: Props) {
  const trpc = useTRPC();
  const zone = useZone();
  const keep = useMutation(trpc.bookings.keep.mutationOptions({ onSuccess: useBookingsChanged() }));
  return (
    <Banner
      tone="warning"
      title="Do you still need it?"
      action={
        <Button
          small
          busyLabel={keep.isPending ? 'Keeping…' : null}
          onClick={() => keep.mutate({ id: booking.id })}
        >
          Keep it
        </Button>
      }
    >
      Nothing was answered on it for a while; you were asked{' '}
      {formatDateTime(booking.idleAskedAt!, zone, nowMs)}. Without a word it is given back.
      <FormError error={keep.error} />
    </Banner>
  );
}

function Missing({ booking, machineId }: { booking: BookingView; machineId: string }) {
  const machine = booking.machines.find((it) => it.id === machineId);
  if (!machine) return null;
  const others = booking.machines.filter((it) => !booking.missingMachineIds.includes(it.id));
  return (
    <Banner tone="error" title={`${machine.name} went away.`}>
      {others.length > 0
        ? `${listNames(others.map((it) => it.name))} ${others.length === 1 ? 'is' : 'are'} still yours. `
        : 'None of its machines is left. '}
      {booking.mine && <Replacements booking={booking} machineId={machineId} />}
    </Banner>
  );
}

function Replacements({ booking, machineId }: { booking: BookingView; machineId: string }) {
  const trpc = useTRPC();
  const offers = useQuery(trpc.bookings.replacements.queryOptions({ id: booking.id, machineId }));
  const bookingsChanged = useBookingsChanged();
  const replace = useMutation(
    trpc.bookings.replaceMachine.mutationOptions({
      onSuccess: (healed) => {
        bookingsChanged();
        toast.done(`Yours now: ${listNames(healed.machines.map((it) => it.name))}`);
      },
    }),
  );
  if (offers.isPending) return <SkeletonRows label="Looking for another machine" count={1} />;
  if (offers.isError) return <ErrorNote error={offers.error} onRetry={() => void offers.refetch()} />;
  if (offers.data.length === 0)
    return <>No machine of its kind, or of its memory, is free until the end of the booking.</>;
  return (
    <span className="mt-1 flex flex-wrap items-center gap-2">
      Could take its place:
      {offers.data.map((it) => (
        <Button
          key={it.id}
          small
          busyLabel={replace.isPending && replace.variables.withMachineId === it.id ? 'Taking…' : null}
          onClick={() =>
            replace.mutate({
              id: booking.id,
              revision: booking.revision,
              machineId,
              withMachineId: it.id,
            })
          }
        >
          {[it.name, it.memoryBytes !== null && formatMemory(it.memoryBytes), it.isSameModel && 'same model']
            .filter(Boolean)
            .join(', ')}
        </Button>
      ))}
      <FormError error={replace.error} />
    </span>
  );
}
