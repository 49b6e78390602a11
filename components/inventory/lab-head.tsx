'use client';

import { useQuery } from '@tanstack/react-query';
import {
  formatCoverage,
  formatEnergy,
  formatTokens,
  formatWatts,
  splitUnit,
} from '@/shared/domain/format.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { useLabGlance } from '../providers/use-lab-glance.ts';
import { useRefreshEach } from '../providers/use-refresh-each.ts';
import { Figure } from '../ui/figure.tsx';
import { Value } from '../ui/value.tsx';
import { LabChart } from './lab-chart.tsx';
import type { LabNowView } from './types.ts';

const REFRESH_MS = 60_000;
const NAMED = 3;

/** The answer first: the lab's power now and lately, what is free, what today has cost. */
export function LabHead() {
  const trpc = useTRPC();
  const refetchInterval = useRefreshEach(REFRESH_MS);
  const { data: lab } = useQuery({ ...trpc.machines.labNow.queryOptions(), refetchInterval });
  return (
    <section
      aria-label="The lab now"
      className="grid items-end gap-x-5 gap-y-3 border-b border-border pb-4 tablet:grid-cols-[10rem_minmax(0,1fr)] wide:grid-cols-[10rem_minmax(0,1fr)_auto]"
    >
      <Lead />
      <LabChart />
      {lab && <Figures lab={lab} />}
    </section>
  );
}

function Lead() {
  const now = useLabGlance();
  if (!now) return <div />;
  const { powerWatts, measuredMachines, machines, simulatedPowerWatts, simulatedMachines } = now;
  const parts = powerWatts === null ? null : splitUnit(formatWatts(powerWatts));
  return (
    <div className="self-start tablet:self-end">
      {parts ? (
        <p className="text-2xl font-[480] tracking-[-0.03em] whitespace-nowrap">
          {parts.value}
          <small className="text-md tracking-normal text-text-2"> {parts.unit}</small>
        </p>
      ) : (
        <p className="text-lg">
          <Value state="not-measured" reason="No real machine in the lab reports its power." />
        </p>
      )}
      <p className="text-sm text-muted">
        {powerWatts === null ? 'power' : 'now'}, from {measuredMachines} of {machines} Macs
      </p>
      {simulatedMachines > 0 && (
        <p className="text-sm text-simulated-text">
          {simulatedPowerWatts === null ? 'no reading' : formatWatts(simulatedPowerWatts)} from{' '}
          {simulatedMachines} simulated, apart
        </p>
      )}
    </div>
  );
}

function Figures({ lab }: { lab: LabNowView }) {
  const free = lab.freeMachines;
  const names = free.slice(0, NAMED).join(', ');
  const more = free.length > NAMED ? ` and ${free.length - NAMED} more` : '';
  const energy = lab.energyTodayJoules === null ? null : splitUnit(formatEnergy(lab.energyTodayJoules));
  const tokens = splitUnit(formatTokens(lab.tokensToday));
  const sessions = lab.runningSessions === 1 ? '1 session' : `${lab.runningSessions} sessions`;
  return (
    <dl className="col-span-full grid grid-cols-3 gap-4 wide:col-span-1 wide:flex wide:gap-8">
      <Figure
        label="Free now"
        value={free.length}
        unit={`of ${lab.machines}`}
        basis={names ? names + more : 'none'}
      />
      <Figure
        label="Energy today"
        value={
          energy?.value ?? (
            <span className="text-base">
              <Value state="not-measured" reason="No real machine in the lab counts its energy." />
            </span>
          )
        }
        unit={energy?.unit}
        basis={
          energy && lab.energyTodayCoverage !== null && `${formatCoverage(lab.energyTodayCoverage)} covered`
        }
      />
      <Figure label="Tokens today" value={tokens.value} unit={tokens.unit} basis={`in ${sessions} now`} />
    </dl>
  );
}
