import { parseSet, type PlanSetAsked, printSet } from '@/shared/domain/purchase-plan/plan-set.ts';
import {
  LEAST_SCALE,
  MOST_PLAN_SETS,
  MOST_SCALE,
  MOST_SEED,
  USUAL_SCALE,
} from '@/shared/schemas/purchase-plan.ts';

/** What a plan asks besides its time and kind of machines. */
export type PlanQuestion = {
  scale: number;
  seed: number;
  /** Null: the address names none, and the portal chooses one to begin with. */
  sets: PlanSetAsked[] | null;
};

const SCALES = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4, 5];
/** How much demand one can choose, and what an address may have brought. */
export const scaleOptions = (own: number): [string, string][] =>
  [...new Set([...SCALES, own])]
    .toSorted((a, b) => a - b)
    .map((it) => [String(it), it === 1 ? 'the demand as it was' : `× ${it} of the demand`]);

const within = (text: string | null, least: number, most: number): number | null => {
  const value = Number(text);
  return text !== null && value >= least && value <= most ? value : null;
};

export function readPlan(query: URLSearchParams): PlanQuestion {
  const seed = within(query.get('seed'), 0, MOST_SEED);
  return {
    scale: within(query.get('scale'), LEAST_SCALE, MOST_SCALE) ?? USUAL_SCALE,
    seed: seed !== null && Number.isInteger(seed) ? seed : 1,
    sets: query.has('set')
      ? query
          .getAll('set')
          .flatMap((it) => parseSet(it) ?? [])
          .slice(0, MOST_PLAN_SETS)
      : null,
  };
}

/** The same address with another question; time and kind stay. */
export function planQuery(query: URLSearchParams, change: Partial<PlanQuestion>): string {
  const next = new URLSearchParams(query);
  const { scale, seed, sets } = { ...readPlan(query), ...change };
  next.set('scale', String(scale));
  next.set('seed', String(seed));
  next.delete('set');
  if (sets?.length === 0) next.set('set', 'none');
  for (const set of sets ?? []) next.append('set', printSet(set));
  return next.toString();
}
