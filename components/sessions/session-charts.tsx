'use client';

import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { formatCount } from '@/shared/domain/format.ts';
import type { MetricFrame } from '@/shared/protocol/console.ts';
import { NotMeasured, TimeChart } from '../charts/time-chart.tsx';
import type { TimePoint, TimeSeries, TimeWindow } from '../charts/time-data.ts';
import { createFrameLog, FINEST_STEP_MS } from '../metrics/frame-log.ts';
import { appendReading, type MachinePoint, type Meter, pointsOf } from '../metrics/live-series.ts';
import { useMetricFrames } from '../providers/realtime.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import type { SessionDetailView, SessionSeriesView } from './types.ts';

const POINTS = 300;
/** The stored curve is read again now and then, so that its step grows with the session. */
const REREAD_MS = 300_000;
/** As Apple sells memory. */
const GB = 1 / 2 ** 30;

/** The steps before "ready" follow each other too closely to be told apart here. */
const TOLD = new Set(['Ready', 'Ending', 'Failed']);

type Curves = {
  machines: ReadonlyMap<string, readonly MachinePoint[]>;
  tokens: readonly TimePoint[];
  toMs: number;
};
type SessionChartsProps = { session: SessionDetailView; timeZone: string; isOver: boolean };

/** Power of each Mac, tokens, processors and memory since the start, on one crosshair. */
export default function SessionCharts({ session, timeZone, isOver }: SessionChartsProps) {
  const trpc = useTRPC();
  // Frames that come while the stored curve is on its way: without them its end would show a gap.
  const [log] = useState(createFrameLog);
  useMetricFrames(log.keep);
  const series = useQuery(
    trpc.metrics.session.queryOptions(
      { sessionId: session.id, points: POINTS },
      { refetchInterval: isOver ? false : REREAD_MS, staleTime: 30_000 },
    ),
  );
  if (series.isPending) return <SkeletonRows count={6} label="Loading curves" />;
  if (series.isError) return <p role="alert">The curves could not be read. The rest of the page is live.</p>;
  return (
    <Charts
      key={series.dataUpdatedAt}
      session={session}
      stored={series.data}
      recent={isOver ? NO_FRAMES : log.frames}
      timeZone={timeZone}
      isOver={isOver}
    />
  );
}

const NO_FRAMES = (): readonly MetricFrame[] => [];
type ChartsProps = SessionChartsProps & { stored: SessionSeriesView; recent: () => readonly MetricFrame[] };
function Charts({ session, stored, recent, timeZone, isOver }: ChartsProps) {
  const [curves, setCurves] = useState(() =>
    recent().reduce(
      (known, frame) => addFrame(known, frame, session, Date.parse(stored.from)),
      storedCurves(stored),
    ),
  );
  useMetricFrames((frame) => {
    if (!isOver) setCurves((known) => addFrame(known, frame, session, Date.parse(stored.from)));
  });
  const window: TimeWindow = useMemo(
    () => ({
      fromMs: Date.parse(stored.from),
      toMs: curves.toMs,
      stepMs: Math.max(FINEST_STEP_MS, stored.stepMs),
    }),
    [stored, curves.toMs],
  );
  const events = useMemo(
    () =>
      stored.events
        .filter((it) => TOLD.has(it.label))
        .map((it) => ({ atMs: Date.parse(it.at), label: it.label })),
    [stored],
  );
  const common = { window, timeZone, syncKey: session.id, events };
  const of = (meter: Meter, factor = 1): TimeSeries[] =>
    stored.machines
      .filter((it) => it.measures[MEASURE[meter]])
      .map((it) => ({
        key: it.machineId,
        label: it.machineName,
        simulated: it.simulated,
        points: pointsOf(curves.machines.get(it.machineId) ?? [], meter, factor),
      }));
  const power = of('powerWatts');
  const gpu = of('gpuRatio', 100);
  const cpu = of('cpuRatio', 100);
  const memory = of('memoryUsedBytes', GB);
  const tokens: TimeSeries[] = [
    { key: 'tokens', label: 'Session', simulated: session.simulated, points: curves.tokens },
  ];
  const load = gpu.length > 0 ? { title: 'GPU', its: gpu } : { title: 'CPU', its: cpu };
  return (
    <div className="session-charts">
      {power.length > 0 ? (
        <TimeChart
          {...common}
          title="Power"
          unit="W"
          about="each Mac"
          series={power}
          format={whole}
          height={184}
        />
      ) : (
        <NotMeasured
          title="Power"
          unit="W"
          why="None of these machines has a power meter the agent can read."
        />
      )}
      <TimeChart
        {...common}
        title="Tokens"
        unit="tok/s"
        about="all requests"
        series={tokens}
        format={short}
        height={116}
      />
      {load.its.length > 0 ? (
        <TimeChart
          {...common}
          title={load.title}
          unit="%"
          series={load.its}
          format={whole}
          max={100}
          height={116}
        />
      ) : (
        <NotMeasured title="Processor" unit="%" why="None of these machines tells how busy it is." />
      )}
      {memory.length > 0 ? (
        <TimeChart
          {...common}
          title="Memory"
          unit="GB"
          about="whole machine"
          series={memory}
          format={short}
          height={116}
        />
      ) : (
        <NotMeasured title="Memory" unit="GB" why="None of these machines tells its memory." />
      )}
    </div>
  );
}

const MEASURE = { powerWatts: 'power', cpuRatio: 'cpu', gpuRatio: 'gpu', memoryUsedBytes: 'memory' } as const;
const whole = (value: number): string => formatCount(value);
const short = (value: number): string =>
  value < 100 ? String(Number(value.toFixed(1))) : formatCount(value);

function storedCurves(stored: SessionSeriesView): Curves {
  return {
    machines: new Map(
      stored.machines.map((it) => [
        it.machineId,
        it.points.map(({ at, ...meters }) => ({ ...meters, atMs: Date.parse(at) })),
      ]),
    ),
    tokens: stored.tokens.map((it) => ({ atMs: Date.parse(it.at), value: it.tokensPerSecond })),
    toMs: Date.parse(stored.to),
  };
}

function addFrame(known: Curves, frame: MetricFrame, session: SessionDetailView, fromMs: number): Curves {
  const machines = new Map(known.machines);
  for (const it of frame.machines) {
    const points = machines.get(it.machineId);
    if (points) machines.set(it.machineId, appendReading(points, it.live, fromMs));
  }
  const atMs = new Date(frame.at).getTime();
  // A ready session that a frame does not name makes no tokens just now: that is a true zero.
  const rate = frame.sessions.find((it) => it.sessionId === session.id)?.tokensPerSecond ?? 0;
  const isNew = atMs > (known.tokens.at(-1)?.atMs ?? 0);
  const tokens = session.state === 'ready' && isNew ? [...known.tokens, { atMs, value: rate }] : known.tokens;
  return { machines, tokens, toMs: Math.max(known.toMs, atMs) };
}
