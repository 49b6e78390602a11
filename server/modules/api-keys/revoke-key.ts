import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { emitAudit } from '../audit/index.ts';
import { lockKey } from './describe-key.ts';

/** From then on nothing is asked with it; what it has used stays counted. Twice is once. */
export async function revokeKey(ctx: ServiceContext, { id }: { id: string }): Promise<{ id: string }> {
  authorize(ctx, 'key:manage-own');
  return withTransaction(ctx, async (tx) => {
    const row = await lockKey(tx, id);
    authorize(ctx, 'key:manage-own', { ownerId: row.personId });
    if (row.revokedAt) return { id };
    await tx.apiKey.update({ where: { id }, data: { revokedAt: ctx.now() } });
    await emitAudit(ctx, tx, {
      action: 'key.revoke',
      objectType: 'api-key',
      objectId: id,
      objectName: row.name,
      before: { prefix: row.prefix, person: row.person.name },
      after: { prefix: row.prefix, person: row.person.name, over: true },
    });
    return { id };
  });
}
