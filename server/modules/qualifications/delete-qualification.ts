import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { describe } from './save-qualification.ts';

/** With it go its grants: its machines are anybody's to book again. */
export async function deleteQualification(ctx: ServiceContext, input: { id: string }): Promise<void> {
  authorize(ctx, 'qualification:manage');
  await withTransaction(ctx, async (tx, afterCommit) => {
    const before = await describe(tx, input.id);
    if (!before) throw new ServiceError('NOT_FOUND', 'There is no such qualification any more.');
    await tx.qualification.delete({ where: { id: input.id } });
    await emitAudit(ctx, tx, {
      action: 'qualification.delete',
      objectType: 'qualification',
      objectId: input.id,
      objectName: before.name,
      before,
      after: null,
    });
    afterCommit(() => ctx.bus.emit('qualification.changed', { qualificationId: input.id }));
  });
}
