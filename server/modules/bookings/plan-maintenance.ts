import type * as z from 'zod';
import { checkMaintenanceTimes } from '@/shared/domain/booking-rules.ts';
import type { BookingConflict, Maintenance, PlanMaintenanceInput } from '@/shared/schemas/booking.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { isExclusionViolation } from '../../prisma-errors.ts';
import { emitAudit } from '../audit/index.ts';
import { lockMachine } from '../inventory/index.ts';
import { readLabRules, readTakeableFrom, toServiceError } from './internal.ts';
import { type Conflict, inTheWayMessage, readInTheWay } from './read-conflicts.ts';

/**
 * Takes a machine out of use for a time, under the same constraint as bookings. It ends nobody's booking: refused
 * with CONFLICT, and what is in the way named, when somebody has the machine then.
 */
export async function planMaintenance(
  ctx: ServiceContext,
  input: z.output<typeof PlanMaintenanceInput>,
): Promise<Maintenance> {
  authorize(ctx, 'machine:edit');
  const wanted = checkMaintenanceTimes(input, ctx.now());
  if (!wanted.ok) throw toServiceError(wanted);
  const rules = await readLabRules(ctx.db);
  const refuse = (conflicts: Conflict[]): ServiceError => {
    const details: BookingConflict = { conflicts, nextFree: null };
    return new ServiceError('CONFLICT', inTheWayMessage(conflicts, rules.timeZone, ctx.now()), { details });
  };
  const plan = withTransaction(ctx, async (tx, afterCommit) => {
    const machine = await lockMachine(tx, input.machineId);
    if (machine.status === 'retired')
      throw new ServiceError('PRECONDITION_FAILED', `${machine.name} is retired: nobody can book it anyway.`);
    const conflicts = await readInTheWay(tx, machine.id, wanted.startsAt, wanted.endsAt);
    if (conflicts.length > 0) throw refuse(conflicts);
    // Only now: while it waited for the machine it was still somebody else's.
    const takeableFrom = await readTakeableFrom(ctx, tx, [machine.id], wanted.startsAt, rules);
    const times = checkMaintenanceTimes(input, takeableFrom);
    if (!times.ok) throw toServiceError(times);
    const { startsAt, endsAt } = times;
    const note = input.note || null;
    const { id } = await tx.machineBlock.create({
      data: { machineId: machine.id, kind: 'maintenance', startsAt, endsAt, note },
      select: { id: true },
    });
    await emitAudit(ctx, tx, {
      action: 'machine.plan-maintenance',
      objectType: 'machine',
      objectId: machine.id,
      objectName: machine.name,
      before: null,
      after: { from: startsAt, until: endsAt, note },
    });
    afterCommit(() => ctx.bus.emit('maintenance.changed', { machineId: machine.id }));
    return { id, machineId: machine.id, machineName: machine.name, startsAt, endsAt, note };
  });
  return plan.catch((error: unknown) => {
    // Written past the lock, by another path: the constraint has the last word.
    throw isExclusionViolation(error) ? refuse([]) : error;
  });
}
