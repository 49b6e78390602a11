import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { findHeldModel, readStore, tellChanged } from './internal.ts';

export type PinRequest = { modelId: string; simulated: boolean; machineId: string; pinned: boolean };

/** Keeps a model on a machine until it is unpinned: a pinned one is neither removed nor proposed for it. */
export async function pinModel(
  ctx: ServiceContext,
  { machineId, pinned, ...which }: PinRequest,
): Promise<void> {
  authorize(ctx, 'model:copy');
  const { id: pinnedById } = requireUser(ctx);
  const store = await readStore(ctx);
  const machine = store.machines.find(({ id }) => id === machineId);
  const held = findHeldModel(store, which);
  if (!machine || !held?.on.some((it) => it.machineId === machineId))
    throw new ServiceError('NOT_FOUND', 'That machine has not this model any more.');
  const { modelId } = which;
  await withTransaction(ctx, async (tx, afterCommit) => {
    const where = { machineId, modelId };
    if (pinned)
      await tx.modelPin.createMany({
        data: [{ ...where, pinnedById, pinnedAt: ctx.now() }],
        skipDuplicates: true,
      });
    else await tx.modelPin.deleteMany({ where });
    await emitAudit(ctx, tx, {
      action: pinned ? 'model.pin' : 'model.unpin',
      objectType: 'model',
      objectId: modelId,
      objectName: held.model.title,
      before: { pinned: !pinned },
      after: { pinned, on: machine.name },
    });
    afterCommit(() => tellChanged(ctx, modelId));
  });
}
