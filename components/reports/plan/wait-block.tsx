'use client';

import { useState } from 'react';
import { formatCount } from '@/shared/domain/format.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { Written } from '../../ui/written.tsx';
import { ReportBlock } from '../report-block.tsx';
import { hours } from '../report-numbers.ts';
import type { ReplayView, SetView } from './types.ts';
import { WantedCurve } from './wanted-curve.tsx';

type By = 'people' | 'teams';
const BY = [
  { value: 'people', label: 'By person' },
  { value: 'teams', label: 'By team' },
] as const;
const MOST_SHOWN = 12;

/** Who waits on today's machines and on the chosen set, and how many machines were wanted at once. */
export function WaitBlock({ replay, chosen }: { replay: ReplayView; chosen: number }) {
  const [by, setBy] = useState<By>('people');
  const [today, set] = [replay.sets[0]!, replay.sets[chosen]!];
  const isOther = set.asked !== null;
  const rows = joined(today[by], isOther ? set[by] : []);
  const most = Math.max(1, ...rows.flatMap((it) => [it.todayMs, it.otherMs]));
  return (
    <ReportBlock
      id="plan-waits"
      title="Who would have waited"
      facts="hours between the wished and the given start"
    >
      <div>
        <div className="no-print pb-3">
          <Segmented label="Waits by" options={BY} value={by} onChange={setBy} />
        </div>
        <ul className="plan-key" aria-label="Key">
          <li>
            <i /> today’s machines
          </li>
          {isOther && (
            <li>
              <i data-other /> {set.title}
            </li>
          )}
        </ul>
        {rows.length === 0 && <p className="text-muted">Nobody would have waited, on either set.</p>}
        {rows.slice(0, MOST_SHOWN).map((it) => (
          <div key={it.key} className="plan-wait">
            <span className="min-w-0 truncate font-medium">
              <Written text={it.name ?? 'Without a team'} />
            </span>
            <span className="plan-bars" aria-hidden>
              <i style={{ width: `max(${(100 * it.todayMs) / most}%, ${it.todayMs > 0 ? 2 : 0}px)` }} />
              {isOther && (
                <i
                  data-other
                  style={{ width: `max(${(100 * it.otherMs) / most}%, ${it.otherMs > 0 ? 2 : 0}px)` }}
                />
              )}
            </span>
            <span>
              {hours(it.todayMs)} h
              {isOther && (
                <>
                  {' → '}
                  <span className="text-simulated-text">{hours(it.otherMs)} h</span>
                </>
              )}
              {it.todayNever + it.otherNever > 0 && (
                <span className="report-sub">
                  {[it.todayNever, ...(isOther ? [it.otherNever] : [])].map(formatCount).join(' → ')} never
                  fit
                </span>
              )}
            </span>
          </div>
        ))}
        {rows.length > MOST_SHOWN && (
          <p className="report-foot">{rows.length - MOST_SHOWN} more are in the CSV.</p>
        )}
      </div>
      <WantedCurve replay={replay} chosen={chosen} />
    </ReportBlock>
  );
}

type Joined = {
  key: string;
  name: string | null;
  todayMs: number;
  todayNever: number;
  otherMs: number;
  otherNever: number;
};

const NOT_TODAY = { todayMs: 0, todayNever: 0 };
const NOT_THERE = { otherMs: 0, otherNever: 0 };

/** Both sets' waits by person or team. */
function joined(today: SetView['people'], other: SetView['people']): Joined[] {
  const rows = new Map<string, Joined>();
  for (const it of today) {
    const key = it.key ?? '';
    rows.set(key, { key, name: it.name, todayMs: it.waitMs, todayNever: it.never, ...NOT_THERE });
  }
  for (const it of other) {
    const key = it.key ?? '';
    const before = rows.get(key) ?? { key, name: it.name, ...NOT_TODAY };
    rows.set(key, { ...before, otherMs: it.waitMs, otherNever: it.never });
  }
  return [...rows.values()].toSorted(
    (a, b) =>
      Math.max(b.todayMs, b.otherMs) - Math.max(a.todayMs, a.otherMs) ||
      Math.max(b.todayNever, b.otherNever) - Math.max(a.todayNever, a.otherNever),
  );
}
