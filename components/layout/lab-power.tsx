'use client';

import { formatWatts, splitUnit } from '@/shared/domain/format.ts';
import { useLabPower } from '../inventory/use-lab-power.ts';
import { Value } from '../ui/value.tsx';

/** The lab's watts, on every page. */
export function LabPower() {
  const { watts, measured, machines, simulatedWatts } = useLabPower();
  return (
    <section aria-label="The lab now" className="p-2 leading-[1.2] text-text-2">
      <p className="text-sm">
        {watts === null ? (
          <Value state="not-measured" reason="No real machine in the lab reports its power." />
        ) : (
          <>
            <b className="text-lg tracking-[-0.02em] text-text">{splitUnit(formatWatts(watts)).value}</b> W
            now
          </>
        )}
      </p>
      <small className="block text-xs text-muted">
        {measured} of {machines} Macs measured
      </small>
      {simulatedWatts !== null && (
        <small className="mt-1 block text-xs text-simulated-text">
          {formatWatts(simulatedWatts)} simulated, apart
        </small>
      )}
    </section>
  );
}
