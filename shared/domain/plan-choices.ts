import type { MlxModel, Quantisation } from '../data/mlx-models.ts';
import type { KnownPoint } from './plan-figures.ts';
import {
  comparePlans,
  planModel,
  type Plan,
  type PlanMachine,
  type PlanSet,
  type PlanSettings,
} from './planner.ts';
import type { LinkKind } from './rates.ts';

/** "Which of our sets can run this?": every set's plan, those that fit first and the fastest of them on top. */
export function planSets(
  model: MlxModel,
  quantisation: Quantisation,
  sets: readonly PlanSet[],
  settings: PlanSettings,
  points: readonly KnownPoint[] = [],
): Plan[] {
  return sets.map((set) => planModel(model, quantisation, set, settings, points)).toSorted(comparePlans);
}

export type ModelChoice = { model: MlxModel; quantisation: Quantisation; plan: Plan };

/** Bits a weight decide between quantisations of one model: more are nearer to what its makers trained. */
const finest = (quantisations: readonly Quantisation[]): Quantisation[] =>
  quantisations.toSorted((a, b) => b.bitsPerWeight - a.bitsPerWeight);

/**
 * "Which model should these run?": of each model the finest quantisation that fits and reaches the rate, the largest
 * model first. Which model is better at what is no business of ours: size is what is known of all of them.
 */
export function planModels(
  models: readonly MlxModel[],
  set: PlanSet,
  settings: PlanSettings,
  leastPerSecond: number,
  points: readonly KnownPoint[] = [],
): ModelChoice[] {
  const choices = models.flatMap((model) => {
    for (const quantisation of finest(model.quantisations)) {
      const plan = planModel(model, quantisation, set, settings, points);
      const rate = plan.figures.decodePerSecond?.value ?? null;
      if (plan.verdict === 'fits' && rate !== null && rate >= leastPerSecond)
        return [{ model, quantisation, plan }];
    }
    return [];
  });
  return choices.toSorted((a, b) => (b.model.parameters.total ?? 0) - (a.model.parameters.total ?? 0));
}

/** A Mac that can be bought: one of the catalogue with a memory size. */
export type Offer = { id: string; machine: PlanMachine; isRdmaCapable: boolean; mostInMesh: number };
export type Purchase = {
  offer: Offer;
  /** How many to buy. */
  count: number;
  /** Of what is bought, in all. */
  memoryBytes: number;
  /** Own Macs of the same chip that join in. */
  joins: string[];
  plan: Plan;
};

const MOST_TO_BUY = 4;

function linkOf(offer: Offer, size: number): LinkKind | null {
  if (size === 1) return 'none';
  if (!offer.isRdmaCapable) return 'tcp';
  return size <= offer.mostInMesh ? 'rdma-mesh' : null;
}

/**
 * "What would we have to buy?": the smallest additions that make a model fit (and reach a rate), alone or together
 * with own Macs of the same chip, since mixed groups lose messages (mlx#4403). The catalogue knows no prices: fewer
 * Macs count as cheaper, then less memory.
 */
export function planPurchases(
  model: MlxModel,
  quantisation: Quantisation,
  own: readonly (PlanMachine & { isRdmaCapable: boolean })[],
  offers: readonly Offer[],
  settings: PlanSettings,
  leastPerSecond: number,
  points: readonly KnownPoint[] = [],
): Purchase[] {
  const found: Purchase[] = [];
  for (const offer of offers) {
    const alike = own.filter(
      ({ chip, isRdmaCapable }) => chip === offer.machine.chip && isRdmaCapable === offer.isRdmaCapable,
    );
    const purchase = smallestPurchase(offer, alike, (set) => {
      const plan = planModel(model, quantisation, set, settings, points);
      const rate = plan.figures.decodePerSecond?.value ?? 0;
      return plan.verdict === 'fits' && rate >= leastPerSecond ? plan : null;
    });
    if (purchase !== null) found.push(purchase);
  }
  return found.toSorted(
    (a, b) => a.count - b.count || a.memoryBytes - b.memoryBytes || comparePlans(a.plan, b.plan),
  );
}

/** The fewest of one offer that will do, with as few own Macs beside them as that takes. */
function smallestPurchase(
  offer: Offer,
  alike: readonly PlanMachine[],
  tryOut: (set: PlanSet) => Plan | null,
): Purchase | null {
  for (let count = 1; count <= MOST_TO_BUY; count++) {
    for (let joining = 0; joining <= alike.length; joining++) {
      const link = linkOf(offer, count + joining);
      if (link === null) break;
      const joins = alike.slice(0, joining);
      const bought = Array.from({ length: count }, (_, i) => ({
        ...offer.machine,
        name: count === 1 ? offer.machine.name : `${offer.machine.name}, ${i + 1} of ${count}`,
      }));
      const plan = tryOut({ name: offer.machine.name, machines: [...bought, ...joins], link });
      if (plan === null) continue;
      return {
        offer,
        count,
        memoryBytes: count * offer.machine.memoryBytes,
        joins: joins.map(({ name }) => name),
        plan,
      };
    }
  }
  return null;
}
