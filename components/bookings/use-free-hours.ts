'use client';

import { useMemo } from 'react';
import type { TimelineContents } from './timeline-bars.ts';
import type { TimelineGroup } from './timeline-rows.ts';
import { freeHours, takenTimes } from './timeline-taken.ts';
import type { TimelineWindow } from './timeline-window.ts';

const HOUR_MS = 3_600_000;

/** What is taken of a window's machines, and how many real ones are free in each hour: worked out anew once an hour. */
export function useFreeHours(
  groups: readonly TimelineGroup[],
  contents: TimelineContents,
  window: TimelineWindow,
  nowMs: number,
) {
  const hourMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
  const machines = useMemo(() => groups.flatMap((it) => it.machines), [groups]);
  const times = useMemo(() => takenTimes(contents), [contents]);
  const hours = useMemo(() => freeHours(machines, times, window, hourMs), [machines, times, window, hourMs]);
  return { hourMs, machines, times, hours, real: machines.filter((it) => !it.simulated).length };
}
