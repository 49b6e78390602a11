'use client';

import { useId, useMemo, useState } from 'react';
import { later } from '../ui/later.tsx';
import './charts.css';
import { ChartTable } from './chart-table.tsx';
import { TableButton } from './table-button.tsx';
import type { ChartEvent } from './draw-marks.ts';
import { type TimeSeries, type TimeWindow, toGrid, valueNow } from './time-data.ts';
import { describeChart, moment } from './time-labels.ts';
import type { SpanControl } from './use-chart-span.ts';

// uPlot is loaded with the first chart that is shown.
const TimePlot = later(() => import('./time-plot.tsx'));

export type TimeChartProps = {
  title: string;
  /** The plain unit of the values, "W" or "tok/s", and what they are of. */
  unit: string;
  about?: string;
  series: readonly TimeSeries[];
  window: TimeWindow;
  timeZone: string;
  /** Charts with the same key share one crosshair. */
  syncKey: string;
  /** A value without its unit. */
  format: (value: number) => string;
  events?: readonly ChartEvent[];
  /** A fixed top of the axis, as 100 for shares. */
  max?: number;
  height?: number;
  /** Where in the order of series colours this chart starts: a colour means one thing on a page. */
  firstColor?: number;
  /** What zooms and moves it. */
  control?: SpanControl | undefined;
  /** What has been read; beyond it nothing is known, nor called a gap. */
  known?: { fromMs: number; toMs: number } | undefined;
};

/** Curves over time with a legend of the values of now (or under the crosshair) and a table of the same data. */
export function TimeChart({ events = [], max, height = 152, firstColor = 0, ...props }: TimeChartProps) {
  const { title, unit, about, series, window, timeZone, format, known } = props;
  const [asTable, setAsTable] = useState(false);
  const [cursor, setCursor] = useState<number | null>(null);
  const captionId = useId();
  const grid = useMemo(() => toGrid(series, window, known), [series, window, known]);
  const sentence = useMemo(
    () => describeChart(title, unit, series, grid.gaps, window, timeZone, format),
    [title, unit, series, grid, window, timeZone, format],
  );
  const allSimulated = series.length > 0 && series.every((it) => it.simulated);
  const cursorMs = cursor === null ? null : (grid.seconds[cursor] ?? 0) * 1000;
  const valueOf = (index: number): number | null => {
    if (cursor !== null) return grid.columns[index]?.[cursor] ?? null;
    const { now, points } = series[index]!;
    return now === undefined ? valueNow(points, window) : now;
  };

  const lengthMs = window.toMs - window.fromMs;
  const readout = `${moment(cursorMs ?? window.toMs, timeZone, lengthMs)}: ${series
    .map((it, index) => `${it.label} ${formatOrDash(valueOf(index), format)}`)
    .join(', ')} ${unit}`;

  return (
    <figure className="chart" aria-labelledby={captionId}>
      <figcaption>
        <b id={captionId}>
          {title}
          <span className="chart-unit">
            {unit}
            {about && `, ${about}`}
          </span>
          {allSimulated && <span className="chart-simulated"> simulated</span>}
        </b>
        <ul className="chart-legend">
          {series.map((it, index) => (
            <li key={it.key}>
              <Swatch index={index + firstColor} dashed={it.simulated ?? false} />
              {series.length > 1 && it.label}
              {it.simulated && !allSimulated && <span className="chart-simulated">simulated</span>}
              <b>{formatOrDash(valueOf(index), format)}</b>
            </li>
          ))}
        </ul>
        <span className="chart-at">{cursorMs === null ? '' : moment(cursorMs, timeZone, lengthMs)}</span>
        <TableButton title={title} isOn={asTable} onChange={setAsTable} />
      </figcaption>
      {asTable ? (
        <ChartTable
          caption={`${title}, ${unit}`}
          columns={series.map((it) => (it.simulated ? `${it.label}, simulated` : it.label))}
          rows={grid.seconds.map((seconds, row) => ({
            label: moment(seconds * 1000, timeZone, lengthMs),
            cells: grid.columns.map((column) => column[row] ?? null),
          }))}
          format={format}
        />
      ) : (
        <div style={{ minHeight: height }}>
          {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a canvas beside it, not an image file */}
          <p className="sr-only" role="img" aria-label={sentence} />
          <TimePlot
            {...props}
            grid={grid}
            cursor={cursor}
            readout={readout}
            events={events}
            max={max ?? null}
            height={height}
            firstColor={firstColor}
            onCursor={setCursor}
          />
        </div>
      )}
    </figure>
  );
}

const formatOrDash = (value: number | null, format: (value: number) => string): string =>
  value === null ? '–' : format(value);

function Swatch({ index, dashed }: { index: number; dashed: boolean }) {
  return (
    <svg viewBox="0 0 18 8" aria-hidden>
      <path
        d="M0 4H18"
        fill="none"
        strokeWidth={2}
        stroke={`var(--series-${(index % 6) + 1})`}
        {...(dashed && { strokeDasharray: '5 3' })}
      />
    </svg>
  );
}

/** In place of a chart whose meter does not exist. */
export function NotMeasured({ title, unit, why }: { title: string; unit: string; why: string }) {
  return (
    <section className="chart chart-missing" aria-label={`${title}: not measured`}>
      <p>
        <b>
          {title}
          <span className="chart-unit">{unit}</span>
        </b>{' '}
        <span className="chart-unknown">not measured</span>
      </p>
      <p>{why}</p>
    </section>
  );
}
