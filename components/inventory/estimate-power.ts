import { estimateWatts, tellRange } from '@/shared/domain/power-estimate.ts';
import type { ShownReading } from './newest-reading.ts';
import type { MachineView } from './types.ts';

/** ≈ watts of a real Mac without a meter, with what they rest on; null where there is nothing to estimate by. */
export function estimatePower({ powerRange, simulated }: MachineView, reading: ShownReading | null) {
  const value = reading && !simulated ? estimateWatts(reading, powerRange) : null;
  if (value === null || powerRange === null) return null;
  return { value, basis: `No meter. Estimated ${tellRange(powerRange)}. It is in no measured total.` };
}
