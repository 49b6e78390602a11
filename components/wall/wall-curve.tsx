'use client';

import { memo, useId } from 'react';
import { formatTime, formatWatts } from '@/shared/domain/format.ts';
import { niceScale, type TimePoint, toGrid, windowFrom } from '../charts/time-data.ts';
import { describeChart } from '../charts/time-labels.ts';
import type { WallView } from './types.ts';

const HIGH = 100;
const WIDE = 1000;
const HOUR_MS = 3_600_000;

type Props = {
  curve: WallView['curve'];
  simulated: boolean;
  timeZone: string;
  nowMs: number;
  note: string;
};

/** The lab's watts of the last hours, read from afar: no crosshair, gaps as gaps, and its figures by the hour as a table. */
export const WallCurve = memo(function WallCurve({ curve, simulated, timeZone, nowMs, note }: Props) {
  const hatch = useId();
  const points = curve.points.map((it) => ({ atMs: Date.parse(it.at), value: it.powerWatts }));
  const series = [{ key: 'lab', label: 'Lab', simulated, points }];
  const fromMs = nowMs - curve.hours * HOUR_MS;
  // The minute that runs has no sum yet.
  const toMs = Math.floor(nowMs / 60_000) * 60_000;
  const window = windowFrom(series, { fromMs, toMs, stepMs: curve.stepMs });
  const { gaps } = toGrid(series, window);
  const { top, ticks } = niceScale(Math.max(0, ...points.map((it) => it.value ?? 0)), 2);
  const x = (atMs: number): number =>
    Math.max(0, Math.min(WIDE, ((atMs - window.fromMs) / (window.toMs - window.fromMs)) * WIDE));
  const y = (value: number): number => HIGH - (value / top) * HIGH;
  const color = simulated ? 'var(--simulated)' : 'var(--accent)';
  const format = (watts: number): string => formatWatts(watts);
  return (
    <figure className="w-curve">
      <figcaption>
        <b>
          {window.fromMs === fromMs
            ? `Last ${curve.hours} hours`
            : `Since ${formatTime(window.fromMs, timeZone)}`}
        </b>{' '}
        <span>{note}</span>
      </figcaption>
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn here, not an image file */}
      <svg
        viewBox={`0 0 ${WIDE} ${HIGH}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={describeChart('Lab power', 'W', series, gaps, window, timeZone, format)}
      >
        <pattern id={hatch} width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M0 0V8" stroke="var(--border-strong)" strokeWidth="1.5" />
        </pattern>
        {ticks.map((it) => (
          <path key={it} className="w-grid" data-base={it === 0 || undefined} d={`M0 ${y(it)}H${WIDE}`} />
        ))}
        {gaps.map((it) => (
          <rect
            key={it.fromMs}
            x={x(it.fromMs)}
            y={0}
            width={x(it.toMs) - x(it.fromMs)}
            height={HIGH}
            fill={`url(#${hatch})`}
          />
        ))}
        {runsOf(points, window.stepMs).map((run) => {
          const line = run.map((it) => `${x(it.atMs).toFixed(1)} ${y(it.value ?? 0).toFixed(1)}`).join('L');
          const [first, last] = [run[0]!, run.at(-1)!];
          return (
            <g key={first.atMs}>
              <path
                d={`M${x(first.atMs)} ${HIGH}L${line}L${x(last.atMs)} ${HIGH}Z`}
                fill={color}
                opacity={0.16}
              />
              <path
                className="w-line"
                d={`M${line}${run.length === 1 ? 'h2' : ''}`}
                stroke={color}
                {...(simulated && { strokeDasharray: '10 6' })}
              />
            </g>
          );
        })}
      </svg>
      <ol className="w-hours" aria-hidden>
        <li style={{ left: 0 }}>{formatTime(window.fromMs, timeZone)}</li>
        {hoursWithin(window, 2).map((atMs) => (
          <li key={atMs} style={{ left: `${x(atMs) / 10}%` }}>
            {formatTime(atMs, timeZone)}
          </li>
        ))}
        <li style={{ left: '100%' }}>now</li>
      </ol>
      <table className="sr-only">
        <caption>Lab power in W, means by the hour</caption>
        <tbody>
          {hoursWithin(window, 1).map((atMs) => (
            <tr key={atMs}>
              <th scope="row">{formatTime(atMs, timeZone)}</th>
              <td>{meanAfter(points, atMs, format)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
});

/** Points that follow each other without a gap. */
function runsOf(points: readonly TimePoint[], stepMs: number): TimePoint[][] {
  const runs: TimePoint[][] = [];
  let lastMs = -Infinity;
  for (const it of points) {
    if (it.value === null) continue;
    if (it.atMs - lastMs <= 1.5 * stepMs) runs.at(-1)!.push(it);
    else runs.push([it]);
    lastMs = it.atMs;
  }
  return runs;
}

/** Whole hours, so many apart, that have room for their label beside the two at the edges. */
function hoursWithin({ fromMs, toMs }: { fromMs: number; toMs: number }, apart: number): number[] {
  const roomMs = apart > 1 ? Math.max(HOUR_MS, (toMs - fromMs) / 6) : 0;
  const hours: number[] = [];
  for (let atMs = Math.ceil(fromMs / HOUR_MS) * HOUR_MS; atMs < toMs - roomMs; atMs += HOUR_MS) {
    if (atMs >= fromMs + roomMs && (hours.length === 0 || atMs - hours.at(-1)! >= apart * HOUR_MS))
      hours.push(atMs);
  }
  return hours;
}

function meanAfter(points: readonly TimePoint[], fromMs: number, format: (watts: number) => string): string {
  const values = points.flatMap((it) =>
    it.value !== null && it.atMs >= fromMs && it.atMs < fromMs + HOUR_MS ? [it.value] : [],
  );
  return values.length === 0 ? 'no readings' : format(values.reduce((a, b) => a + b) / values.length);
}
