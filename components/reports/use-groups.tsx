'use client';

import { ReportTable } from './report-table.tsx';
import { ReportBlock } from './report-block.tsx';
import { useState } from 'react';
import { formatCount, formatPercent } from '@/shared/domain/format.ts';
import type { ShownKind } from '@/shared/domain/shown-kind.ts';
import type { UseGrouping } from '@/shared/schemas/use-report.ts';
import { Button } from '../ui/button.tsx';
import { NumberHeads } from '../ui/number-heads.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { Written } from '../ui/written.tsx';
import { kindColor } from './kind-report.ts';
import { hours } from './report-numbers.ts';
import type { UseView } from './types.ts';

const GROUPINGS: Record<UseGrouping, { label: string; none: string }> = {
  machine: { label: 'Mac', none: 'No Mac' },
  person: { label: 'Person', none: 'Nobody' },
  team: { label: 'Team', none: 'No team' },
  project: { label: 'Project', none: 'No project' },
  model: { label: 'Model', none: 'No model was started' },
  purpose: { label: 'Purpose', none: 'No purpose' },
};
const OPTIONS = Object.entries(GROUPINGS).map(([value, { label }]) => ({
  value: value as UseGrouping,
  label,
}));

export const groupName = (by: UseGrouping, name: string | null): string => name ?? GROUPINGS[by].none;

type Props = {
  use: UseView;
  by: UseGrouping;
  kind: ShownKind;
  onBy: (by: UseGrouping) => void;
  onOpen: (key: string | null) => void;
};
const FIRST = 20;

/** Machine time by what one chooses: the rows add up to the same totals, and each opens what makes it. */
export function UseGroups({ use, by, kind, onBy, onOpen }: Props) {
  const [showsAll, setShowsAll] = useState(false);
  const { groups, rest, totals } = use;
  const most = groups.reduce((sum, it) => Math.max(sum, it.bookedMs, it.usedMs), 0);
  const colors: Colors = [kindColor(kind, 'var(--series-1)'), kindColor(kind, 'var(--series-2)')];
  const folded = Math.max(0, groups.length - FIRST);
  return (
    <ReportBlock
      id="use-groups"
      title="Who booked, who used"
      facts={
        <>
          machine-hours<i className="no-print not-italic">; a row opens what makes it</i>
        </>
      }
      isWide
    >
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <span className="no-print max-w-full overflow-x-auto">
          <Segmented label="By" options={OPTIONS} value={by} onChange={onBy} />
        </span>
        <Key colors={colors} />
      </div>
      <ReportTable label={`Use by ${GROUPINGS[by].label.toLowerCase()}`}>
        <thead>
          <tr>
            <th scope="col">{GROUPINGS[by].label}</th>
            <NumberHeads of={['Booked h', 'Used h', 'Idle h', 'No-show h']} />
            <th scope="col" className="w-[32%]">
              <span className="sr-only">Booked and used on one bar</span>
            </th>
            <NumberHeads of={['Used of booked']} />
          </tr>
        </thead>
        <tbody>
          {groups.map((it, index) => (
            <tr
              key={it.key ?? ''}
              // On paper all of them stand.
              className={index >= FIRST && !showsAll ? 'hidden print:table-row' : undefined}
            >
              <th scope="row">
                {it.bookings === 0 ? (
                  <Written text={groupName(by, it.name)} />
                ) : (
                  <button type="button" className="link text-left" onClick={() => onOpen(it.key)}>
                    <Written text={groupName(by, it.name)} />
                  </button>
                )}
              </th>
              <Cells sum={it} most={most} colors={colors} />
            </tr>
          ))}
          {rest && (
            <tr>
              <th scope="row" className="text-muted">
                {formatCount(rest.groups)} more
              </th>
              <Cells sum={rest} most={0} colors={colors} />
            </tr>
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All</th>
            <Cells sum={totals} most={0} colors={colors} />
          </tr>
          {use.keptWarm.sessions > 0 && <KeptWarm {...use.keptWarm} />}
        </tfoot>
      </ReportTable>
      {folded > 0 && (
        <Button className="no-print justify-self-start" onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? `Show the first ${FIRST}` : `Show ${formatCount(folded)} more`}
        </Button>
      )}
    </ReportBlock>
  );
}

/** It is in no column: it was neither booked nor used, and it is nobody's. */
function KeptWarm({ sessions, takenOver, ms }: UseView['keptWarm']) {
  const times = sessions === 1 ? 'once' : `${formatCount(sessions)} times`;
  return (
    <tr>
      <th scope="row">Kept warm</th>
      <td colSpan={6}>
        {/* The table may be wider than a phone; its words are not. */}
        <p className="font-normal max-tablet:max-w-64">
          <span className="number">{hours(ms)} h</span>{' '}
          <span className="text-muted">
            a model stayed loaded after its booking, {times};{' '}
            {takenOver === 0 ? 'nobody' : formatCount(takenOver)} went on with it. Nobody’s time, and in no
            sum above.
          </span>
        </p>
      </td>
    </tr>
  );
}

type Colors = readonly [used: string, booked: string];
type Sum = Pick<UseView['totals'], 'bookedMs' | 'usedMs' | 'idleMs' | 'noShowMs'>;

function Cells({ sum, most, colors }: { sum: Sum; most: number; colors: Colors }) {
  return (
    <>
      <td className="number">{hours(sum.bookedMs)}</td>
      <td className="number">{hours(sum.usedMs)}</td>
      <td className="number">{hours(sum.idleMs)}</td>
      <td className="number">{hours(sum.noShowMs)}</td>
      <td>{most > 0 && <UseBar sum={sum} most={most} colors={colors} />}</td>
      <td className="number">
        {sum.bookedMs > 0 ? (
          formatPercent(sum.usedMs / sum.bookedMs)
        ) : (
          <span className="text-muted">not booked</span>
        )}
      </td>
    </>
  );
}

/** Used stands in the outline of booked; the figures are beside it. */
function UseBar({ sum, most, colors: [used, booked] }: { sum: Sum; most: number; colors: Colors }) {
  const width = (ms: number): string => `${(ms / most) * 100}%`;
  return (
    <span className="use-bar" aria-hidden>
      {sum.usedMs > 0 && <i style={{ width: width(sum.usedMs), background: used }} />}
      {sum.bookedMs > 0 && (
        <i style={{ width: width(sum.bookedMs), boxShadow: `inset 0 0 0 1.25px ${booked}` }} />
      )}
    </span>
  );
}

const Key = ({ colors: [used, booked] }: { colors: Colors }) => (
  <ul className="chart-legend flex-none" aria-hidden>
    <li>
      <i className="chart-swatch" style={{ boxShadow: `inset 0 0 0 1.5px ${booked}` }} />
      booked
    </li>
    <li>
      <i className="chart-swatch" style={{ background: used }} />
      used: a model was loaded
    </li>
  </ul>
);
