import { decideMeters, groupByMeter, type Meters } from '@/shared/domain/meters.ts';
import type { ServiceContext } from '../../context.ts';
import { readMeasured, readMeteredMachines, readWalls } from '../metrics/index.ts';

/** The lab's meters, retired machines' too. For other verbs, which have asked for the right. */
export async function readMeters(ctx: ServiceContext): Promise<Meters> {
  const [machines, walls] = await Promise.all([readMeteredMachines(ctx), readWalls(ctx)]);
  const shared = groupByMeter(machines).filter((group) => group.length > 1);
  const measured = await readMeasured(
    ctx,
    shared.flat().map((it) => it.id),
  );
  return decideMeters(machines, (id) => measured.get(id) ?? walls.measured.get(id) ?? null, walls.links);
}
