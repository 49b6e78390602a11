import { decideMeters, groupByMeter, type MeteredMachine, type Meters } from '@/shared/domain/meters.ts';
import type { ServiceContext } from '../../context.ts';
import { readMeasured } from '../metrics/index.ts';

/** The lab's meters, retired machines' too. For other verbs, which have asked for the right. */
export async function readMeters(ctx: ServiceContext): Promise<Meters> {
  const machines = await ctx.db.$queryRaw<MeteredMachine[]>`
    SELECT m.id, m.key, m.simulated, r."hostId" FROM "Machine" m LEFT JOIN "MachineReport" r ON r."machineId" = m.id`;
  const shared = groupByMeter(machines).filter((group) => group.length > 1);
  const measured = await readMeasured(
    ctx,
    shared.flat().map((it) => it.id),
  );
  return decideMeters(machines, (id) => measured.get(id) ?? null);
}
