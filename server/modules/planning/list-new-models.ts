import { listMlxModels, type MlxModel, type Quantisation } from '@/shared/data/mlx-models.ts';
import type { Figure } from '@/shared/domain/plan-figures.ts';
import { comparePlans, planModel, type PlanSet } from '@/shared/domain/planner.ts';
import { publishedPoints, settingsOf } from './plan-asked.ts';

/** What is asked of a model where nobody says: one request with a usual context. */
const USUAL = { contextTokens: 8192, requests: 1 };

type NewModel = {
  id: string;
  title: string;
  quantisation: string;
  /** The set it runs on. */
  on: string;
  decodePerSecond: Figure | null;
  /** The finest form that runs today; null: none. */
  today: string | null;
};

/**
 * Models of the catalogue that one of the new sets can run and none of today's can, or in a finer form, the largest
 * first: each in its finest form that fits, with one request and a context of 8192 tokens.
 */
export function listNewModels(today: readonly PlanSet[], others: readonly PlanSet[]): NewModel[] {
  if (others.length === 0) return [];
  const found = listMlxModels().flatMap((model) => {
    const forms = model.quantisations.toSorted((a, b) => b.bitsPerWeight - a.bitsPerWeight);
    const before = forms.findIndex((it) => bestOf(model, it, today) !== null);
    for (const [at, form] of forms.entries()) {
      if (at === before) return [];
      const plan = bestOf(model, form, others);
      if (!plan) continue;
      const { decodePerSecond } = plan.figures;
      const was = forms[before]?.label ?? null;
      const { id, title } = model;
      const row = { id, title, quantisation: form.label, on: plan.set, decodePerSecond, today: was };
      return [{ row, size: model.parameters.total ?? 0 }];
    }
    return [];
  });
  return found
    .toSorted((a, b) => Number(a.row.today !== null) - Number(b.row.today !== null) || b.size - a.size)
    .map(({ row }) => row);
}

function bestOf(model: MlxModel, form: Quantisation, sets: readonly PlanSet[]) {
  const plans = sets.map((set) => planModel(model, form, set, settingsOf(USUAL), publishedPoints));
  return plans.filter((it) => it.verdict === 'fits').toSorted(comparePlans)[0] ?? null;
}
