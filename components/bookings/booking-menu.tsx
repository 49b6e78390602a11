'use client';

import { Ellipsis } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatDuration } from '@/shared/domain/format.ts';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { DropdownMenu, type MenuItem } from '../ui/dropdown-menu.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { later } from '../ui/later.tsx';
import { toast } from '../ui/toast.tsx';
import { movableOf, stageOf } from './booking-stage.ts';
import type { BookingView } from './types.ts';
import { useChangeBooking } from './use-change-booking.ts';

const GiveBack = later(() => import('./give-back.tsx'));
const ChangeTimes = later(() => import('./change-times.tsx'));
const HOUR_MS = 3_600_000;
const LONGER_MS = [HOUR_MS, 2 * HOUR_MS];

/** What the timeline does by dragging, as a menu of one's own booking; nothing where one may do nothing. */
export function BookingMenu({ booking, nowMs }: { booking: BookingView; nowMs: number }) {
  const can = useCan();
  const { change } = useChangeBooking();
  const [asked, setAsked] = useState<'times' | 'back' | null>(null);
  const owner = { ownerId: booking.person.id };
  const open = movableOf(booking, nowMs);
  const mayMove = open !== null && can('booking:move-own', owner);
  const mayEnd = open !== null && can('booking:cancel-own', owner);
  const extend = async (byMs: number): Promise<void> => {
    const machineIds = booking.machines.map((it) => it.id);
    const toMs = Date.parse(booking.endsAt) + byMs;
    const refusal = await change(booking, { fromMs: Date.parse(booking.startsAt), toMs, machineIds });
    if (refusal) toast.failed(new Error(`Not extended. ${refusal.words}`));
  };
  const items: MenuItem[] = [
    ...(mayMove
      ? [
          ...LONGER_MS.map((ms): MenuItem => ({
            label: `Extend by ${formatDuration(ms)}`,
            onSelect: () => void extend(ms),
          })),
          { label: 'Change times…', onSelect: () => setAsked('times') },
        ]
      : []),
    ...(mayEnd
      ? [
          {
            label: open === 'end' ? 'End booking…' : 'Cancel booking…',
            danger: true,
            onSelect: () => setAsked('back'),
          },
        ]
      : []),
  ];
  if (items.length === 0) return null;
  return (
    <>
      <DropdownMenu label={`More about ${booking.purpose}`} items={items}>
        <IconButton label={`More about ${booking.purpose}`} className="-my-1.5">
          <Ellipsis aria-hidden size={18} strokeWidth={1.6} />
        </IconButton>
      </DropdownMenu>
      {asked === 'times' && <ChangeTimes booking={booking} onClose={() => setAsked(null)} />}
      {asked === 'back' && <Asked booking={booking} nowMs={nowMs} onClose={() => setAsked(null)} />}
    </>
  );
}

/** Who waits for its machines is asked next: the question says so. */
function Asked({ booking, nowMs, onClose }: { booking: BookingView; nowMs: number; onClose: () => void }) {
  const trpc = useTRPC();
  const waiting = useQuery(trpc.bookings.waitingFor.queryOptions({ id: booking.id })).data ?? [];
  return (
    <GiveBack
      booking={booking}
      stage={stageOf(booking, nowMs)}
      waiting={waiting}
      nowMs={nowMs}
      onClose={onClose}
    />
  );
}
