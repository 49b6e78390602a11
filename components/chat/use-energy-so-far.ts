'use client';

import { useState } from 'react';
import { addReadings, type EnergySoFar, NO_ENERGY } from '@/shared/domain/energy-so-far.ts';
import { useRecentReadingsOf } from '../providers/use-live.ts';

type Readings = ReturnType<typeof useRecentReadingsOf>;
type Known = { of: string; readings: Readings; fromMs: number | null; sum: EnergySoFar | null };

/**
 * What the machines of a running answer have used since it began, or since this page watched: by their live watts,
 * until the readings that are kept have come. Null when that is not known.
 */
export function useEnergySoFar(generationId: string, machineIds: readonly string[]): EnergySoFar | null {
  const readings = useRecentReadingsOf(machineIds);
  const [known, setKnown] = useState<Known | null>(null);
  if (known?.of !== generationId || known.readings !== readings) {
    const next = goOn(known?.of === generationId ? known : null, generationId, readings);
    setKnown(next);
    return next.sum;
  }
  return known.sum;
}

function goOn(known: Known | null, of: string, readings: Readings): Known {
  if (known && known.fromMs !== null)
    return { ...known, readings, sum: known.sum && addReadings(known.sum, readings, known.fromMs) };
  const newest = [...readings.values()].map((it) => it.at(-1)?.atMs ?? null);
  if (newest.length === 0 || newest.includes(null)) return { of, readings, fromMs: null, sum: null };
  const fromMs = Math.min(...newest.filter((it) => it !== null));
  return { of, readings, fromMs, sum: addReadings(NO_ENERGY, readings, fromMs) };
}
