import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';

/** From then on it shows nothing; screens that have it open are cut off. Taking it back again changes nothing. */
export async function revokeWallLink(ctx: ServiceContext, { id }: { id: string }): Promise<void> {
  authorize(ctx, 'wall:manage');
  await withTransaction(ctx, async (tx, afterCommit) => {
    const link = await tx.wallLink.findUnique({ where: { id }, select: { name: true } });
    if (!link) throw new ServiceError('NOT_FOUND', 'There is no such link.');
    const { count } = await tx.wallLink.updateMany({
      where: { id, revokedAt: null },
      data: { revokedAt: ctx.now() },
    });
    if (count === 0) return;
    await emitAudit(ctx, tx, {
      action: 'wall.revoke-link',
      objectType: 'wall',
      objectId: id,
      objectName: link.name,
    });
    afterCommit(() => ctx.bus.emit('wall.revoked', { wallId: id }));
  });
}
