import type { ChangeKeyInput } from '@/shared/schemas/api-key.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { checkFields } from './check-fields.ts';
import { describeKey, keyInclude, lockKey } from './describe-key.ts';

/** What it may ask, how much and until when; its secret stays. It holds from the next request on. */
export async function changeKey(
  ctx: ServiceContext,
  { id, ...fields }: ChangeKeyInput,
): Promise<{ id: string }> {
  authorize(ctx, 'key:manage-own');
  return withTransaction(ctx, async (tx) => {
    const row = await lockKey(tx, id);
    authorize(ctx, 'key:manage-own', { ownerId: row.personId });
    if (row.revokedAt)
      throw new ServiceError('PRECONDITION_FAILED', 'This key was taken back. Make another.');
    await checkFields(ctx, tx, fields, row.personId);
    const changed = await tx.apiKey.update({ where: { id }, data: fields, include: keyInclude });
    await emitAudit(ctx, tx, {
      action: 'key.change',
      objectType: 'api-key',
      objectId: id,
      objectName: changed.name,
      before: describeKey(row),
      after: describeKey(changed),
    });
    return { id };
  });
}
