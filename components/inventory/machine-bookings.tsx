'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { formatRange, zoneName } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { AsideItem, AsideList } from './aside-list.tsx';
import type { MachineView } from './types.ts';

const AHEAD_MS = 14 * 86_400_000;

/** Who has it now and in the next two weeks. */
export function MachineBookings({ machine }: { machine: MachineView }) {
  const trpc = useTRPC();
  const zone = useZone();
  const fromMs = useNow(900_000);
  const nowMs = useNow(60_000);
  const window = { from: new Date(fromMs).toISOString(), to: new Date(fromMs + AHEAD_MS).toISOString() };
  const bookings = useQuery(trpc.bookings.list.queryOptions(window)).data ?? [];
  const own = bookings.filter(
    (it) => it.status === 'confirmed' && it.machines.some(({ id }) => id === machine.id),
  );
  return (
    <AsideList title={`Bookings, times in ${zoneName(zone, nowMs)}`} empty="None in the next two weeks.">
      {own.map((it) => (
        <AsideItem
          key={it.id}
          icon={<StatusGlyph status={it.mine ? 'mine' : it.sessionId ? 'busy' : 'booked'} />}
        >
          <Link prefetch={false} href={`/bookings/${it.id}`} className="font-strong hover:underline">
            {it.mine ? it.purpose : `${it.person.name} · ${it.purpose}`}
          </Link>
          <span className="block text-muted">{formatRange(it.startsAt, it.endsAt, zone, nowMs)}</span>
        </AsideItem>
      ))}
    </AsideList>
  );
}
