'use client';

import { useQuery } from '@tanstack/react-query';
import { useFrameStore } from '../providers/realtime.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { type LabPowerNow, labPowerOf } from './lab-power.ts';

/** The lab's watts of this second; the list's last readings until the first frame has come. */
export function useLabPower(): LabPowerNow & { simulatedWatts: number | null; simulatedMachines: number } {
  const trpc = useTRPC();
  const machines = useQuery(trpc.machines.list.queryOptions()).data?.machines ?? [];
  const frames = useFrameStore();
  const readingOf = (id: string) => frames.latestOf(id) ?? machines.find((it) => it.id === id)?.live ?? null;
  const simulated = machines.filter((it) => it.simulated && it.status !== 'retired');
  const asReal = simulated.map((it) => ({ ...it, simulated: false, sharesHostWith: [] }));
  const { watts: simulatedWatts } = labPowerOf(asReal, readingOf);
  return { ...labPowerOf(machines, readingOf), simulatedWatts, simulatedMachines: simulated.length };
}
