'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useMemo, useState } from 'react';
import { formatCount, formatZonedMoment } from '@/shared/domain/format.ts';
import { NotMeasured, TimeChart } from '../charts/time-chart.tsx';
import { type TimeWindow, windowSince } from '../charts/time-data.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { useRecentReadings } from '../providers/use-live.ts';
import { ErrorNote } from '../ui/error-note.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import {
  FINEST_STEP_MS,
  GB,
  joinReadings,
  MEASURE,
  type Meter,
  pointsOf,
  shortFigure,
  storedPoints,
} from './live-series.ts';
import type { MachineSeriesView } from './types.ts';

const MINUTE_MS = 60_000;
const PERIODS = [
  { value: '15', label: '15 min' },
  { value: '60', label: '1 h' },
  { value: '360', label: '6 h' },
  { value: '1440', label: '24 h' },
  { value: '10080', label: '7 days' },
  { value: '43200', label: '30 days' },
] as const;
type Period = (typeof PERIODS)[number]['value'];

/** A machine's meters over the last minutes, hours or days, live, on one crosshair. */
export function MachineCharts({ machineId }: { machineId: string }) {
  const [period, setPeriod] = useState<Period>('60');
  const around = useAround();
  const nowMs = useNow(MINUTE_MS);
  const zone = useZone();
  return (
    <section aria-labelledby="machine-charts">
      <div className="flex flex-wrap items-center gap-3 pb-3">
        <h2 id="machine-charts" className="flex-1">
          Meters
          {around && (
            <span className="pl-2 text-sm font-normal text-muted">
              around {formatZonedMoment(around, zone, nowMs)}{' '}
              <Link className="link" href={`/machines/${machineId}`}>
                Back to now
              </Link>
            </span>
          )}
        </h2>
        <Segmented label="Period" options={PERIODS} value={period} onChange={setPeriod} />
      </div>
      <Stored
        key={`${machineId} ${period}`}
        machineId={machineId}
        minutes={Number(period)}
        aroundMs={around?.getTime() ?? null}
      />
    </section>
  );
}

/** A moment that the page was opened for, as an alert's. */
function useAround(): Date | null {
  const at = new Date(useSearchParams().get('at') ?? Number.NaN);
  return Number.isNaN(at.getTime()) ? null : at;
}

/** The stored curve is read again so often: what is live covers the time between. */
const rereadMs = (minutes: number): number => (minutes > 60 ? MINUTE_MS : MINUTE_MS / 4);

type StoredProps = { machineId: string; minutes: number; aroundMs: number | null };

function Stored({ machineId, minutes, aroundMs }: StoredProps) {
  const trpc = useTRPC();
  const atMs = useNow(rereadMs(minutes));
  // What was before and after a moment; as far as there is an after.
  const untilMs = aroundMs === null ? null : Math.min(atMs, aroundMs + (minutes * MINUTE_MS) / 2);
  const from = new Date((untilMs ?? atMs) - minutes * MINUTE_MS).toISOString();
  const to = new Date(untilMs ?? atMs + MINUTE_MS).toISOString();
  const series = useQuery({
    ...trpc.metrics.machines.queryOptions({ machineIds: [machineId], from, to, points: 300 }),
    placeholderData: keepPreviousData,
    gcTime: MINUTE_MS,
  });
  const stored = series.data?.[0];
  if (series.isPending) return <SkeletonRows label="Loading curves" count={5} />;
  if (series.isError) return <ErrorNote error={series.error} onRetry={() => void series.refetch()} />;
  if (!stored) return <p className="text-muted">This machine has told nothing yet.</p>;
  return <Charts stored={stored} lengthMs={minutes * MINUTE_MS} untilMs={untilMs} />;
}

type ChartsProps = { stored: MachineSeriesView; lengthMs: number; untilMs: number | null };

function Charts({ stored, lengthMs, untilMs }: ChartsProps) {
  const timeZone = useZone();
  const nowMs = useNow(Math.max(1000, stored.stepMs));
  const recent = useRecentReadings(stored.machineId);
  const before = useMemo(() => storedPoints(stored.points), [stored]);
  const points = useMemo(
    () => (untilMs === null ? joinReadings(before, recent) : before),
    [before, recent, untilMs],
  );
  const firstMs = points[0]?.atMs;
  const toMs = untilMs ?? nowMs;
  const window: TimeWindow = useMemo(() => {
    const stepMs = Math.max(FINEST_STEP_MS, stored.stepMs);
    return windowSince(firstMs, { fromMs: toMs - lengthMs, toMs, stepMs });
  }, [toMs, lengthMs, stored.stepMs, firstMs]);
  const chart = (
    meter: Meter,
    title: string,
    unit: string,
    firstColor: number,
    more: { factor?: number; max?: number; why: string },
  ) => {
    // A machine that joined just now is asked before its first reading; what is live since is measured.
    if (!stored.measures[MEASURE[meter]] && points.every((it) => it[meter] === null)) {
      const why = points.length === 0 ? 'No reading in this time.' : more.why;
      return <NotMeasured key={meter} title={title} unit={unit} why={why} />;
    }
    const series = [
      {
        key: meter,
        label: stored.machineName,
        simulated: stored.simulated,
        points: pointsOf(points, meter, more.factor),
      },
    ];
    return (
      <TimeChart
        key={meter}
        title={title}
        unit={unit}
        series={series}
        window={window}
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
        factor: 100,
        max: 100,
        why: 'The agent finds no meter of the graphics processor.',
      })}
      {chart('cpuRatio', 'CPU', '%', 4, {
        factor: 100,
        max: 100,
        why: 'The agent finds no meter of the processor.',
      })}
      {chart('memoryUsedBytes', total === null ? 'Memory' : `Memory of ${formatCount(total * GB)}`, 'GB', 2, {
        factor: GB,
        ...(total !== null && { max: total * GB }),
        why: 'The agent cannot read how much memory is used.',
      })}
    </div>
  );
}
