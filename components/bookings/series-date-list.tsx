'use client';

import { Check } from 'lucide-react';
import { formatDay, formatRange, formatTime, listNames } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { Button } from '../ui/button.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import type { SeriesDateView } from './types.ts';

export const canBeHad = ({ state }: SeriesDateView): boolean => state === 'free' || state === 'asks';

type Props = {
  dates: readonly SeriesDateView[];
  timeZone: string;
  skip: readonly string[];
  /** `Skip`, or what leaving one out means here. */
  skipLabel: string;
  onSkip: (dates: string[]) => void;
};

/** Each date with who is in its way, and whether it is left out. */
export function SeriesDateList({ dates, timeZone, skip, skipLabel, onSkip }: Props) {
  const nowMs = useNow(60_000);
  const isSkipped = (it: SeriesDateView): boolean => skip.includes(it.date);
  return (
    <ul>
      {dates.map((it) => {
        const day = formatDay(it.startsAt, timeZone, nowMs);
        return (
          <li
            key={it.date}
            data-out={isSkipped(it) || !canBeHad(it) || undefined}
            className="group grid min-h-(--row-dense) grid-cols-[1rem_minmax(0,1fr)_auto] items-center gap-x-3 border-b border-border py-1.5 text-sm"
          >
            <Glyph date={it} />
            <span className="flex min-w-0 flex-wrap gap-x-3">
              <b className="w-24 flex-none font-strong group-data-out:font-regular">{day}</b>
              <span className="flex-none text-text-2">
                {formatTime(it.startsAt, timeZone)} to {formatTime(it.endsAt, timeZone)}
              </span>
              <span className="min-w-0 text-text-2">{isSkipped(it) ? 'left out' : <What date={it} />}</span>
            </span>
            {isSkipped(it) ? (
              <Button
                small
                look="quiet"
                aria-label={`Take in ${day}`}
                onClick={() => onSkip(skip.filter((date) => date !== it.date))}
              >
                Take in
              </Button>
            ) : (
              <Button
                small
                look={canBeHad(it) ? 'quiet' : 'plain'}
                aria-label={`${skipLabel} ${day}`}
                onClick={() => onSkip([...skip, it.date])}
              >
                {skipLabel}
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Glyph({ date }: { date: SeriesDateView }) {
  if (date.state === 'free')
    return <Check aria-hidden size={16} strokeWidth={2} className="text-mine-text" />;
  if (date.state === 'asks') return <StatusGlyph status="pending" label={null} />;
  const isMaintenance = date.conflicts[0]?.kind === 'maintenance';
  if (date.state === 'refused') return <StatusGlyph status="fault" label={null} />;
  return <StatusGlyph status={isMaintenance ? 'maintenance' : 'booked'} label={null} />;
}

/** `Leon has Anjou and Bosc until 06:00 · Agents benchmark` */
function What({ date }: { date: SeriesDateView }) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  if (date.state === 'free') return 'free';
  if (date.state === 'asks') return date.words ?? 'waits for somebody to agree';
  if (date.state === 'refused') return date.words;
  const [first] = date.conflicts;
  if (!first) return 'taken';
  const same = date.conflicts.filter((it) => it.startsAt === first.startsAt && it.purpose === first.purpose);
  const names = listNames(same.map((it) => it.machineName));
  const when = formatRange(first.startsAt, first.endsAt, zone, nowMs);
  const who = first.kind === 'maintenance' ? 'Maintenance' : (first.personName ?? 'Somebody');
  const others = date.conflicts.length - same.length;
  return (
    <>
      <b className="font-medium">{who}</b> has {names}, {when}
      {first.purpose && ` · ${first.purpose}`}
      {others > 0 && `, and ${others} more`}
    </>
  );
}
