'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { formatCount } from '@/shared/domain/format.ts';
import { ChartEvents } from '../charts/chart-events.tsx';
import { askedWindow, liveSpan, pointsFor } from '../charts/chart-span.ts';
import { SpanBar } from '../charts/span-bar.tsx';
import { NotMeasured, TimeChart } from '../charts/time-chart.tsx';
import { type TimeSeries, type TimeWindow, windowSince } from '../charts/time-data.ts';
import { boundsUntil, type SpanControl, useChartSpan } from '../charts/use-chart-span.ts';
import { useWidth } from '../charts/use-width.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { useRecentReadings } from '../providers/use-live.ts';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import {
  GB,
  joinReadings,
  MEASURE,
  type Meter,
  pointsOf,
  shortFigure,
  stepFor,
  storedPoints,
} from './live-series.ts';
import type { MachineEventsView, MachineSeriesView } from './types.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const PERIODS = [
  { value: '15min', label: '15 min', lengthMs: 15 * MINUTE_MS },
  { value: '1h', label: '1 h', lengthMs: HOUR_MS },
  { value: '24h', label: '24 h', lengthMs: DAY_MS },
  { value: '30d', label: '30 d', lengthMs: 30 * DAY_MS },
  { value: '1y', label: '1 y', lengthMs: 365 * DAY_MS },
] as const;
const WIDTH_PX = 800;
const MOST_EVENTS = 100;

/** A machine's meters, live or of any time, on one crosshair; all of them zoom and move together. */
export function MachineCharts({ machineId }: { machineId: string }) {
  const timeZone = useZone();
  const atMs = useNow(MINUTE_MS / 4);
  const bounds = useMemo(() => boundsUntil(atMs), [atMs]);
  const control = useChartSpan(liveSpan(HOUR_MS, atMs), bounds);
  const [measure, width] = useWidth(WIDTH_PX);
  return (
    <section aria-labelledby="machine-charts" ref={measure}>
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-2 pb-3">
        <h2 id="machine-charts">Meters</h2>
        <SpanBar control={control} periods={PERIODS} timeZone={timeZone} />
      </div>
      <Stored key={machineId} machineId={machineId} control={control} width={width} />
    </section>
  );
}

/** The stored curve is read again so often: what is live covers the time between. */
const rereadMs = (lengthMs: number): number => (lengthMs > HOUR_MS ? MINUTE_MS : MINUTE_MS / 4);

type StoredProps = { machineId: string; control: SpanControl; width: number };

function Stored({ machineId, control, width }: StoredProps) {
  const trpc = useTRPC();
  const { span } = control;
  const asked = askedWindow(span);
  const window = { from: new Date(asked.fromMs).toISOString(), to: new Date(asked.toMs).toISOString() };
  const asItMoves = {
    placeholderData: keepPreviousData,
    gcTime: MINUTE_MS,
    refetchInterval: span.isLive ? rereadMs(span.toMs - span.fromMs) : false,
  } as const;
  const points = pointsFor(span, asked, width);
  const series = useQuery({
    ...trpc.metrics.machines.queryOptions({ machineIds: [machineId], ...window, points }),
    ...asItMoves,
  });
  const told = useQuery({
    ...trpc.metrics.machineEvents.queryOptions({ machineId, ...window, limit: MOST_EVENTS }),
    ...asItMoves,
  });
  const stored = series.data?.[0];
  if (series.isPending) return <SkeletonRows label="Loading curves" count={5} />;
  if (series.isError) return <ErrorNote error={series.error} onRetry={() => void series.refetch()} />;
  if (!stored) return <p className="text-muted">This machine has told nothing yet.</p>;
  return (
    <Charts
      stored={stored}
      told={told.data ?? null}
      control={control}
      asked={series.isPlaceholderData ? null : asked}
    />
  );
}

type ChartsProps = {
  stored: MachineSeriesView;
  told: MachineEventsView | null;
  control: SpanControl;
  /** Of what window the stored curve is; null while it is of another one. */
  asked: { fromMs: number; toMs: number } | null;
};

