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
  // The kind as a word of the statement and not as a value: only so the small index of maintenance is seen to fit.
  return ctx.db.$queryRaw<Maintenance[]>`
    SELECT k.id, k."machineId", m.name AS "machineName", k."startsAt", k."endsAt", k.note
    FROM "MachineBlock" k JOIN "Machine" m ON m.id = k."machineId"
    WHERE k.kind = 'maintenance' AND k."startsAt" < ${to} AND k."endsAt" > ${from}
      AND (${machineId ?? null}::text IS NULL OR k."machineId" = ${machineId ?? null})
    ORDER BY k."startsAt", k.id LIMIT ${limit}`;
}
