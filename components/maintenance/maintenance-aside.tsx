'use client';

import { Check, Repeat } from 'lucide-react';
import { useState } from 'react';
import { formatDate, formatDuration, formatMoment } from '@/shared/domain/format.ts';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { Button } from '../ui/button.tsx';
import { Figure } from '../ui/figure.tsx';
import { later } from '../ui/later.tsx';
import { countInTheWay, lengthWords, setName } from './maintenance-words.ts';
import type { IslandView, SeriesView, WindowView } from './types.ts';

const EndSeries = later(() => import('./end-series.tsx'));

type Props = {
  windows: readonly WindowView[];
  series: readonly SeriesView[];
  islands: readonly IslandView[];
};

const RULES = [
  'Nobody can book its Macs then, and nobody’s booking is ended by it',
  'A booking in the way is moved, or its person asked; until it is gone, that part waits',
  'What comes again is planned 90 days ahead, by the lab’s wall clock: 08:00 stays 08:00 when the clocks change',
];

/** What comes next, what comes again, and what a window does. */
export function MaintenanceAside({ windows, series, islands }: Props) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const can = useCan();
  const [ending, setEnding] = useState<SeriesView | null>(null);
  const next = windows.find((it) => Date.parse(it.startsAt) > nowMs);
  const inTheWay = countInTheWay(windows);
  return (
    <aside aria-label="About maintenance" className="flex min-w-0 flex-col gap-6">
      {next && (
        <section aria-label="Next">
          <h2 className="border-b border-border-strong pb-2">Next</h2>
          <dl className="grid grid-cols-2 gap-4 pt-2">
            <Figure
              label={formatMoment(next.startsAt, zone, nowMs)}
              value={
                <span className="block truncate">
                  {next.machines.length === 1 ? next.machines[0]!.name : `${next.machines.length} Macs`}
                </span>
              }
              basis={lengthWords(next)}
            />
            <Figure label="In the way" value={inTheWay} basis={inTheWay === 1 ? 'booking' : 'bookings'} />
          </dl>
        </section>
      )}
      <section aria-label="Recurring">
        <h2 className="border-b border-border-strong pb-2">Recurring</h2>
        {series.length === 0 && <p className="py-2 text-sm text-muted">None.</p>}
        <ul>
          {series.map((it) => (
            <li key={it.id} className="flex gap-2 border-t border-border py-2 text-sm first:border-t-0">
              <Repeat aria-hidden size={16} strokeWidth={1.6} className="mt-0.5 flex-none text-muted" />
              <span className="min-w-0 flex-1">
                {it.words}
                <span className="block text-muted">
                  {[
                    setName(it.machines, islands) || 'its Macs are retired',
                    `${it.localTime}, ${formatDuration(it.durationMinutes * 60_000)}`,
                    it.note,
                    it.untilDate && `until ${formatDate(it.untilDate)}`,
                    it.timeZone !== zone && it.timeZone,
                  ]
                    .filter(Boolean)
                    .join(', ')}
                </span>
              </span>
              {can('machine:edit') && (
                <Button small look="quiet" aria-label={`End ${it.words}`} onClick={() => setEnding(it)}>
                  End…
                </Button>
              )}
            </li>
          ))}
        </ul>
      </section>
      <section aria-label="What a window does">
        <h2 className="border-b border-border-strong pb-2">What a window does</h2>
        <ul>
          {RULES.map((rule) => (
            <li key={rule} className="flex gap-2 border-t border-border py-2 text-sm first:border-t-0">
              <Check aria-hidden size={16} strokeWidth={1.6} className="mt-0.5 flex-none text-muted" />
              {rule}
            </li>
          ))}
        </ul>
      </section>
      {ending && <EndSeries series={ending} onClose={() => setEnding(null)} />}
    </aside>
  );
}
