import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { lockMachine } from '../inventory/index.ts';

/** Calls planned maintenance off; once it has begun it ends now, and what it took stays in the timeline. */
export async function cancelMaintenance(ctx: ServiceContext, input: { id: string }): Promise<void> {
  authorize(ctx, 'machine:edit');
  await withTransaction(ctx, async (tx, afterCommit) => {
    const find = () => tx.machineBlock.findUnique({ where: { id: input.id, kind: 'maintenance' } });
    const machineId = (await find())?.machineId;
    const machine = machineId === undefined ? null : await lockMachine(tx, machineId);
    const block = await find();
    if (!machine || !block) {
      throw new ServiceError('NOT_FOUND', 'There is no such maintenance. Somebody may have called it off.');
    }
    const now = ctx.now();
    if (!block.holds || block.endsAt <= now)
      throw new ServiceError('PRECONDITION_FAILED', `This maintenance of ${machine.name} is over.`);
    const hasBegun = block.startsAt < now;
    if (hasBegun)
      await tx.machineBlock.update({ where: { id: block.id }, data: { holds: false, endsAt: now } });
    else await tx.machineBlock.delete({ where: { id: block.id } });
    await emitAudit(ctx, tx, {
      action: hasBegun ? 'machine.end-maintenance' : 'machine.cancel-maintenance',
      objectType: 'machine',
      objectId: machine.id,
      objectName: machine.name,
      before: { from: block.startsAt, until: block.endsAt, note: block.note },
      after: hasBegun ? { from: block.startsAt, until: now, note: block.note } : null,
    });
    afterCommit(() => ctx.bus.emit('maintenance.changed', { machineId: machine.id }));
  });
}
