'use client';

import { TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { formatDay, formatMoment, listNames, zoneName } from '@/shared/domain/format.ts';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { later } from '../ui/later.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { Tag } from '../ui/tag.tsx';
import { DayTimes } from './day-times.tsx';
import { lowerFirst, timesWords, windowTitle } from './maintenance-words.ts';
import type { IslandView, WaitedForView, WindowView } from './types.ts';

const CallOff = later(() => import('./call-off.tsx'));
const MoveTheirs = later(() => import('./move-theirs.tsx'));

type Props = { windows: readonly WindowView[]; islands: readonly IslandView[] };
type Asked = { window: WindowView; booking: WaitedForView | null };

/** What runs and what is planned, with who is in the way of it and the ways out. */
export function WindowList({ windows, islands }: Props) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = (): void => setAsked(null);
  return (
    <section aria-label="Ahead">
      <h2 className="maint-head">
        Ahead <span>times in {zoneName(zone, nowMs)} · what runs is never ended by it</span>
      </h2>
      <ul>
        {windows.map((window) => (
          <WindowRow key={window.id} window={window} islands={islands} onAsk={setAsked} />
        ))}
      </ul>
      {asked && !asked.booking && (
        <CallOff window={asked.window} title={windowTitle(asked.window, islands)} onClose={close} />
      )}
      {asked?.booking && <MoveTheirs booking={asked.booking} onClose={close} />}
    </section>
  );
}

type RowProps = { window: WindowView; islands: readonly IslandView[]; onAsk: (asked: Asked) => void };

function WindowRow({ window, islands, onAsk }: RowProps) {
  const zone = useZone();
  const can = useCan();
  const nowMs = useNow(60_000);
  const runs = Date.parse(window.startsAt) <= nowMs;
  const by = window.byName ? ` By ${window.byName}, ${formatDay(window.createdAt, zone, nowMs)}.` : '';
  const way = window.inTheWay.length === 0 ? 'Nobody is in the way.' : '';
  return (
    <li className="maint-row">
      <StatusGlyph status="maintenance" label={runs ? 'Runs now' : null} />
      <DayTimes startsAt={window.startsAt} endsAt={window.endsAt} />
      <span className="min-w-0">
        <b className="font-medium">{windowTitle(window, islands)}</b>{' '}
        {window.seriesWords && <Tag>{lowerFirst(window.seriesWords)}</Tag>}{' '}
        {runs && <Tag tone="warning">now</Tag>}
        <span className="block text-sm text-muted">
          {window.machines.length > 1 && `${listNames(window.machines.map((it) => it.name))}. `}
          {way}
          {by}
        </span>
      </span>
      {can('machine:edit') && (
        <span className="maint-acts">
          {!runs && (
            <ButtonLink
              small
              href={`/machines/maintenance?change=${window.id}`}
              aria-label={`Change ${windowTitle(window, islands)}`}
            >
              Change…
            </ButtonLink>
          )}
          <Button
            small
            look="quiet"
            aria-label={`${runs ? 'End' : 'Call off'} ${windowTitle(window, islands)}`}
            onClick={() => onAsk({ window, booking: null })}
          >
            {runs ? 'End…' : 'Call off…'}
          </Button>
        </span>
      )}
      {window.inTheWay.map((booking) => (
        <WaitedFor key={booking.bookingId} window={window} booking={booking} onAsk={onAsk} runs={runs} />
      ))}
    </li>
  );
}

type WaitedProps = {
  window: WindowView;
  booking: WaitedForView;
  runs: boolean;
  onAsk: (asked: Asked) => void;
};

function WaitedFor({ window, booking, runs, onAsk }: WaitedProps) {
  const zone = useZone();
  const can = useCan();
  const nowMs = useNow(60_000);
  const { personName, purpose, machineNames, hasBegun, askedAt } = booking;
  return (
    <div className="maint-way">
      <TriangleAlert
        aria-hidden
        size={16}
        strokeWidth={1.6}
        className="mt-0.5 flex-none text-maintenance-text"
      />
      <span className="min-w-[min(20rem,100%)] flex-1">
        <Link
          prefetch={false}
          href={`/bookings/${booking.bookingId}`}
          className="font-medium hover:underline"
        >
          {personName} · {purpose}
        </Link>{' '}
        has {listNames(machineNames)}, {formatDay(booking.startsAt, zone, nowMs)},{' '}
        {timesWords(booking, zone, nowMs)}
        {askedAt && (
          <span className="text-muted"> · asked {formatMoment(askedAt, zone, nowMs)} to make way</span>
        )}
        <span className="block text-sm text-muted">
          The maintenance of {listNames(machineNames)} waits until it is gone
          {hasBegun && '; it has begun, so it is not moved'}.
        </span>
      </span>
      {can('machine:edit') && (
        <span className="flex flex-wrap gap-2">
          {!hasBegun && (
            <Button small onClick={() => onAsk({ window, booking })}>
              Move the booking…
            </Button>
          )}
          {!runs && (
            <ButtonLink
              small
              href={`/machines/maintenance?change=${window.id}&from=${encodeURIComponent(booking.endsAt)}`}
            >
              Start after it…
            </ButtonLink>
          )}
        </span>
      )}
    </div>
  );
}
