'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { formatCount } from '@/shared/domain/format.ts';
import { ChartEvents } from '../charts/chart-events.tsx';
import { askedWindow, pointsFor } from '../charts/chart-span.ts';
import { SpanBar } from '../charts/span-bar.tsx';
import { NotMeasured, TimeChart } from '../charts/time-chart.tsx';
import type { TimeSeries, TimeWindow } from '../charts/time-data.ts';
import { type SpanControl, useChartSpan } from '../charts/use-chart-span.ts';
import { useWidth } from '../charts/use-width.ts';
import {
  GB,
  joinRates,
  joinReadings,
  MEASURE,
  type Meter,
  pointsOf,
  shortFigure,
  stepFor,
  storedPoints,
} from '../metrics/live-series.ts';
import { useNow } from '../providers/now.tsx';
import { useConnection, useSessionTopic } from '../providers/realtime.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { useRecentReadingsOf, useSessionRates } from '../providers/use-live.ts';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import type { SessionDetailView, SessionSeriesView } from './types.ts';

const WIDTH_PX = 800;
/** The stored curve is read again before what is live no longer covers the time since. */
const REREAD_MS = 60_000;

/** The steps before "ready" follow each other too closely to be told apart here. */
const TOLD = new Set(['Ready', 'Ending', 'Failed']);

type SessionChartsProps = { session: SessionDetailView; timeZone: string; isOver: boolean };

const MINUTE_MS = 60_000;
const PERIODS = [
  { value: 'all', label: 'All of it', lengthMs: null },
  { value: '15min', label: '15 min', lengthMs: 15 * MINUTE_MS },
  { value: '2min', label: '2 min', lengthMs: 2 * MINUTE_MS },
] as const;

/** Power of each Mac, tokens, processors and memory since the start or of any part, on one crosshair. */
export default function SessionCharts({ session, timeZone, isOver }: SessionChartsProps) {
  const trpc = useTRPC();
  useSessionTopic(session.id);
  const nowMs = useNow(MINUTE_MS / 4);
  const fromMs = Date.parse(session.createdAt);
  const endMs = session.endedAt ? Date.parse(session.endedAt) : nowMs;
  const bounds = useMemo(() => ({ fromMs, toMs: Math.max(endMs, fromMs + MINUTE_MS) }), [fromMs, endMs]);
  const control = useChartSpan({ ...bounds, isLive: true }, bounds);
  const [measure, width] = useWidth(WIDTH_PX);
  const asked = control.isStandard ? null : askedWindow(control.span);
  const series = useQuery(
    trpc.metrics.session.queryOptions(
      {
        sessionId: session.id,
        points: pointsFor(control.span, asked ?? control.span, width),
        ...(asked && { from: new Date(asked.fromMs).toISOString(), to: new Date(asked.toMs).toISOString() }),
      },
      { refetchInterval: isOver ? false : REREAD_MS, staleTime: 30_000, placeholderData: keepPreviousData },
    ),
  );
  if (series.isPending) return <SkeletonRows count={6} label="Loading curves" />;
  if (series.isError) return <p role="alert">The curves could not be read. The rest of the page is live.</p>;
  return (
    <div ref={measure} className="flex flex-col gap-2">
      <SpanBar control={control} periods={PERIODS} timeZone={timeZone} />
      <Charts session={session} stored={series.data} timeZone={timeZone} isOver={isOver} control={control} />
    </div>
  );
}

