'use client';

import { useState } from 'react';
import { ChartTable } from './chart-table.tsx';
import { TableButton } from './table-button.tsx';
import './charts.css';
import { tickLabels } from './tick-labels.ts';
import { niceScale } from './time-data.ts';

export type BarPart = { key: string; label: string; color: string; outline?: boolean };
export type BarDay = {
  key: string;
  label: string;
  /** One value for each part; null is unknown and draws nothing. */
  values: (number | null)[];
  /** Why there is nothing or less here, as "meters off"; hatches the day. */
  gap?: string | null;
  /** Still to come: nothing is drawn, and nothing is missing. */
  isAhead?: boolean;
  /** Named on the axis whatever stands beside it, as today. */
  isNamed?: boolean;
};
type BarsProps = {
  title: string;
  unit: string;
  parts: readonly BarPart[];
  days: readonly BarDay[];
  format: (value: number) => string;
  summary: string;
  gapLabel?: string;
};

/** Bars side by side on one place: an outlined one around a filled one, as booked and used. */
export const BarChart = (props: BarsProps) => <Bars {...props} stacked={false} />;
/** Parts of a whole, one on the other. */
export const StackedBars = (props: BarsProps) => <Bars {...props} stacked />;

const HEIGHT = 100;
const WIDTH = 1000;

function Bars(props: PlotProps) {
  const { title, unit, parts, days, format, gapLabel } = props;
  const [asTable, setAsTable] = useState(false);
  return (
    <figure className="chart">
      <figcaption>
        <b>
          {title}
          <span className="chart-unit">{unit}</span>
        </b>
        <ul className="chart-legend">
          {parts.map((it) => (
            <li key={it.key}>
              <i
                className="chart-swatch"
                style={it.outline ? { boxShadow: `inset 0 0 0 1.5px ${it.color}` } : { background: it.color }}
              />
              {it.label}
            </li>
          ))}
          {gapLabel && days.some((it) => it.gap) && (
            <li>
              <i className="chart-swatch chart-hatch" />
              {gapLabel}
            </li>
          )}
        </ul>
        <TableButton title={title} isOn={asTable} onChange={setAsTable} />
      </figcaption>
      {asTable ? (
        <ChartTable
          caption={`${title}, ${unit}`}
          columns={parts.map((it) => it.label)}
          rows={days.flatMap(({ label, values, isAhead }) => (isAhead ? [] : [{ label, cells: values }]))}
          format={format}
        />
      ) : (
        <Plot {...props} />
      )}
    </figure>
  );
}

type PlotProps = BarsProps & { stacked: boolean };

function Plot({ unit, parts, days, format, summary, stacked }: PlotProps) {
  const highest = Math.max(
    0,
    ...days.map((it) => (stacked ? sum(it.values) : Math.max(0, ...it.values.map((v) => v ?? 0)))),
  );
  const { top, ticks } = niceScale(highest, 3);
  const slot = WIDTH / Math.max(1, days.length);
  // A few bars are as wide as those of a fortnight, not as the plot.
  const width = Math.min(slot * 0.76, WIDTH / 18);
  return (
    <div className="bar-plot">
      <ol className="bar-y" aria-hidden>
        {tickLabels(ticks, format).map((label, index) => (
          <li key={label} style={{ bottom: `${((ticks[index] ?? 0) / top) * 100}%` }}>
            {label}
          </li>
        ))}
      </ol>
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn here, not an image file */}
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={summary}>
        <defs>
          <pattern
            id="bar-hatch"
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <path d="M0 0V6" stroke="var(--border-strong)" strokeWidth="1.5" />
          </pattern>
        </defs>
        {ticks.map((it) => (
          <path
            key={it}
            className="bar-line"
            data-base={it === 0 || undefined}
            d={`M0 ${HEIGHT - (it / top) * HEIGHT}H${WIDTH}`}
          />
        ))}
        {days.map((day, index) => (
          <g key={day.key}>
            {day.gap && <rect x={index * slot} y={0} width={slot} height={HEIGHT} fill="url(#bar-hatch)" />}
            <Bar
              day={day}
              parts={parts}
              x={index * slot + (slot - width) / 2}
              width={width}
              top={top}
              stacked={stacked}
            />
            <title>
              {day.isAhead
                ? `${day.label}: still to come`
                : `${day.label}: ${parts.map((it, part) => `${it.label} ${day.values[part] === null ? 'not measured' : format(day.values[part] ?? 0)}`).join(', ')} ${unit}${day.gap ? `, ${day.gap}` : ''}`}
            </title>
          </g>
        ))}
      </svg>
      <ol className="bar-x" aria-hidden>
        {labelled(days).map(({ day, index }) => (
          <li key={day.key} style={{ left: `${((index + 0.5) / days.length) * 100}%` }}>
            {day.label}
          </li>
        ))}
      </ol>
    </div>
  );
}

type BarProps = {
  day: BarDay;
  parts: readonly BarPart[];
  x: number;
  width: number;
  top: number;
  stacked: boolean;
};
function Bar({ day, parts, x, width, top, stacked }: BarProps) {
  let below = 0;
  return parts.map((part, index) => {
    const value = day.values[index] ?? 0;
    if (value <= 0) return null;
    const height = (value / top) * HEIGHT;
    const y = HEIGHT - height - (stacked ? (below / top) * HEIGHT : 0);
    below += value;
    return (
      <rect
        key={part.key}
        className="bar-part"
        x={x}
        y={y}
        width={width}
        height={height}
        fill={part.outline ? 'none' : part.color}
        {...(part.outline && {
          stroke: part.color,
          strokeWidth: 1.25,
          vectorEffect: 'non-scaling-stroke' as const,
        })}
      />
    );
  });
}

const sum = (values: readonly (number | null)[]): number =>
  values.reduce((total: number, it) => total + (it ?? 0), 0);

/** At most so many labels stand under the plot: a phone has no room for more. */
const MOST_LABELS = 6;

/** First, last and those that have to be named; between them as many as there is room for, at even distances. */
function labelled(days: readonly BarDay[]): { day: BarDay; index: number }[] {
  const every = Math.max(1, Math.ceil(days.length / (MOST_LABELS - 1)));
  const named = days.flatMap((day, index) => (day.isNamed ? [index] : []));
  const shown: number[] = [...named];
  const hasRoom = (index: number): boolean => shown.every((it) => Math.abs(it - index) >= every * 0.6);
  for (const index of [0, days.length - 1, ...[...days.keys()].filter((it) => it % every === 0)])
    if (index >= 0 && hasRoom(index)) shown.push(index);
  return shown.map((index) => ({ day: days[index]!, index }));
}
