'use client';

import { useEffect, useLayoutEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { type ChartColors, onThemeChange, readColors, SERIES_COUNT } from './chart-colors.ts';
import { type ChartEvent, drawGaps, drawLabels } from './draw-marks.ts';
import { moveByKey, moveByPointer, scaleOf as pixelsOf } from './move-span.ts';
import { type Grid, niceScale, type TimeSeries, type TimeWindow } from './time-data.ts';
import { tickLabels } from './tick-labels.ts';
import { TICK_SECONDS, tickLabel } from './time-labels.ts';
import type { SpanControl } from './use-chart-span.ts';

export type TimePlotProps = {
  title: string;
  cursor: number | null;
  /** What the crosshair says, in words. */
  readout: string;
  grid: Grid;
  series: readonly TimeSeries[];
  window: TimeWindow;
  events: readonly ChartEvent[];
  timeZone: string;
  syncKey: string;
  format: (value: number) => string;
  max: number | null;
  height: number;
  firstColor: number;
  onCursor: (index: number | null) => void;
  /** What zooms and moves it; without it, the chart shows one time. */
  control?: SpanControl | undefined;
};

/** The canvas of a chart. Everything it draws is read from the newest props, so a live chart is one `setData`. */
export default function TimePlot(props: TimePlotProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  const shape = props.series.map((it) => `${it.key}:${it.simulated ? 1 : 0}`).join(' ');

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    let colors = readColors(element);
    const u = new uPlot(
      optionsFor(latest, () => colors, element.clientWidth),
      toData(latest.current.grid),
      element,
    );
    plot.current = u;
    const size = new ResizeObserver(() => {
      if (element.clientWidth > 0) u.setSize({ width: element.clientWidth, height: latest.current.height });
    });
    size.observe(element);
    const stopMoving = latest.current.control
      ? moveByPointer(u.over, {
          ...pixelsOf(u, () => latest.current.window),
          zoom: (factor, anchorMs) => latest.current.control?.zoom(factor, anchorMs),
          pan: (byMs) => latest.current.control?.pan(byMs),
          isHeld: () => element.parentElement?.contains(document.activeElement) ?? false,
        })
      : () => undefined;
    const stopWatching = onThemeChange(() => {
      colors = readColors(element);
      u.redraw(false, true);
    });
    return () => {
      size.disconnect();
      stopWatching();
      stopMoving();
      u.destroy();
      plot.current = null;
    };
  }, [shape, props.syncKey, props.timeZone, props.height, props.firstColor]);

  useEffect(() => plot.current?.setData(toData(props.grid)), [props.grid]);

  const last = props.grid.seconds.length - 1;
  const place = (index: number | null): void => {
    if (plot.current) moveCrosshair(plot.current, index);
  };
  return (
    <div className="time-plot">
      <div ref={host} style={{ height: props.height }} />
      {/* The arrow keys move the crosshair of every chart on the page. */}
      <input
        type="range"
        className="sr-only"
        aria-label={`Read ${props.title} at a time`}
        {...(props.control && { 'aria-keyshortcuts': '+ - 0 Shift+ArrowLeft Shift+ArrowRight' })}
        aria-valuetext={props.readout}
        min={0}
        max={last}
        value={props.cursor ?? last}
        onChange={(event) => place(Number(event.target.value))}
        onKeyDown={(event) => {
          const { control, grid, cursor } = props;
          const cursorMs = (grid.seconds[cursor ?? last] ?? 0) * 1000;
          if (control && moveByKey(event, control, cursorMs)) event.preventDefault();
        }}
        onFocus={() => place(last)}
        onBlur={() => place(null)}
      />
    </div>
  );
}

const toData = (grid: Grid): uPlot.AlignedData => [grid.seconds, ...grid.columns];

function moveCrosshair(u: uPlot, index: number | null): void {
  const left = index === null ? -10 : u.valToPos(u.data[0][index]!, 'x');
  // The third argument, "tell the other charts", is missing from uPlot's types.
  (u.setCursor as (at: { left: number; top: number }, fire: boolean, publish: boolean) => void)(
    { left, top: index === null ? -10 : 1 },
    true,
    true,
  );
}

function optionsFor(
  latest: { current: TimePlotProps },
  colors: () => ChartColors,
  width: number,
): uPlot.Options {
  const { series, syncKey, timeZone, height, firstColor } = latest.current;
  const scaleOf = (): { top: number; ticks: number[] } => {
    const { max, grid } = latest.current;
    const high =
      max ?? grid.columns.reduce((top, it) => it.reduce((a: number, b) => Math.max(a, b ?? 0), top), 0);
    return niceScale(high, height < 120 ? 2 : 3);
  };
  return {
    width,
    height,
    // On the right half a label with seconds, where the last one stands at the edge.
    padding: [8, 26, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      sync: { key: syncKey, scales: ['x', null] },
      points: { size: 6 },
    },
    scales: {
      x: {
        time: true,
        range: () => [latest.current.window.fromMs / 1000, latest.current.window.toMs / 1000],
      },
      y: { range: () => [0, scaleOf().top] },
    },
    axes: [
      {
        stroke: () => colors().axis,
        font: colors().font,
        size: 24,
        gap: 6,
        space: 80,
        grid: { show: false },
        ticks: { show: false },
        border: { show: true, width: 1, stroke: () => colors().base },
        // Whole seconds at least: finer ticks would all read the same.
        incrs: TICK_SECONDS,
        values: (_u, splits, _axis, _space, incr) =>
          splits.map((it) => tickLabel(it * 1000, incr * 1000, timeZone)),
      },
      {
        stroke: () => colors().axis,
        font: colors().font,
        size: 44,
        gap: 6,
        grid: { stroke: () => colors().grid, width: 1 },
        ticks: { show: false },
        splits: () => scaleOf().ticks,
        values: (_u, splits) => tickLabels(splits, latest.current.format),
      },
    ],
    series: [
      {},
      ...series.map((it, index) => ({
        label: it.label,
        width: 1.5,
        ...(it.simulated && { dash: [5, 4] }),
        stroke: () => colors().series[(index + firstColor) % SERIES_COUNT]!,
        spanGaps: false,
        points: {
          show: true,
          size: 4,
          width: 0,
          fill: () => colors().series[(index + firstColor) % SERIES_COUNT]!,
          filter: alone,
        },
      })),
    ],
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), timeZone),
    hooks: {
      drawClear: [(u) => drawGaps(u, latest.current.grid.gaps, colors())],
      draw: [
        (u) =>
          drawLabels(
            u,
            latest.current.grid.gaps,
            latest.current.events,
            latest.current.series.length,
            colors(),
          ),
      ],
      setCursor: [(u) => latest.current.onCursor(u.cursor.idx ?? null)],
    },
  };
}

/** A reading between two gaps has no line to be seen by: it gets a point. */
function alone(u: uPlot, seriesIndex: number): number[] {
  const column = u.data[seriesIndex]!;
  const found: number[] = [];
  for (let index = 0; index < column.length; index++) {
    if (column[index] != null && column[index - 1] == null && column[index + 1] == null) found.push(index);
  }
  return found;
}
