export { listBudgetChoices } from './list-budget-choices.ts';
export { listBudgets } from './list-budgets.ts';
export { removeBudget } from './remove-budget.ts';
export { saveBudget } from './save-budget.ts';
