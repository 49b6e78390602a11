import type * as z from 'zod';
import type { ListMaintenanceInput, Maintenance } from '@/shared/schemas/booking.ts';
import { authorize, type ServiceContext } from '../../context.ts';

/** Maintenance that takes machines at some moment of `[from, to)`, past and planned, by start. */
export async function listMaintenance(
  ctx: ServiceContext,
  input: z.output<typeof ListMaintenanceInput>,
): Promise<Maintenance[]> {
  authorize(ctx, 'lab:read');
  const { from, to, machineId, limit } = input;
  const rows = await ctx.db.machineBlock.findMany({
    where: {
      kind: 'maintenance',
      startsAt: { lt: to },
      endsAt: { gt: from },
      ...(machineId !== undefined && { machineId }),
    },
    include: { machine: { select: { name: true } } },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
    take: limit,
  });
  return rows.map(({ id, machineId: of, machine, startsAt, endsAt, note }) => ({
    id,
    machineId: of,
    machineName: machine.name,
    startsAt,
    endsAt,
    note,
  }));
}
