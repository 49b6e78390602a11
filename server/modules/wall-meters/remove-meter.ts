import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { emitAudit } from '../audit/index.ts';
import { lockMeter } from './lock-meter.ts';

/** A meter that is taken away is read no more; what it measured stays and counts. It can be brought back. */
export async function removeWallMeter(
  ctx: ServiceContext,
  { id, removed }: { id: string; removed: boolean },
): Promise<void> {
  authorize(ctx, 'meter:manage');
  await withTransaction(ctx, async (tx) => {
    const { name } = await lockMeter(tx, id);
    const { count } = await tx.wallMeter.updateMany({
      where: { id, removedAt: removed ? null : { not: null } },
      data: { removedAt: removed ? ctx.now() : null, dueAt: null },
    });
    if (count === 0) return;
    await emitAudit(ctx, tx, {
      action: removed ? 'meter.remove' : 'meter.restore',
      objectType: 'meter',
      objectId: id,
      objectName: name,
    });
  });
}
