'use client';

import { formatRange, listNames } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { Button } from '../ui/button.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { lengthWords, timesWords, whoWords } from './maintenance-words.ts';
import { DayTimes } from './day-times.tsx';
import type { InTheWayView } from './types.ts';

type Way = { bookingId: string; kind: 'ask' } | { bookingId: string; kind: 'move'; startsAt: string };
/** What was chosen for each booking. */
export type Ways = Record<string, Way | undefined>;

const PRESSED =
  'aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-mine-text forced-colors:aria-pressed:outline-2 forced-colors:aria-pressed:-outline-offset-3 forced-colors:aria-pressed:outline-[Highlight]';

type Props = {
  inTheWay: readonly InTheWayView[];
  nextFree: { startsAt: string; endsAt: string } | null;
  ways: Ways;
  onWays: (ways: Ways) => void;
  onTake: (startsAt: string) => void;
};

/** Who is in the way, with a way out each; and the hours at which nobody would be. */
export function InTheWay({ inTheWay, nextFree, ways, onWays, onTake }: Props) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  if (inTheWay.length === 0) return <p className="py-4 text-text-2">Nobody is in the way.</p>;
  return (
    <>
      <section aria-label="In the way">
        <h2 className="maint-head">
          In the way <span>what runs is never ended by maintenance</span>
        </h2>
        <ul>
          {inTheWay.map((it) => (
            <Obstacle
              key={it.bookingId ?? `${it.kind} ${it.startsAt}`}
              it={it}
              way={it.bookingId ? ways[it.bookingId] : undefined}
              onWay={(way) => it.bookingId && onWays({ ...ways, [it.bookingId]: way })}
            />
          ))}
        </ul>
      </section>
      <section aria-label="Other hours">
        <h2 className="maint-head">
          Other hours <span>the next at which nobody is in the way</span>
        </h2>
        {nextFree ? (
          <div className="flex flex-wrap items-center gap-3 py-3">
            <span className="min-w-0 flex-1">
              <b>{formatRange(nextFree.startsAt, nextFree.endsAt, zone, nowMs)}</b>
              <span className="block text-sm text-muted">{lengthWords(nextFree)}, after who has them</span>
            </span>
            <Button small onClick={() => onTake(nextFree.startsAt)}>
              Take these hours
            </Button>
          </div>
        ) : (
          <p className="py-3 text-text-2">These machines are not free for so long within 90 days.</p>
        )}
      </section>
    </>
  );
}

type ObstacleProps = { it: InTheWayView; way: Way | undefined; onWay: (way: Way | undefined) => void };

function Obstacle({ it, way, onWay }: ObstacleProps) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const { bookingId, moveTo } = it;
  return (
    <li className="maint-row">
      <StatusGlyph status={it.kind === 'maintenance' ? 'maintenance' : 'booked'} label={null} />
      <DayTimes startsAt={it.startsAt} endsAt={it.endsAt} />
      <span className="min-w-0">
        <b className="font-medium">{whoWords(it)}</b>
        <span className="block text-sm text-muted">
          has {listNames(it.machineNames)}, {timesWords(it, zone, nowMs)}
          {it.hasBegun && ' and has begun: it is not moved'}
          {bookingId === null && '. It has no way out: choose other hours or machines'}
        </span>
      </span>
      {bookingId && (
        <span className="maint-acts" role="group" aria-label={`What becomes of ${whoWords(it)}`}>
          {moveTo && (
            <Button
              small
              aria-pressed={way?.kind === 'move'}
              className={PRESSED}
              onClick={() =>
                onWay(
                  way?.kind === 'move' ? undefined : { bookingId, kind: 'move', startsAt: moveTo.startsAt },
                )
              }
            >
              Move to {formatRange(moveTo.startsAt, moveTo.endsAt, zone, nowMs)}
            </Button>
          )}
          <Button
            small
            aria-pressed={way?.kind === 'ask'}
            className={PRESSED}
            onClick={() => onWay(way?.kind === 'ask' ? undefined : { bookingId, kind: 'ask' })}
          >
            {it.hasBegun ? 'Wait for it' : 'Ask to move'}
          </Button>
        </span>
      )}
    </li>
  );
}
