export type PowerReading = { powerWatts: number | null; stale: boolean };
type Meter = {
  id: string;
  name: string;
  simulated: boolean;
  status: string;
  sharesHostWith: readonly string[];
};
export type LabPowerNow = { watts: number | null; measured: number; machines: number };

const isFresh = (reading: PowerReading | null): boolean =>
  reading !== null && !reading.stale && reading.powerWatts !== null;

/**
 * The real lab's watts from the newest readings. Machines that share a host read one meter, so it counts once;
 * simulated machines are in no total. `watts` is null when no meter speaks.
 */
export function labPowerOf(
  machines: readonly Meter[],
  readingOf: (machineId: string) => PowerReading | null,
): LabPowerNow {
  const real = machines.filter((it) => !it.simulated && it.status !== 'retired');
  const counted = new Set<string>();
  let watts: number | null = null;
  let measured = 0;
  for (const machine of real) {
    const reading = readingOf(machine.id);
    if (!isFresh(reading)) continue;
    measured += 1;
    const isSharedMeter = machine.sharesHostWith.some((name) => counted.has(name));
    counted.add(machine.name);
    if (!isSharedMeter) watts = (watts ?? 0) + (reading?.powerWatts ?? 0);
  }
  return { watts, measured, machines: real.length };
}
