import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { auditName, auditValue, ruleInclude, toRule } from './internal.ts';

/** What is less specific counts again, or the standard. */
export async function removeRule(ctx: ServiceContext, input: { id: string }): Promise<void> {
  authorize(ctx, 'booking:set-rules');
  await withTransaction(ctx, async (tx, afterCommit) => {
    const row = await tx.bookingRule.findUnique({ where: { id: input.id }, include: ruleInclude });
    if (!row) throw new ServiceError('NOT_FOUND', 'There is no such rule any more.');
    const rule = toRule(row);
    await tx.bookingRule.delete({ where: { id: row.id } });
    await emitAudit(ctx, tx, {
      action: 'booking-rule.remove',
      objectType: 'booking-rule',
      objectId: row.id,
      objectName: auditName(rule),
      before: auditValue(rule),
      after: null,
    });
    afterCommit(() => ctx.bus.emit('booking-rule.changed', { ruleId: row.id }));
  });
}
