'use client';

import { useMemo } from 'react';
import { useNow } from '../providers/now.tsx';
import { useLiveReadings } from '../providers/use-live.ts';
import { type LabLoad, labLoadOf } from './lab-load.ts';
import type { MachineView } from './types.ts';

/** What the lab's real Macs do now, from the same readings as their rows. */
export function useLabLoad(machines: readonly MachineView[]): LabLoad {
  const nowMs = useNow(5000);
  const framed = useLiveReadings(useMemo(() => machines.map((it) => it.id), [machines]));
  return useMemo(() => labLoadOf(machines, framed, nowMs), [machines, framed, nowMs]);
}
