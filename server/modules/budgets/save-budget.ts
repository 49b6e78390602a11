import { randomUUID } from 'node:crypto';
import { budgetAmount, type BudgetMeasure, budgetTitle } from '@/shared/domain/budgets.ts';
import { MOST_BUDGETS, type SaveBudgetInput } from '@/shared/schemas/budget.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { readCurrency } from '../energy/index.ts';

type Told = Pick<SaveBudgetInput, 'measure' | 'amount' | 'refuses' | 'warnShare'> & {
  currency: string | null;
};

/** Sets a budget, or changes one. What was used before counts in it. */
export async function saveBudget(ctx: ServiceContext, input: SaveBudgetInput): Promise<{ id: string }> {
  authorize(ctx, 'cost:manage');
  return withTransaction(ctx, async (tx) => {
    const { scope, ofId, measure, amount, period, warnShare, refuses } = input;
    const name = await nameOf(tx, scope, ofId);
    const before = input.id === null ? null : await tx.budget.findUnique({ where: { id: input.id } });
    if (input.id !== null && !before)
      throw new ServiceError('NOT_FOUND', 'There is no such budget any more.');
    if (!before && (await tx.budget.count()) >= MOST_BUDGETS)
      throw new ServiceError('LIMIT_EXCEEDED', `A lab has ${MOST_BUDGETS} budgets at most.`);
    const currency = measure === 'cost' ? await readCurrency(ctx, tx) : null;
    const data = {
      teamId: scope === 'team' ? ofId : null,
      projectId: scope === 'project' ? ofId : null,
      keyId: scope === 'key' ? ofId : null,
      measure,
      amount,
      currency,
      period,
      warnShare,
      refuses,
    };
    const id = input.id ?? randomUUID();
    await tx.budget.upsert({
      where: { id },
      create: { id, ...data, createdByName: ctx.actor.name, createdAt: ctx.now() },
      update: data,
      select: { id: true },
    });
    const told = (it: Told) => ({
      amount: budgetAmount(it, it.amount),
      refuses: it.refuses,
      warnsFrom: `${Math.round(it.warnShare * 100)} %`,
    });
    await emitAudit(ctx, tx, {
      action: before ? 'budget.change' : 'budget.add',
      objectType: 'budget',
      objectId: id,
      objectName: budgetTitle(name, input),
      before:
        before &&
        told({ ...before, measure: before.measure as BudgetMeasure, amount: before.amount.toNumber() }),
      after: told({ ...input, currency }),
    });
    return { id };
  });
}

async function nameOf(tx: Transaction, scope: SaveBudgetInput['scope'], id: string): Promise<string> {
  const query = { where: { id }, select: { name: true } };
  const row =
    scope === 'team'
      ? await tx.team.findUnique(query)
      : scope === 'project'
        ? await tx.project.findUnique(query)
        : await tx.apiKey.findUnique(query);
  if (!row) throw new ServiceError('NOT_FOUND', `There is no such ${scope} any more. Choose another.`);
  return row.name;
}
