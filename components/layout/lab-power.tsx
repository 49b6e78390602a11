'use client';

import { formatWatts, splitUnit } from '@/shared/domain/format.ts';
import { useLabGlance } from '../providers/use-lab-glance.ts';

/** The lab's watts, on every page; what is free, where nothing measures them. */
export function LabPower() {
  const lab = useLabGlance();
  if (!lab) return null;
  const { powerWatts, measuredMachines, machines, freeMachines, simulatedPowerWatts } = lab;
  // Only where there are others is it said that these are real.
  const kind = simulatedPowerWatts === null ? '' : 'real ';
  return (
    <section aria-label="The lab at a glance" className="p-2 leading-[1.2] text-text-2">
      <p className="text-sm">
        <b className="text-lg tracking-[-0.02em] text-text">
          {powerWatts === null ? freeMachines : splitUnit(formatWatts(powerWatts)).value}
        </b>{' '}
        {powerWatts === null ? `of ${machines} ${kind ? 'real Macs ' : ''}free` : 'W now'}
      </p>
      <small className="block text-xs text-muted">
        {powerWatts === null
          ? 'power not measured'
          : `${measuredMachines} of ${machines} ${kind}Macs measured`}
      </small>
      {simulatedPowerWatts !== null && (
        <small className="mt-1 block text-xs text-simulated-text">
          {formatWatts(simulatedPowerWatts)} simulated, apart
        </small>
      )}
    </section>
  );
}
