/** Busy and total processor time since boot, in any one unit. */
export type CpuTimes = { busy: number; total: number };

/** Share of busy time between two looks, 0 to 1; `null` when no time passed or the counters went back. */
export function cpuRatioBetween(before: CpuTimes | null, after: CpuTimes | null): number | null {
  if (before === null || after === null || after.total <= before.total) return null;
  return Math.min(1, Math.max(0, (after.busy - before.busy) / (after.total - before.total)));
}
