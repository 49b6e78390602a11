'use client';

import { formatWatts, splitUnit } from '@/shared/domain/format.ts';
import type { LabGlanceView } from '../providers/use-lab-glance.ts';
import { freeMacs } from './free-macs.ts';
import type { MachineView } from './types.ts';

type Props = { now: LabGlanceView };

/** What the lab draws now. */
export function PowerLead({ now }: Props) {
  const parts = now.powerWatts === null ? null : splitUnit(formatWatts(now.powerWatts));
  return (
    <div className="lab-lead">
      <p>
        {parts?.value ?? '–'}
        <small> {parts?.unit ?? 'W'}</small>
      </p>
      <p className="text-sm text-muted">
        {parts ? 'now' : 'no word now'}, from {now.measuredMachines} of {now.machines} Macs
      </p>
      <SimulatedPower now={now} />
    </div>
  );
}

/** Where nothing measures power: what one can have. */
export function FreeLead({ now, machines }: Props & { machines: readonly MachineView[] }) {
  const { free, unknown } = freeMacs(machines);
  const names = [free.join(', '), unknown.length > 0 && `${unknown.join(', ')} unknown`]
    .filter(Boolean)
    .join(' · ');
  return (
    <div className="lab-lead">
      <p>
        {free.length}
        <small> of {now.machines} free</small>
      </p>
      <p className="line-clamp-2 text-sm [overflow-wrap:anywhere] text-muted" title={names}>
        {names || 'all are taken'}
      </p>
      <SimulatedPower now={now} />
    </div>
  );
}

function SimulatedPower({ now: { simulatedMachines, simulatedPowerWatts } }: Props) {
  if (simulatedMachines === 0) return null;
  return (
    <p className="text-sm text-simulated-text">
      {simulatedPowerWatts === null ? 'no reading' : formatWatts(simulatedPowerWatts)} from{' '}
      {simulatedMachines} simulated, apart
    </p>
  );
}
