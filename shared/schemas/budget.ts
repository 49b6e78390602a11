import * as z from 'zod';
import { BUDGET_MEASURES } from '../domain/budgets.ts';
import { limit } from './paging.ts';
import { Id, Instant } from './units.ts';

export const BUDGET_SCOPES = ['team', 'project', 'key'] as const;
const Scope = z.enum(BUDGET_SCOPES);
const Measure = z.enum(BUDGET_MEASURES);
const Period = z.enum(['month', 'all']);
export const MOST_BUDGETS = 500;

export const SaveBudgetInput = z
  .object({
    /** Null makes a new one. */
    id: Id.nullable(),
    scope: Scope,
    /** Of the team, project or key. */
    ofId: Id,
    measure: Measure,
    amount: z.number().positive('Write an amount above 0.').max(1_000_000_000),
    period: Period,
    warnShare: z.number().min(0.1).max(1),
    refuses: z.boolean(),
  })
  .refine(
    ({ scope, measure }) => scope !== 'key' || measure === 'tokens' || measure === 'energy',
    'A key has no machine time of its own. Give it a budget of tokens or of energy.',
  );
export type SaveBudgetInput = z.output<typeof SaveBudgetInput>;

/** A budget and how much of it is used in the time that it is for now. */
export const Budget = z.object({
  id: Id,
  scope: Scope,
  ofId: Id,
  name: z.string(),
  measure: Measure,
  amount: z.number(),
  currency: z.string().nullable(),
  period: Period,
  warnShare: z.number(),
  refuses: z.boolean(),
  used: z.number(),
  /** 1 is all of it; above where it was gone over. */
  share: z.number(),
  state: z.enum(['within', 'near', 'over']),
  /** Until when it counts; null: for all time. */
  endsAt: Instant.nullable(),
  createdByName: z.string(),
});
export type Budget = z.output<typeof Budget>;
export const ListBudgetsInput = z.object({ limit: limit(MOST_BUDGETS, MOST_BUDGETS) });
const Named = z.object({ id: Id, name: z.string() });
/** What a budget can be for. */
export const BudgetChoices = z.object({
  team: z.array(Named).max(500),
  project: z.array(Named).max(500),
  key: z.array(Named).max(500),
  currency: z.string().length(3),
});
