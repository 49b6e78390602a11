import { budgetTitle } from '@/shared/domain/budgets.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { emitAudit } from '../audit/index.ts';

/** Takes a budget away; what it stood for goes on without. */
export async function removeBudget(ctx: ServiceContext, { id }: { id: string }): Promise<void> {
  authorize(ctx, 'cost:manage');
  await withTransaction(ctx, async (tx) => {
    const row = await tx.budget.findUnique({
      where: { id },
      include: { team: true, project: true, key: true },
    });
    if (!row) return;
    await tx.budget.delete({ where: { id } });
    const name = (row.team ?? row.project ?? row.key)!.name;
    await emitAudit(ctx, tx, {
      action: 'budget.remove',
      objectType: 'budget',
      objectId: id,
      objectName: budgetTitle(name, row),
    });
  });
}
