'use client';

import { useQuery } from '@tanstack/react-query';
import { formatTime, formatWatts, splitUnit } from '@/shared/domain/format.ts';
import { TimeChart } from '../charts/time-chart.tsx';
import { type TimePoint, type TimeSeries, windowFrom } from '../charts/time-data.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { useRefreshEach } from '../providers/use-refresh-each.ts';
import type { HeadFigures } from './head-kind.ts';
import type { LabLoad } from './lab-load.ts';
import type { LabSeriesView } from './types.ts';

const HOURS = 6;
const REFRESH_MS = 60_000;
const HEIGHT = 92;

type Point = LabSeriesView['points'][number];
type Props = { head: HeadFigures; load: LabLoad; isMetered: boolean };

const toPoints = (points: readonly Point[], valueOf: (it: Point) => number | null): TimePoint[] =>
  points.map((it) => ({ atMs: new Date(it.at).getTime(), value: valueOf(it) }));
const percentOf = (ratio: number | null): number | null => (ratio === null ? null : ratio * 100);

/** The lab's last hours: its watts, or how busy it was where nothing measures them. What is now is told as elsewhere. */
export function LabChart({ head, load, isMetered }: Props) {
  const trpc = useTRPC();
  const zone = useZone();
  const minuteMs = useNow(REFRESH_MS);
  const refetchInterval = useRefreshEach(REFRESH_MS);
  const { data } = useQuery({ ...trpc.metrics.lab.queryOptions({ hours: HOURS }), refetchInterval });
  if (!data) return <div style={{ minHeight: HEIGHT }} />;
  const series = (isMetered ? powerSeries(data, head) : loadSeries(data, load)).filter((it) =>
    it.points.some(({ value }) => value !== null),
  );
  if (series.length === 0) return <div />;
  const fromMs = minuteMs - HOURS * 3_600_000;
  // The minute that runs has no sum yet.
  const window = windowFrom(series, { fromMs, toMs: minuteMs, stepMs: data.stepMs });
  const when = window.fromMs === fromMs ? `last ${HOURS} hours` : `since ${formatTime(window.fromMs, zone)}`;
  return (
    <TimeChart
      title={isMetered ? 'Lab power' : load.of}
      unit={isMetered ? 'W' : '%'}
      about={isMetered ? when : `${when} · no power meter`}
      series={series}
      window={window}
      timeZone={zone}
      syncKey="lab"
      format={isMetered ? (watts) => splitUnit(formatWatts(watts)).value : (share) => share.toFixed(0)}
      height={HEIGHT}
      firstColor={series[0]?.simulated ? 3 : 0}
      {...(!isMetered && { max: 100 })}
    />
  );
}

/** Real and simulated machines never in one picture. */
const powerSeries = (data: LabSeriesView, { kind, powerWatts: now }: HeadFigures): TimeSeries[] => [
  kind === 'real'
    ? { key: 'lab', label: 'Lab', points: toPoints(data.points, (it) => it.powerWatts), now }
    : {
        key: 'simulated',
        label: 'Simulated machines',
        simulated: true,
        points: toPoints(data.simulatedPoints, (it) => it.powerWatts),
        now,
      },
];

const loadSeries = (data: LabSeriesView, { of, ratio }: LabLoad): TimeSeries[] => [
  {
    key: 'load',
    label: 'Lab',
    points: toPoints(data.points, (it) => percentOf(of === 'GPU' ? it.gpuRatio : it.cpuRatio)),
    now: percentOf(ratio),
  },
];
