'use client';

import { formatWatts, splitUnit } from '@/shared/domain/format.ts';
import { useLabGlance } from '../providers/use-lab-glance.ts';
import { Value } from '../ui/value.tsx';

/** The lab's watts, on every page. */
export function LabPower() {
  const lab = useLabGlance();
  if (!lab) return null;
  const { powerWatts, measuredMachines, machines, simulatedPowerWatts } = lab;
  return (
    <section aria-label="The lab now" className="p-2 leading-[1.2] text-text-2">
      <p className="text-sm">
        {powerWatts === null ? (
          <Value state="not-measured" reason="No real machine in the lab reports its power." />
        ) : (
          <>
            <b className="text-lg tracking-[-0.02em] text-text">{splitUnit(formatWatts(powerWatts)).value}</b>{' '}
            W now
          </>
        )}
      </p>
      <small className="block text-xs text-muted">
        {measuredMachines} of {machines} Macs measured
      </small>
      {simulatedPowerWatts !== null && (
        <small className="mt-1 block text-xs text-simulated-text">
          {formatWatts(simulatedPowerWatts)} simulated, apart
        </small>
      )}
    </section>
  );
}
