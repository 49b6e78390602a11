import type { Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { readCounters } from '../metrics/index.ts';
import { energyReader } from './energy-reader.ts';
import { addEnergy, type Energy, NO_ENERGY, toEnergy } from './energy-sum.ts';
import { overlapMs } from '@/shared/domain/usage.ts';

type Ranked = { machine: { id: string; simulated: boolean; report: { hostId: string } | null } };
export const ranksWithHost = {
  include: { machine: { select: { id: true, simulated: true, report: { select: { hostId: true } } } } },
  orderBy: { rank: 'asc' },
} as const;

/**
 * Reads the energy of a session's machines over any span within `cuts`. Machines of one host share a meter and
 * count once.
 */
export async function readSessionEnergy(
  ctx: ServiceContext,
  ranks: readonly Ranked[],
  cuts: readonly Date[],
): Promise<(span: Span) => Energy> {
  const hosts = Map.groupBy(ranks, ({ machine }) => hostOf(machine));
  const counters = await readCounters(
    ctx,
    ranks.map(({ machine }) => ({ machineId: machine.id, cuts })),
  );
  const meters = [...hosts.values()].map((group) => {
    const measured = group.find(({ machine }) => counters.get(machine.id)?.length);
    return measured ? energyReader(counters.get(measured.machine.id) ?? []) : null;
  });
  return (span) =>
    addEnergy(
      meters.map((read) => (read ? toEnergy(read(span)) : { ...NO_ENERGY, windowMs: overlapMs(span, span) })),
    );
}

const hostOf = ({ id, simulated, report }: Ranked['machine']): string =>
  simulated ? id : (report?.hostId ?? id);
