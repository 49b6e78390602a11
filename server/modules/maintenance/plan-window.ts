import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import { checkMaintenanceTimes } from '@/shared/domain/booking-rules.ts';
import type { Maintenance, PlanMaintenanceInput } from '@/shared/schemas/booking.ts';
import type { PlanWindowInput } from '@/shared/schemas/maintenance.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { isExclusionViolation } from '../../prisma-errors.ts';
import { emitAudit } from '../audit/index.ts';
import { type LabRules, readLabRules, toServiceError } from '../bookings/index.ts';
import { layWindow, lockForWindow } from './lay-window.ts';
import { refuseInTheWay } from './refuse-in-the-way.ts';

/**
 * Takes machines out of use for a time, under the same constraint as bookings. It ends nobody's booking: refused with
 * CONFLICT, and what is in the way named, unless a way out was chosen for each.
 */
export async function planWindow(
  ctx: ServiceContext,
  input: z.output<typeof PlanWindowInput>,
): Promise<{ id: string }> {
  authorize(ctx, 'machine:edit');
  const times = checkMaintenanceTimes(input, ctx.now());
  if (!times.ok) throw toServiceError(times);
  const rules = await readLabRules(ctx.db);
  const wanted = {
    ...input,
    windowId: input.id,
    machineIds: [...new Set(input.machineIds)],
    note: input.note || null,
  };
  const plan = withTransaction(ctx, async (tx, afterCommit) => {
    const locked = await lockForWindow(ctx, tx, wanted);
    // Sent twice, after a lost answer.
    if (await tx.maintenanceWindow.findUnique({ where: { id: input.id }, select: { id: true } })) return;
    const { startsAt, endsAt } = await layWindow(ctx, tx, afterCommit, { wanted, locked, rules });
    for (const machine of locked.machines)
      await emitAudit(ctx, tx, {
        action: 'machine.plan-maintenance',
        objectType: 'machine',
        objectId: machine.id,
        objectName: machine.name,
        before: null,
        after: { from: startsAt, until: endsAt, note: wanted.note },
      });
  });
  await plan.catch((error: unknown) => {
    throw taken(ctx, error, rules);
  });
  return { id: input.id };
}

/** Written past the locks, by another path: the constraint has the last word. */
export const taken = (ctx: ServiceContext, error: unknown, rules: LabRules): unknown =>
  isExclusionViolation(error) ? refuseInTheWay(ctx, [], rules) : error;

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
