'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../providers/trpc.tsx';
import { useLabGlance } from '../providers/use-lab-glance.ts';
import { useRefreshEach } from '../providers/use-refresh-each.ts';
import './lab-head.css';
import { LabChart } from './lab-chart.tsx';
import { MeteredFigures, UnmeteredFigures } from './lab-figures.tsx';
import { FreeLead, PowerLead } from './lab-lead.tsx';
import type { MachineView } from './types.ts';
import { useLabLoad } from './use-lab-load.ts';

const REFRESH_MS = 60_000;

/**
 * The answer first: what the lab draws now and lately, what is free, what today has cost. A lab that measures no
 * power opens with what it does know: what is free, how busy it is, and the memory in use.
 */
export function LabHead({ machines }: { machines: readonly MachineView[] }) {
  const trpc = useTRPC();
  const refetchInterval = useRefreshEach(REFRESH_MS);
  const { data: lab } = useQuery({ ...trpc.machines.labNow.queryOptions(), refetchInterval });
  const now = useLabGlance();
  const load = useLabLoad(machines);
  if (!now) return <section aria-label="The lab now" className="lab-head" />;
  const isMetered = now.powerWatts !== null || lab?.energyTodayJoules != null;
  return (
    <section aria-label="The lab now" className="lab-head">
      {isMetered ? <PowerLead now={now} /> : <FreeLead now={now} machines={machines} />}
      <LabChart now={now} load={load} isMetered={isMetered} />
      {lab &&
        (isMetered ? (
          <MeteredFigures lab={lab} now={now} machines={machines} />
        ) : (
          <UnmeteredFigures lab={lab} now={now} load={load} />
        ))}
    </section>
  );
}
