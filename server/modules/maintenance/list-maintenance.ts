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
  const blocks = await ctx.db.$queryRaw<Maintenance[]>`
    SELECT k.id, k."windowId", k."machineId", m.name AS "machineName", k."startsAt", k."endsAt", k.note, k.waits
    FROM "MachineBlock" k JOIN "Machine" m ON m.id = k."machineId"
    WHERE k.kind = 'maintenance' AND k."startsAt" < ${to} AND k."endsAt" > ${from}
      AND (${machineId ?? null}::text IS NULL OR k."machineId" = ${machineId ?? null})
    ORDER BY k."startsAt", k.id LIMIT ${limit}`;
  return joined(blocks);
}

/** A window's parts on one machine that touch and are alike, as the one time they are. */
function joined(blocks: Maintenance[]): Maintenance[] {
  const last = new Map<string, Maintenance>();
  return blocks.filter((block) => {
    const key = `${block.windowId} ${block.machineId} ${block.waits}`;
    const before = block.windowId === null ? undefined : last.get(key);
    if (before && before.endsAt.getTime() === block.startsAt.getTime()) {
      before.endsAt = block.endsAt;
      return false;
    }
    last.set(key, block);
    return true;
  });
}
