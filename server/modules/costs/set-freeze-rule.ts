import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { emitAudit } from '../audit/index.ts';

/** How many days after its end a month is frozen by itself; null: by hand alone. */
export async function setFreezeRule(ctx: ServiceContext, { days }: { days: number | null }): Promise<void> {
  authorize(ctx, 'cost:manage');
  await withTransaction(ctx, async (tx) => {
    const before = await tx.lab.findUniqueOrThrow({
      where: { id: 'lab' },
      select: { freezeAfterDays: true },
    });
    if (before.freezeAfterDays === days) return;
    await tx.lab.update({ where: { id: 'lab' }, data: { freezeAfterDays: days } });
    await emitAudit(ctx, tx, {
      action: 'lab.set-freeze-rule',
      objectType: 'lab',
      objectId: 'lab',
      objectName: 'Frozen months',
      before: { days: before.freezeAfterDays },
      after: { days },
    });
  });
}
