import type { MeteredMachine } from '@/shared/domain/meters.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { readMeteredMachines } from '../metrics/index.ts';

/** The machines whose watts make the lab's: all that have joined but the retired, each with the host whose meter it reads. */
export async function listMeters(ctx: ServiceContext): Promise<MeteredMachine[]> {
  authorize(ctx, 'lab:read');
  const machines = await readMeteredMachines(ctx);
  return machines.filter(({ isRetired, hasJoined }) => !isRetired && hasJoined);
}
