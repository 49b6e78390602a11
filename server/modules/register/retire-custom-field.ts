import type * as z from 'zod';
import type { RetireCustomFieldInput } from '@/shared/schemas/custom-field.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';

/** A field that is no longer asked for, or is again; what was entered in it stays. */
export async function retireCustomField(
  ctx: ServiceContext,
  { id, isRetired }: z.output<typeof RetireCustomFieldInput>,
): Promise<void> {
  authorize(ctx, 'machine:edit');
  await withTransaction(ctx, async (tx) => {
    const was = await tx.customField.findUnique({ where: { id } });
    if (!was) throw new ServiceError('NOT_FOUND', 'The lab has no such field. Reload the page.');
    if ((was.retiredAt !== null) === isRetired) return;
    await tx.customField.update({ where: { id }, data: { retiredAt: isRetired ? ctx.now() : null } });
    await emitAudit(ctx, tx, {
      action: isRetired ? 'register.retire-field' : 'register.bring-back-field',
      objectType: 'custom-field',
      objectId: id,
      objectName: was.label,
      before: { retired: !isRetired },
      after: { retired: isRetired },
    });
  });
}
