'use client';

import { useQuery } from '@tanstack/react-query';
import { formatWatts, splitUnit } from '@/shared/domain/format.ts';
import { TimeChart } from '../charts/time-chart.tsx';
import type { TimePoint, TimeSeries } from '../charts/time-data.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { useRefreshEach } from '../providers/use-refresh-each.ts';

const HOURS = 6;
const REFRESH_MS = 60_000;
const HEIGHT = 92;

const toPoints = (points: readonly { at: string; powerWatts: number | null }[]): TimePoint[] =>
  points.map((it) => ({ atMs: new Date(it.at).getTime(), value: it.powerWatts }));

/** The lab's watts of the last hours; real and simulated machines never in one line. */
export function LabChart() {
  const trpc = useTRPC();
  const zone = useZone();
  const minuteMs = useNow(REFRESH_MS);
  const refetchInterval = useRefreshEach(REFRESH_MS);
  const { data } = useQuery({ ...trpc.metrics.lab.queryOptions({ hours: HOURS }), refetchInterval });
  if (!data) return <div style={{ minHeight: HEIGHT }} />;
  const real = toPoints(data.points);
  const simulated = toPoints(data.simulatedPoints);
  const series: TimeSeries[] = [];
  if (real.some((it) => it.value !== null)) series.push({ key: 'lab', label: 'Lab', points: real });
  if (simulated.some((it) => it.value !== null)) {
    series.push({ key: 'simulated', label: 'Simulated machines', simulated: true, points: simulated });
  }
  if (series.length === 0) return <div />;
  return (
    <TimeChart
      title="Lab power"
      unit="W"
      about={`last ${HOURS} hours`}
      series={series}
      window={{ fromMs: minuteMs - HOURS * 3_600_000, toMs: minuteMs + REFRESH_MS, stepMs: data.stepMs }}
      timeZone={zone}
      syncKey="lab"
      format={(watts) => splitUnit(formatWatts(watts)).value}
      height={HEIGHT}
      firstColor={series[0]?.simulated ? 3 : 0}
    />
  );
}
