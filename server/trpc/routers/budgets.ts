import * as z from 'zod';
import {
  Budget,
  BudgetChoices,
  ListBudgetsInput,
  MOST_BUDGETS,
  SaveBudgetInput,
} from '@/shared/schemas/budget.ts';
import { Id } from '@/shared/schemas/units.ts';
import { listBudgetChoices, listBudgets, removeBudget, saveBudget } from '../../modules/budgets/index.ts';
import { procedure, router } from '../init.ts';

/** How much teams, projects and keys may use. */
export const budgetsRouter = router({
  list: procedure
    .input(ListBudgetsInput)
    .output(z.array(Budget).max(MOST_BUDGETS))
    .query(({ ctx, input }) => listBudgets(ctx, input)),
  choices: procedure
    .input(ListBudgetsInput)
    .output(BudgetChoices)
    .query(({ ctx, input }) => listBudgetChoices(ctx, input)),
  save: procedure
    .input(SaveBudgetInput)
    .output(z.object({ id: Id }))
    .mutation(({ ctx, input }) => saveBudget(ctx, input)),
  remove: procedure.input(z.object({ id: Id })).mutation(({ ctx, input }) => removeBudget(ctx, input)),
});
