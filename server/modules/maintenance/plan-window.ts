import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import type { Maintenance, PlanMaintenanceInput } from '@/shared/schemas/booking.ts';
import type { PlanWindowInput } from '@/shared/schemas/maintenance.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudits } from '../audit/index.ts';
import { layWindow, lockForWindow, writeWindow } from './lay-window.ts';

/**
 * Takes machines out of use for a time, under the same constraint as bookings. It ends nobody's booking: refused with
 * CONFLICT, and what is in the way named, unless a way out was chosen for each.
 */
export async function planWindow(
  ctx: ServiceContext,
  input: z.output<typeof PlanWindowInput>,
): Promise<{ id: string }> {
  authorize(ctx, 'machine:edit');
  return writeWindow(ctx, input, async (tx, afterCommit, { wanted, rules }) => {
    const locked = await lockForWindow(ctx, tx, wanted);
    // Sent twice, after a lost answer.
    if (await tx.maintenanceWindow.findUnique({ where: { id: input.id }, select: { id: true } })) return;
    const { startsAt, endsAt } = await layWindow(ctx, tx, afterCommit, { wanted, locked, rules });
    const planned = locked.machines.map((machine) => ({
      action: 'machine.plan-maintenance',
      objectType: 'machine',
      objectId: machine.id,
      objectName: machine.name,
      before: null,
      after: { from: startsAt, until: endsAt, note: wanted.note },
    }));
    await emitAudits(ctx, tx, planned);
  });
}

/** The same for one machine, from its own page. */
export async function planMaintenance(
  ctx: ServiceContext,
  { machineId, ...input }: z.output<typeof PlanMaintenanceInput>,
): Promise<Maintenance> {
  const { id: windowId } = await planWindow(ctx, {
    ...input,
    id: randomUUID(),
    machineIds: [machineId],
    ways: [],
  });
  const block = await ctx.db.machineBlock.findFirst({
    where: { windowId },
    include: { machine: { select: { name: true } } },
  });
  if (!block) throw new ServiceError('NOT_FOUND', 'This maintenance was called off at once by somebody.');
  const { id, startsAt, endsAt, note, waits, machine } = block;
  return { id, windowId, machineId, machineName: machine.name, startsAt, endsAt, note, waits };
}