function Charts({ stored, told, control, asked }: ChartsProps) {
  const timeZone = useZone();
  const { span } = control;
  const nowMs = useNow(Math.max(1000, stored.stepMs));
  const recent = useRecentReadings(stored.machineId);
  const before = useMemo(() => storedPoints(stored.points), [stored]);
  const points = useMemo(
    () => (span.isLive ? joinReadings(before, recent) : before),
    [before, recent, span.isLive],
  );
  const window = useWindow(control, points, stored.stepMs, nowMs);
  // What stands still draws nothing again while the readings of now go on.
  const curves = useMemo(() => {
    const { machineName: label, simulated } = stored;
    const curve = (meter: Meter, factor?: number): TimeSeries[] => [
      { key: meter, label, simulated, points: pointsOf(points, meter, factor) },
    ];
    return {
      powerWatts: curve('powerWatts'),
      gpuRatio: curve('gpuRatio', 100),
      cpuRatio: curve('cpuRatio', 100),
      memoryUsedBytes: curve('memoryUsedBytes', GB),
    };
  }, [stored, points]);
  const events = useMemo(
    () => (told?.events ?? []).map((it) => ({ atMs: Date.parse(it.at), label: it.label })),
    [told],
  );
  const [knownFrom, knownTo] = asked
    ? [asked.fromMs, asked.toMs]
    : [points[0]?.atMs ?? 0, points.at(-1)?.atMs ?? 0];
  const known = useMemo(() => ({ fromMs: knownFrom, toMs: knownTo }), [knownFrom, knownTo]);
  const chart = (
    meter: Meter,
    title: string,
    unit: string,
    firstColor: number,
    more: { max?: number; why: string },
  ) => {
    // A machine that joined just now is asked before its first reading; what is live since is measured.
    if (!stored.measures[MEASURE[meter]] && points.every((it) => it[meter] === null)) {
      const why = points.length === 0 ? 'No reading in this time.' : more.why;
      return <NotMeasured key={meter} title={title} unit={unit} why={why} />;
    }
    return (
      <TimeChart
        key={meter}
        title={title}
        unit={unit}
        series={curves[meter]}
        window={window}
        known={known}
        events={events}
        control={control}
        timeZone={timeZone}
        syncKey={stored.machineId}
        format={shortFigure}
        height={116}
        firstColor={firstColor}
        {...(more.max !== undefined && { max: more.max })}
      />
    );
  };
  const total = stored.memoryTotalBytes;
  return (
    <div className="flex flex-col gap-4">
      {chart('powerWatts', 'Power', 'W', 0, {
        why: 'This machine has no power meter its agent can read. A plug meter would add one.',
      })}
      {chart('gpuRatio', 'GPU', '%', 1, {
        max: 100,
        why: 'The agent finds no meter of the graphics processor.',
      })}
      {chart('cpuRatio', 'CPU', '%', 4, {
        max: 100,
        why: 'The agent finds no meter of the processor.',
      })}
      {chart('memoryUsedBytes', total === null ? 'Memory' : `Memory of ${formatCount(total * GB)}`, 'GB', 2, {
        ...(total !== null && { max: total * GB }),
        why: 'The agent cannot read how much memory is used.',
      })}
      <ChartEvents events={events} window={window} timeZone={timeZone} hasMore={told?.hasMore ?? false} />
    </div>
  );
}

/** To this second while it is live; by itself a page begins with the machine's first reading. */
function useWindow(
  { span, isStandard }: SpanControl,
  points: readonly { atMs: number }[],
  storedStepMs: number,
  nowMs: number,
): TimeWindow {
  const firstMs = isStandard ? points[0]?.atMs : undefined;
  const toMs = span.isLive ? Math.max(nowMs, span.toMs) : span.toMs;
  const fromMs = toMs - (span.toMs - span.fromMs);
  const stepMs = stepFor(storedStepMs, toMs - fromMs);
  return useMemo(() => windowSince(firstMs, { fromMs, toMs, stepMs }), [firstMs, fromMs, toMs, stepMs]);
}
