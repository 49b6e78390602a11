import { authorize, may, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { readable } from './list-alerts.ts';

/** Says that one is on it, for whoever was told or keeps the rules; or takes that back. */
export async function acknowledgeAlert(
  ctx: ServiceContext,
  { id, acknowledged }: { id: string; acknowledged: boolean },
): Promise<void> {
  authorize(ctx, 'lab:read');
  const { id: personId } = requireUser(ctx);
  await withTransaction(ctx, async (tx, afterCommit) => {
    const alert = await tx.alert.findFirst({
      where: { AND: [{ id }, readable(ctx)] },
      include: { told: { where: { personId } } },
    });
    if (!alert) throw new ServiceError('NOT_FOUND', 'There is no such alert any more.');
    if (alert.told.length === 0 && !may(ctx, 'alert:manage'))
      throw new ServiceError(
        'FORBIDDEN',
        'Only who was told of this alert, or an admin, says that it is seen to.',
      );
    const { count } = await tx.alert.updateMany({
      where: { id, acknowledgedAt: acknowledged ? null : { not: null } },
      data: acknowledged
        ? { acknowledgedAt: ctx.now(), acknowledgedById: personId }
        : { acknowledgedAt: null, acknowledgedById: null },
    });
    if (count === 0) return;
    await emitAudit(ctx, tx, {
      action: acknowledged ? 'alert.acknowledge' : 'alert.hand-back',
      objectType: 'alert',
      objectId: id,
      objectName: alert.title,
    });
    afterCommit(() => ctx.bus.emit('alert.changed', { fired: 0 }));
  });
}
