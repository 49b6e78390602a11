'use client';

import { Fragment, useState } from 'react';
import { ChartTable } from './chart-table.tsx';
import { TableButton } from './table-button.tsx';
import './charts.css';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const LEVELS = 5;

type HeatMapProps = {
  title: string;
  unit: string;
  /** By hour of the week, from Monday 00:00; null: this hour was not in the time. */
  values: readonly (number | null)[];
  format: (value: number) => string;
  /** The darkest of its colours. */
  color: string;
  summary: string;
};

/** Hours by weekdays in one colour from pale to full, the same as a table behind a button. */
export function HeatMap({ title, unit, values, format, color, summary }: HeatMapProps) {
  const [showsTable, setShowsTable] = useState(false);
  const highest = values.reduce<number>((most, it) => Math.max(most, it ?? 0), 0);
  const peak = highest > 0 ? values.indexOf(highest) : -1;
  const level = (value: number): number => (value > 0 ? Math.ceil((value / highest) * LEVELS) : 0);
  return (
    <figure className="chart" style={{ '--heat': color } as React.CSSProperties}>
      <figcaption>
        <b>
          {title}
          <span className="chart-unit">{unit}</span>
        </b>
        <ul className="chart-legend">
          <li>
            <span className="heat-key" aria-hidden>
              {Array.from({ length: LEVELS + 1 }, (_, it) => (
                <i key={it} className="heat-cell" data-level={it} />
              ))}
            </span>
            0 to {format(highest)}
          </li>
          {peak >= 0 && (
            <li>
              <i className="chart-swatch heat-cell" data-level={LEVELS} data-peak />
              most: {cellName(peak)}
            </li>
          )}
        </ul>
        <TableButton title={title} isOn={showsTable} onChange={setShowsTable} />
      </figcaption>
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn here, not an image file */}
      <div className="heat" role="img" aria-label={summary}>
        <span />
        {HOURS.map((hour) => (
          <span key={hour}>{hour % 3 === 0 ? String(hour).padStart(2, '0') : ''}</span>
        ))}
        {DAYS.map((name, day) => (
          <Fragment key={name}>
            <span>{name}</span>
            {HOURS.map((hour) => {
              const cell = day * 24 + hour;
              const value = values[cell] ?? null;
              return (
                <i
                  key={hour}
                  className="heat-cell"
                  data-level={value === null ? 'none' : level(value)}
                  data-peak={cell === peak || undefined}
                  title={`${cellName(cell)}: ${value === null ? 'not in this time' : format(value)}`}
                />
              );
            })}
          </Fragment>
        ))}
      </div>
      {showsTable && (
        <div className="pt-3">
          <ChartTable
            caption={`${title}, ${unit}`}
            columns={[...DAYS]}
            rows={HOURS.map((hour) => ({
              label: `${String(hour).padStart(2, '0')}:00`,
              cells: DAYS.map((_, day) => values[day * 24 + hour] ?? null),
            }))}
            format={format}
          />
        </div>
      )}
    </figure>
  );
}

const cellName = (cell: number): string =>
  `${DAYS[Math.floor(cell / 24)]!} ${String(cell % 24).padStart(2, '0')}:00`;
