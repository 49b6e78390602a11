import type { MlxModel, Quantisation } from '../data/mlx-models.ts';
import { formatMemory, formatRate } from './format.ts';
import { rankMemoryOf, whyNoQuantisedCache, wiredLimitOf, type CacheSettings } from './model-memory.ts';
import { planFigures, type Figure, type KnownPoint } from './plan-figures.ts';
import type { LinkKind, RateMachine } from './rates.ts';
import { whyNot, type Split } from './sharding.ts';

/** A machine as the planner sees it: of the register, of the catalogue, or made up. */
export type PlanMachine = RateMachine & {
  name: string;
  memoryBytes: number;
  /** `max_recommended_working_set_size` as the Mac reports it; null: reckoned from its memory. */
  wiredLimitBytes: number | null;
  /** What programs of others keep of it now; left out: nothing that is known. */
  takenBytes?: number;
  /** Apple's, at the wall; null where Apple tells none. */
  idleWatts: number | null;
  maxWatts: number | null;
};

/** Machines that may run one model together, and what connects them (`none`: one machine, or no cables). */
export type PlanSet = { name: string; machines: readonly PlanMachine[]; link: LinkKind };

export type PlanSettings = CacheSettings & {
  /** Of the prompt that the first token waits for. */
  promptTokens: number;
  /** `best`: the split that fits, and of two the faster. */
  split: Split | 'best';
  fastSync: boolean;
};

export type PlannedRank = {
  machine: string;
  weightsBytes: number;
  cacheBytes: number;
  overheadBytes: number;
  totalBytes: number;
  limitBytes: number;
  limitBasis: 'reported' | 'estimated';
  /** Of the limit, by programs of others. */
  takenBytes: number;
  /** Negative: too much by this. */
  spareBytes: number;
};

export type Plan = {
  set: string;
  split: Split;
  /** `no-engine`: the pinned mlx-lm cannot load it; `no-split`: nor share it out over so many. */
  verdict: 'fits' | 'too-big' | 'no-split' | 'no-engine' | 'unknown';
  /** In words and numbers, for every verdict. */
  reason: string;
  ranks: PlannedRank[];
  figures: {
    decodePerSecond: Figure | null;
    prefillPerSecond: Figure | null;
    firstTokenSeconds: Figure | null;
    watts: Figure | null;
    joulesPerToken: Figure | null;
  };
  warnings: string[];
};

const NO_FIGURES: Plan['figures'] = {
  decodePerSecond: null,
  prefillPerSecond: null,
  firstTokenSeconds: null,
  watts: null,
  joulesPerToken: null,
};
/** Above this share of the limit MLX starts to give memory back while it works. */
const TIGHT = 0.9;

/** A plan of which nothing is said but why there is none. */
export function refuse(
  { name }: Pick<PlanSet, 'name'>,
  split: Split,
  verdict: Plan['verdict'],
  reason: string,
): Plan {
  return { set: name, split, verdict, reason, ranks: [], figures: NO_FIGURES, warnings: [] };
}

/** Memory of every rank against its machine's limit; null when the shape is not known. */
function planRanks(
  model: MlxModel,
  quantisation: Quantisation,
  set: PlanSet,
  split: Split,
  settings: CacheSettings,
): PlannedRank[] | null {
  const memory = rankMemoryOf(model, quantisation, split, set.machines.length, settings);
  if (memory === null) return null;
  const { weightsBasis: _basis, ...parts } = memory;
  return set.machines.map((machine) => {
    const limit = wiredLimitOf(machine.memoryBytes, machine.wiredLimitBytes);
    return {
      machine: machine.name,
      ...parts,
      limitBytes: limit.bytes,
      limitBasis: limit.basis,
      takenBytes: machine.takenBytes ?? 0,
      spareBytes: limit.bytes - parts.totalBytes - (machine.takenBytes ?? 0),
    };
  });
}

/** The rank with the least to spare, or the most too much. */
export const tightestRank = (ranks: readonly PlannedRank[]): PlannedRank =>
  ranks.reduce((least, rank) => (rank.spareBytes < least.spareBytes ? rank : least));

function memoryReason(ranks: readonly PlannedRank[]): string {
  const tight = tightestRank(ranks);
  const each = ranks.length === 1 ? '' : ' on each Mac';
  const parts = `${formatMemory(tight.weightsBytes)} of weights, ${formatMemory(tight.cacheBytes)} of cache and ${formatMemory(tight.overheadBytes)} besides`;
  const taken =
    tight.takenBytes > 0 ? `, of which other programs hold ${formatMemory(tight.takenBytes)}` : '';
  const limit = `${formatMemory(tight.limitBytes)} that ${tight.machine} may use${tight.limitBasis === 'estimated' ? ' (estimated)' : ''}${taken}`;
  return tight.spareBytes >= 0
    ? `${formatMemory(tight.totalBytes)}${each} (${parts}) of ${limit}: ${formatMemory(tight.spareBytes)} to spare.`
    : `${formatMemory(tight.totalBytes)}${each} (${parts}) of ${limit}: ${formatMemory(-tight.spareBytes)} too much.`;
}

