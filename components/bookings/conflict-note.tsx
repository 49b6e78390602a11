'use client';

import { formatMoment, formatRange } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import MakeWay from './make-way.tsx';
import type { ConflictView } from './types.ts';
import { type Awaited, WaitForIt } from './wait-for-it.tsx';

type Props = {
  conflict: ConflictView;
  isPending: boolean;
  /** Where the lab's rules of priority let others make way. */
  onMakeWay?: () => void;
  onTake: (slot: { startsAt: string; endsAt: string }) => void;
  /** What was wished for, to get in line for it. */
  wait?: Awaited | null;
};

/** Who has which of the wanted machines, for what and until when; and the next time all are free together. */
export function ConflictNote({
  conflict: { conflicts, nextFree, makeWay },
  isPending,
  onTake,
  onMakeWay,
  wait,
}: Props) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const names = new Intl.ListFormat('en-GB').format([...new Set(conflicts.map((it) => it.machineName))]);
  return (
    <div className="flex flex-col gap-3">
      <Banner
        tone="error"
        icon={<StatusGlyph status="fault" label={null} />}
        title={`${names} ${conflicts.length === 1 ? 'is' : 'are'} taken then.`}
      >
        <ul className="pt-1">
          {conflicts.map((it) => (
            <li key={`${it.machineId} ${it.startsAt}`}>
              {it.machineName}: <Who conflict={it} />
              {it.purpose && `, ${it.purpose}`}, from {formatMoment(it.startsAt, zone, nowMs)} until{' '}
              {formatMoment(it.endsAt, zone, nowMs)}
            </li>
          ))}
        </ul>
      </Banner>
      {nextFree ? (
        <Button busyLabel={isPending ? 'Booking…' : null} onClick={() => onTake(nextFree)}>
          Book {formatRange(nextFree.startsAt, nextFree.endsAt, zone, nowMs)} instead
        </Button>
      ) : (
        <p className="text-sm text-muted">
          These machines are not free together for that long in the time that can be booked. Choose fewer, or
          a shorter time.
        </p>
      )}
      {makeWay?.why && <p className="text-sm text-muted">{makeWay.why}</p>}
      {makeWay && makeWay.why === null && onMakeWay && (
        <MakeWay bookings={makeWay.bookings} machines={names} isPending={isPending} onConfirm={onMakeWay} />
      )}
      {wait && (
        <div>
          <WaitForIt key={JSON.stringify(wait)} label="Wait for it" what={wait} />
        </div>
      )}
    </div>
  );
}

/** Whoever has it, as the way to their booking: beside the form, which keeps what is written in it. */
function Who({ conflict }: { conflict: ConflictView['conflicts'][number] }) {
  const name = conflict.kind === 'maintenance' ? 'maintenance' : (conflict.personName ?? 'somebody');
  if (!conflict.bookingId) return name;
  return (
    <a href={`/bookings/${conflict.bookingId}`} target="_blank" rel="noopener" className="link">
      {name}
      <span className="sr-only">’s booking, in a new tab</span>
    </a>
  );
}
