import { authorize, inBackground, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { tellChanged, UNDER_WAY, withdraw } from './internal.ts';

/** Ends a copy and has what has come of it thrown away. One that is over stays as it is. */
export async function cancelCopy(ctx: ServiceContext, { id }: { id: string }): Promise<void> {
  authorize(ctx, 'model:copy');
  const row = await withTransaction(ctx, async (tx, afterCommit) => {
    const found = await tx.modelCopy.findUnique({ where: { id }, include: { machine: true } });
    if (!found) throw new ServiceError('NOT_FOUND', 'There is no such copy.');
    authorize(ctx, 'model:cancel-copy-own', { ownerId: found.askedById ?? '' });
    const { count } = await tx.modelCopy.updateMany({
      where: { id, state: { in: [...UNDER_WAY] } },
      data: { state: 'cancelled', bytesPerSecond: null, note: null, endedAt: ctx.now() },
    });
    if (count === 0) return null;
    await emitAudit(ctx, tx, {
      action: 'model.cancel-copy',
      objectType: 'model',
      objectId: found.modelId,
      objectName: found.title,
      before: { to: found.machine.name },
      after: null,
    });
    afterCommit(() => tellChanged(ctx, id));
    return found;
  });
  if (row === null) return;
  withdraw(ctx, row);
  const { machineId, modelId, fingerprint } = row;
  inBackground(
    ctx,
    'a machine could not be told that a copy is cancelled',
    ctx.agents.send(machineId, 'model:drop', { copyId: id, modelId, fingerprint }),
  );
}
