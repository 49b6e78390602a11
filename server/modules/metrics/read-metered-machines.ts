import type { MeteredMachine } from '@/shared/domain/meters.ts';
import type { ServiceContext } from '../../context.ts';

/** Every machine with the host whose meter it reads, retired ones too. For other verbs, which have asked for the right. */
export const readMeteredMachines = (
  ctx: ServiceContext,
): Promise<(MeteredMachine & { isRetired: boolean; hasJoined: boolean })[]> =>
  ctx.db.$queryRaw`
    SELECT m.id, m.key, m.simulated, r."hostId", m.status = 'retired' AS "isRetired",
      EXISTS (SELECT 1 FROM "Agent" a WHERE a."machineId" = m.id) AS "hasJoined"
    FROM "Machine" m LEFT JOIN "MachineReport" r ON r."machineId" = m.id`;