type ChartsProps = SessionChartsProps & { stored: SessionSeriesView; control: SpanControl };
function Charts({ session, stored, timeZone, isOver, control }: ChartsProps) {
  const { span, isStandard } = control;
  const curves = useCurves(session, stored, isOver || !span.isLive);
  // What is shown of a part that is read anew is known as far as it was read.
  const known = useMemo(
    () => ({ fromMs: Date.parse(stored.from), toMs: curves.toMs }),
    [stored, curves.toMs],
  );
  const window: TimeWindow = useMemo(() => {
    const toMs = isStandard || span.isLive ? curves.toMs : span.toMs;
    const fromMs = isStandard ? Date.parse(stored.whole.from) : toMs - (span.toMs - span.fromMs);
    return { fromMs, toMs, stepMs: stepFor(stored.stepMs, toMs - fromMs) };
  }, [stored, curves.toMs, isStandard, span]);
  const events = useMemo(
    () =>
      stored.events
        .filter((it) => TOLD.has(it.label))
        .map((it) => ({ atMs: Date.parse(it.at), label: it.label })),
    [stored],
  );
  const common = { window, known, timeZone, syncKey: session.id, events, control };
  // A session that is over draws nothing again while the page around it goes on.
  const { power, load, memory, tokens } = useMemo(
    () => seriesOf(stored, curves, session.simulated),
    [stored, curves, session.simulated],
  );
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
        format={shortFigure}
        height={116}
      />
      {load.series.length > 0 ? (
        <TimeChart
          {...common}
          title={load.title}
          unit="%"
          series={load.series}
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
          format={shortFigure}
          height={116}
        />
      ) : (
        <NotMeasured title="Memory" unit="GB" why="None of these machines tells its memory." />
      )}
      <ChartEvents events={events} window={window} timeZone={timeZone} />
    </div>
  );
}

const whole = (value: number): string => formatCount(value);

function seriesOf(stored: SessionSeriesView, curves: ReturnType<typeof useCurves>, simulated: boolean) {
  const of = (meter: Meter, factor = 1): TimeSeries[] =>
    stored.machines
      .filter((it) => it.measures[MEASURE[meter]])
      .map((it) => ({
        key: it.machineId,
        label: it.machineName,
        simulated: it.simulated,
        points: pointsOf(curves.machines.get(it.machineId) ?? [], meter, factor),
        quiet: stored.sleeps.filter((one) => one.machineId === it.machineId).map(toQuiet),
      }));
  const gpu = of('gpuRatio', 100);
  const tokens: TimeSeries[] = [{ key: 'tokens', label: 'Session', simulated, points: curves.tokens }];
  return {
    power: of('powerWatts'),
    load: gpu.length > 0 ? { title: 'GPU', series: gpu } : { title: 'CPU', series: of('cpuRatio', 100) },
    memory: of('memoryUsedBytes', GB),
    tokens,
  };
}

const toQuiet = ({ from, to, isSure }: SessionSeriesView['sleeps'][number]) => ({
  fromMs: Date.parse(from),
  toMs: Date.parse(to),
  why: isSure ? 'asleep' : 'asleep or frozen',
});

/** The stored curves with what came since, to this second while the session is there. */
function useCurves(session: SessionDetailView, stored: SessionSeriesView, isOver: boolean) {
  const nowMs = useNow(1000);
  const recent = useRecentReadingsOf(isOver ? [] : stored.machines.map((it) => it.machineId));
  const rates = useSessionRates(session.id);
  const storedToMs = Date.parse(stored.to);
  const toMs = isOver ? storedToMs : Math.max(storedToMs, nowMs);
  // Without a word from the portal nobody knows whether it makes tokens.
  const isHeard = useConnection().state === 'online';
  const readyUntilMs = session.state === 'ready' && isHeard ? toMs : null;
  const before = useMemo(
    () => ({
      machines: stored.machines.map((it) => ({
        machineId: it.machineId,
        points: storedPoints(it.points),
      })),
      tokens: stored.tokens.map((it) => ({ atMs: Date.parse(it.at), value: it.tokensPerSecond })),
    }),
    [stored],
  );
  return useMemo(() => {
    const machines = new Map(
      before.machines.map((it) => [it.machineId, joinReadings(it.points, recent.get(it.machineId) ?? [])]),
    );
    const tokens = joinRates(before.tokens, isOver ? [] : rates, readyUntilMs);
    return { machines, tokens, toMs };
  }, [before, recent, rates, isOver, readyUntilMs, toMs]);
}
