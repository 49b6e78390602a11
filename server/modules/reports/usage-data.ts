import { overlapMs, type Span } from '@/shared/domain/usage.ts';
import type { Tariff } from '@/shared/schemas/report.ts';
import type { EnergyReader } from './energy-reader.ts';
import { type Energy, NO_ENERGY, toEnergy } from './energy-sum.ts';
import type { BookingUsage, MachineUsage, TokenUsage } from './load-usage.ts';

export type UsageData = {
  window: Span;
  days: readonly (Span & { day: string })[];
  tariff: Tariff;
  machines: readonly MachineUsage[];
  bookings: readonly BookingUsage[];
  tokens: readonly TokenUsage[];
  readers: ReadonlyMap<string, EnergyReader>;
};
/**
 * Whose meter counts: of real machines on one host (two agents on one box read the same meter) the first that has
 * measured anything, so that nothing is counted twice.
 */
export function chooseMeters({ machines, readers, window }: UsageData): Set<string> {
  const hosts = new Set<string>();
  const chosen = new Set<string>();
  for (const { id, host, simulated } of machines) {
    if (!simulated && hosts.has(host)) continue;
    if (readers.get(id)?.(window).joules == null) continue;
    chosen.add(id);
    if (!simulated) hosts.add(host);
  }
  return chosen;
}

export const energyOf = (data: UsageData, meters: Set<string>, machineId: string, span: Span): Energy => {
  const reader = meters.has(machineId) ? data.readers.get(machineId) : undefined;
  return reader ? toEnergy(reader(span)) : { ...NO_ENERGY, windowMs: overlapMs(span, span) };
};
