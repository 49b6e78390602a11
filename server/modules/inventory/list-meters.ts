import type { MeteredMachine } from '@/shared/domain/meters.ts';
import { authorize, type ServiceContext } from '../../context.ts';

/** The machines whose watts make the lab's: all but the retired, each with the host whose meter it reads. */
export async function listMeters(ctx: ServiceContext): Promise<MeteredMachine[]> {
  authorize(ctx, 'lab:read');
  return ctx.db.$queryRaw<MeteredMachine[]>`
    SELECT m.id, m.key, m.simulated, r."hostId"
    FROM "Machine" m LEFT JOIN "MachineReport" r ON r."machineId" = m.id
    WHERE m.status <> 'retired'`;
}
