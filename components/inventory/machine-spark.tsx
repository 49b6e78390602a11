'use client';

import { useNow } from '../providers/now.tsx';
import { useRecentReadings } from '../providers/use-live.ts';
import { Spark, type SparkPoint } from '../ui/spark.tsx';
import type { MachineView } from './types.ts';

const WINDOW_MS = 15 * 60_000;
/** What is stored is a value a minute, told when the minute is over. */
const GAP_MS = 130_000;

/** A quarter of an hour of power: what was stored, then what came since. */
export function MachineSpark({
  machine,
  series,
}: {
  machine: MachineView;
  series: readonly SparkPoint[] | undefined;
}) {
  const nowMs = useNow();
  const recent = useRecentReadings(machine.id);
  if (!series) return <span />;
  const lastMs = series.findLast((it) => it.value !== null)?.atMs ?? 0;
  const since = recent
    .filter((it) => it.atMs > lastMs)
    .map((it) => ({ atMs: it.atMs, value: it.powerWatts }));
  return (
    <Spark
      label={`Power of ${machine.name} in the last 15 minutes`}
      points={[...series, ...since]}
      fromMs={nowMs - WINDOW_MS}
      toMs={nowMs}
      gapMs={GAP_MS}
      simulated={machine.simulated}
    />
  );
}