function memoryWarnings(model: MlxModel, ranks: readonly PlannedRank[], settings: PlanSettings): string[] {
  const warnings: string[] = [];
  const tight = tightestRank(ranks);
  if (tight.spareBytes >= 0 && tight.totalBytes + tight.takenBytes > tight.limitBytes * TIGHT) {
    warnings.push(
      `Little room: ${Math.round((100 * (tight.totalBytes + tight.takenBytes)) / tight.limitBytes)} % of what ${tight.machine} may use.`,
    );
  }
  if (model.contextLength !== null && settings.contextTokens > model.contextLength) {
    warnings.push(`It was made for ${model.contextLength} tokens of context, fewer than asked.`);
  }
  return warnings;
}

/** One model on all machines of a set, split in one way. */
function planSplit(
  model: MlxModel,
  quantisation: Quantisation,
  set: PlanSet,
  split: Split,
  settings: PlanSettings,
  points: readonly KnownPoint[],
): Plan {
  const size = set.machines.length;
  const noSplit = whyNot(model, quantisation, split, size);
  if (noSplit !== null) return refuse(set, split, 'no-split', noSplit);
  if (size > 1 && set.link === 'none')
    return refuse(set, split, 'no-split', 'No cables or network connect these Macs.');
  const noCache = whyNoQuantisedCache(model, settings, size);
  if (noCache !== null) return refuse(set, split, 'no-split', noCache);
  const ranks = planRanks(model, quantisation, set, split, settings);
  if (ranks === null) return refuse(set, split, 'unknown', `The shape of ${model.title} is not established.`);
  const fits = tightestRank(ranks).spareBytes >= 0;
  const ask = { ...settings, split, link: set.link };
  return {
    set: set.name,
    split,
    verdict: fits ? 'fits' : 'too-big',
    reason: memoryReason(ranks),
    ranks,
    figures: fits ? planFigures(model, quantisation, set.machines, ask, points) : NO_FIGURES,
    warnings: memoryWarnings(model, ranks, settings),
  };
}

const VERDICTS: Plan['verdict'][] = ['fits', 'too-big', 'unknown', 'no-split', 'no-engine'];
const rateOf = (plan: Plan): number => plan.figures.decodePerSecond?.value ?? 0;
/** What fits first, the faster before the slower; then what fails by less. */
export function comparePlans(a: Plan, b: Plan): number {
  const byVerdict = VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict);
  if (byVerdict !== 0) return byVerdict;
  if (a.verdict === 'too-big') return tightestRank(b.ranks).spareBytes - tightestRank(a.ranks).spareBytes;
  return rateOf(b) - rateOf(a);
}

/** What a smaller part of the set would do with a model that fits on one Mac; null when none can. */
function bestAlone(
  model: MlxModel,
  quantisation: Quantisation,
  set: PlanSet,
  settings: PlanSettings,
  points: readonly KnownPoint[],
): Plan | null {
  const alone = set.machines.map((machine) =>
    planSplit(
      model,
      quantisation,
      { name: machine.name, machines: [machine], link: 'none' },
      'single',
      settings,
      points,
    ),
  );
  const best = alone.toSorted(comparePlans)[0];
  return best !== undefined && best.verdict === 'fits' ? best : null;
}

/**
 * Can these machines run that model together, how fast, and if not, why: in numbers, each with its basis. Pure; the
 * caller brings the points that were measured or published.
 */
export function planModel(
  model: MlxModel,
  quantisation: Quantisation,
  set: PlanSet,
  settings: PlanSettings,
  points: readonly KnownPoint[] = [],
): Plan {
  if (!model.runs) {
    return refuse(
      set,
      'single',
      'no-engine',
      `${model.sharding.reason ?? `mlx-lm cannot load ${model.title}`}.`,
    );
  }
  if (set.machines.length === 0) return refuse(set, 'single', 'no-split', 'There is no Mac in this set.');
  if (set.machines.length === 1) return planSplit(model, quantisation, set, 'single', settings, points);
  const splits: Split[] = settings.split === 'best' ? ['tensor', 'pipeline'] : [settings.split];
  const plans = splits.map((split) => planSplit(model, quantisation, set, split, settings, points));
  const best = plans.toSorted(comparePlans)[0]!;
  // Of two refusals the one about tensors says more: it is what people meant.
  const plan = best.verdict === 'no-split' ? plans[0]! : best;
  if (plan.verdict !== 'fits') return plan;
  const alone = bestAlone(model, quantisation, set, settings, points);
  if (alone === null || rateOf(alone) === 0 || rateOf(alone) < rateOf(plan)) return plan;
  const warning = `More Macs make it slower: ${alone.set} alone gives ${formatRate(rateOf(alone))}, all ${set.machines.length} together ${formatRate(rateOf(plan))}.`;
  return { ...plan, warnings: [...plan.warnings, warning] };
}
