import { formatMoney } from './format.ts';

export const BUDGET_MEASURES = ['cost', 'hours', 'tokens', 'energy'] as const;
export type BudgetMeasure = (typeof BUDGET_MEASURES)[number];
export type BudgetPeriod = 'month' | 'all';

export type BudgetTerms = {
  /** Of which team, project or key. */
  name: string;
  measure: BudgetMeasure;
  amount: number;
  currency: string | null;
  period: BudgetPeriod;
  createdByName: string;
};

const count = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });

/** "€350.00", "12 machine-hours", "3,000 tokens", "1.5 kWh" */
export function budgetAmount(
  { measure, currency }: Pick<BudgetTerms, 'measure' | 'currency'>,
  amount: number,
): string {
  if (measure === 'cost') return formatMoney(amount, currency ?? 'EUR');
  const unit = { hours: 'machine-hours', tokens: 'tokens', energy: 'kWh' }[measure];
  return `${count.format(amount)} ${unit}`;
}

const often = (period: string): string => (period === 'month' ? 'a month' : 'in all');

/** What the audit calls it: "Proof search, tokens a month" */
export const budgetTitle = (name: string, { measure, period }: { measure: string; period: string }): string =>
  `${name}, ${measure} ${often(period)}`;

/** What is left of adding up is not over. */
const LEAST = 1e-6;

/**
 * Whether something that takes `wanted` more still fits; null where it does. What can't be known before (the tokens and
 * energy of a booking) takes nothing yet and fits until all is used.
 */
export function budgetRefusal(budget: BudgetTerms, used: number, wanted: number): string | null {
  const { amount, name, period } = budget;
  const fits = wanted > 0 ? used + wanted <= amount + LEAST : used < amount;
  if (fits) return null;
  const of = `The budget of ${name}, ${budgetAmount(budget, amount)} ${often(period)},`;
  const left = `has ${budgetAmount(budget, Math.max(0, amount - used))} left`;
  const takes = wanted > 0 ? `, and this takes ${budgetAmount(budget, wanted)}` : '';
  return `${of} ${left}${takes}. Ask ${budget.createdByName}, who set it, or another admin for more.`;
}
