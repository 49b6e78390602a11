'use client';

import { useQuery } from '@tanstack/react-query';
import { CalendarDays, PackageOpen } from 'lucide-react';
import Link from 'next/link';
import { isOver, SESSION_STATE_LABEL } from '@/shared/domain/session-states.ts';
import { formatCountdown, formatMoment, formatRange, formatRate } from '@/shared/domain/format.ts';
import { useMe } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { useSessionRates } from '../providers/use-live.ts';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { SimulatedTag } from '../ui/tag.tsx';
import { custodyTimes, isOverdue } from './asset/custody-words.ts';
import { useHandedOut } from './asset/use-handed-out.ts';
import { AsideItem, AsideList } from './aside-list.tsx';

const AHEAD_MS = 14 * 86_400_000;
/** More are on the page of bookings. */
const SHOWN = 6;

/** What the viewer has running and booked. */
export function Yours() {
  const trpc = useTRPC();
  const me = useMe();
  const zone = me.lab.timeZone;
  const minuteMs = useNow(60_000);
  const from = new Date(Math.floor(minuteMs / 900_000) * 900_000);
  const sessions = useQuery(trpc.sessions.list.queryOptions({ limit: 20 })).data?.rows ?? [];
  const bookings =
    useQuery(
      trpc.bookings.list.queryOptions({
        from: from.toISOString(),
        to: new Date(from.getTime() + AHEAD_MS).toISOString(),
      }),
    ).data ?? [];
  const inHand = (useHandedOut().data ?? []).filter((it) => it.personId === me.id);
  const running = sessions.filter((it) => it.mine && !isOver(it.state) && it.state !== 'warm');
  const withSession = new Set(running.map((it) => it.bookingId));
  const ahead = bookings.filter(
    (it) =>
      it.mine &&
      it.status === 'confirmed' &&
      !withSession.has(it.id) &&
      new Date(it.endsAt).getTime() > minuteMs,
  );
  return (
    <AsideList title="Yours" empty="Nothing running, nothing booked and nothing in your hands.">
      {running.map((it) => (
        <AsideItem key={it.id} icon={<StatusGlyph status="mine" label={null} />}>
          <Link prefetch={false} href={`/sessions/${it.id}`} className="font-strong hover:underline">
            {it.modelTitle}
          </Link>{' '}
          {it.simulated && <SimulatedTag />}
          <span className="block text-muted">
            {it.state === 'ready' && it.readyAt
              ? `Ready since ${formatMoment(it.readyAt, zone, minuteMs)}`
              : SESSION_STATE_LABEL[it.state].toLowerCase()}{' '}
            · {countOf(it.machines.length)} · ends in{' '}
            {formatCountdown(new Date(it.endsAt).getTime() - minuteMs)}
          </span>
          <SessionRate sessionId={it.id} />
        </AsideItem>
      ))}
      {inHand.map((it) => (
        <AsideItem
          key={it.id}
          icon={<PackageOpen aria-hidden size={17} strokeWidth={1.6} className="text-muted" />}
        >
          <Link prefetch={false} href={`/machines/${it.machineId}`} className="font-strong hover:underline">
            {it.machineName}
          </Link>
          <span className={isOverdue(it, minuteMs) ? 'block text-maintenance-text' : 'block text-muted'}>
            in your hands {custodyTimes(it, { zone, nowMs: minuteMs })}
          </span>
        </AsideItem>
      ))}
      {ahead.slice(0, SHOWN).map((it) => (
        <AsideItem
          key={it.id}
          icon={<CalendarDays aria-hidden size={17} strokeWidth={1.6} className="text-muted" />}
        >
          <Link prefetch={false} href={`/bookings/${it.id}`} className="font-strong hover:underline">
            {it.purpose}
          </Link>
          <span className="block text-muted">
            {formatRange(it.startsAt, it.endsAt, zone, minuteMs)} · {countOf(it.machines.length)}
          </span>
        </AsideItem>
      ))}
      {ahead.length > SHOWN && (
        <AsideItem icon={null}>
          <Link prefetch={false} href="/bookings?view=agenda" className="text-text-2 hover:underline">
            {ahead.length - SHOWN} more in the next two weeks
          </Link>
        </AsideItem>
      )}
    </AsideList>
  );
}

const countOf = (machines: number): string => (machines === 1 ? '1 Mac' : `${machines} Macs`);

function SessionRate({ sessionId }: { sessionId: string }) {
  const rate = useSessionRates(sessionId).at(-1)?.tokensPerSecond;
  if (!rate) return null;
  return <span className="text-text-2">{formatRate(rate)} now</span>;
}
