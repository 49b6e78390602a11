import { join } from 'node:path';
import type { PowerSource } from '@/shared/schemas/machine.ts';
import { listNames, readNumber, readText } from './read-text.ts';

type Zone = { path: string; maxMicrojoules: number | null };
export type RaplZones = { source: PowerSource; zones: Zone[] };
export type RaplMeter = {
  source: PowerSource;
  /** Joules since the meter was opened, wraps taken out; `null` when a zone can't be read any more. */
  readJoules(): Promise<number | null>;
};

/** Rise of a counter that starts again at zero after `max`; `null` when it fell and the maximum is not known. */
export function riseWithWrap(before: number, after: number, max: number | null): number | null {
  if (after >= before) return after - before;
  return max === null || max < before ? null : after + max - before;
}

/**
 * The zones to add up: `psys` alone where there is one (it holds the others), else every package and its memory.
 * `intel-rapl-mmio` repeats the packages and is left out. None without root: the kernel hides the counters.
 */
export async function findRaplZones(root: string): Promise<RaplZones | null> {
  const folder = join(root, 'sys/class/powercap');
  const found: (Zone & { name: string })[] = [];
  for (const entry of await listNames(folder)) {
    if (!/^intel-rapl:\d+(:\d+)?$/.test(entry)) continue;
    const path = join(folder, entry);
    const name = (await readText(join(path, 'name')))?.trim();
    if (name === undefined || (await readNumber(join(path, 'energy_uj'))) === null) continue;
    found.push({ name, path, maxMicrojoules: await readNumber(join(path, 'max_energy_range_uj')) });
  }
  const platform = found.filter((zone) => zone.name === 'psys');
  if (platform.length > 0) return { source: 'rapl_psys', zones: platform };
  const packages = found.filter((zone) => zone.name.startsWith('package'));
  if (packages.length === 0) return null;
  return { source: 'rapl_pkg_dram', zones: [...packages, ...found.filter((zone) => zone.name === 'dram')] };
}

/** A counter over the zones that only rises. Read it far more often than a zone wraps (some twenty minutes). */
export async function openRapl(root: string): Promise<RaplMeter | null> {
  const found = await findRaplZones(root);
  if (found === null) return null;
  const last = new Map<string, number>();
  let microjoules = 0;
  const readJoules = async (): Promise<number | null> => {
    const readings = await Promise.all(
      found.zones.map(async (zone) => ({ zone, value: await readNumber(join(zone.path, 'energy_uj')) })),
    );
    if (readings.some(({ value }) => value === null)) return null;
    for (const { zone, value } of readings) {
      if (value === null) continue;
      microjoules += riseWithWrap(last.get(zone.path) ?? value, value, zone.maxMicrojoules) ?? 0;
      last.set(zone.path, value);
    }
    return microjoules / 1e6;
  };
  return { source: found.source, readJoules };
}
