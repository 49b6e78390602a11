'use client';

import { useState } from 'react';
import { ChartTable } from './chart-table.tsx';
import './charts.css';
import { TableButton } from './table-button.tsx';
import { niceScale } from './time-data.ts';

type Point = { x: number; y: number };
type FitChartProps = {
  title: string;
  unit: string;
  /** Of the two axes. */
  names: { x: string; y: string };
  points: readonly Point[];
  /** y = offset + slope × x; null: nothing to draw a line by. */
  line: { slope: number; offset: number } | null;
  format: (value: number) => string;
  color: string;
  summary: string;
};

const SIZE = 100;

/** Points of one meter over another, the line through them, and dashed the line on which both were equal. */
export function FitChart({ title, unit, names, points, line, format, color, summary }: FitChartProps) {
  const [asTable, setAsTable] = useState(false);
  const { top, ticks } = niceScale(Math.max(0, ...points.flatMap(({ x, y }) => [x, y])), 4);
  const at = (value: number): number => Number(((value / top) * SIZE).toFixed(2));
  const lineAt = (x: number): number => line!.offset + line!.slope * x;
  return (
    <figure className="chart">
      <figcaption>
        <b>
          {title}
          <span className="chart-unit">
            {unit}; across {names.x}, up {names.y}
          </span>
        </b>
        <TableButton title={title} isOn={asTable} onChange={setAsTable} />
      </figcaption>
      {asTable ? (
        <ChartTable
          caption={`${title}, ${unit}`}
          head={names.x}
          columns={[names.y]}
          rows={points.toSorted((a, b) => a.x - b.x).map(({ x, y }) => ({ label: format(x), cells: [y] }))}
          format={format}
        />
      ) : (
        <div className="bar-plot fit-plot">
          <ol className="bar-y" aria-hidden>
            {ticks.map((it) => (
              <li key={it} style={{ bottom: `${at(it)}%` }}>
                {format(it)}
              </li>
            ))}
          </ol>
          {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn here, not an image file */}
          <svg viewBox={`0 0 ${SIZE} ${SIZE}`} preserveAspectRatio="none" role="img" aria-label={summary}>
            {ticks.map((it) => (
              <path
                key={it}
                className="bar-line"
                data-base={it === 0 || undefined}
                d={`M0 ${SIZE - at(it)}H${SIZE}`}
              />
            ))}
            <path className="fit-equal" d={`M0 ${SIZE}L${SIZE} 0`} />
            {line && (
              <path className="fit-line" d={`M0 ${SIZE - at(lineAt(0))}L${SIZE} ${SIZE - at(lineAt(top))}`} />
            )}
            <path
              className="fit-points"
              stroke={color}
              d={points.map(({ x, y }) => `M${at(x)} ${SIZE - at(y)}h0`).join('')}
            />
          </svg>
          <ol className="bar-x" aria-hidden>
            {ticks.map((it) => (
              <li key={it} style={{ left: `${at(it)}%` }}>
                {format(it)}
              </li>
            ))}
          </ol>
        </div>
      )}
    </figure>
  );
}
