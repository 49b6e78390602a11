import type { MlxModel, Quantisation } from '@/shared/data/mlx-models.ts';
import type { LabSet } from '@/shared/domain/lab-sets.ts';
import type { KnownPoint } from '@/shared/domain/plan-figures.ts';
import { planModel, type Plan, type PlanSet, type PlanSettings, refuse } from '@/shared/domain/planner.ts';

const titleOf = ({ machines }: Pick<LabSet, 'machines'>): string =>
  machines.map(({ name }) => name).join(', ');

/** As the planner takes it; null while it is not known what one of its machines may use. */
export function toPlanSet(set: LabSet): PlanSet | null {
  const machines = set.machines.flatMap(({ plan }) => plan ?? []);
  return machines.length === set.machines.length ? { name: titleOf(set), machines, link: set.link } : null;
}

/** Why a set can't be planned with, or null. */
export const whySetUnknown = ({ machines }: LabSet): string | null =>
  machines.flatMap(({ whyUnknown }) => whyUnknown ?? []).join(' ') || null;

/** A model on one of the lab's sets. Where a machine is not known, nothing is said of the set but that. */
export function planLabSet(
  model: MlxModel,
  quantisation: Quantisation,
  set: LabSet,
  settings: PlanSettings,
  points: readonly KnownPoint[],
): Plan {
  const known = toPlanSet(set);
  // What was measured here was measured on real machines.
  const mine = set.simulated ? points.filter(({ basis }) => basis !== 'measured') : points;
  if (known !== null) return planModel(model, quantisation, known, settings, mine);
  const why = whySetUnknown(set) ?? 'What these machines may use is not known.';
  return refuse({ name: titleOf(set) }, 'single', 'unknown', why);
}
