import * as z from 'zod';
import { limit } from './paging.ts';
import { Text } from './text.ts';
import { Count, Id } from './units.ts';

/** As many machines as one model is shared out over. */
const MOST_TOGETHER = 16;
const MOST_CONTEXT = 10_000_000;
/** Names of folders on Macs stand in it. */
export const MOST_MODEL_ID = 220;

export const Figure = z.object({
  value: z.number(),
  basis: z.enum(['measured', 'published', 'estimated']),
  /** Where it comes from, for people. */
  how: z.string(),
});

const Figures = z.object({
  decodePerSecond: Figure.nullable(),
  prefillPerSecond: Figure.nullable(),
  firstTokenSeconds: Figure.nullable(),
  watts: Figure.nullable(),
  joulesPerToken: Figure.nullable(),
});

const Rank = z.object({
  machine: z.string(),
  weightsBytes: z.number(),
  cacheBytes: z.number(),
  overheadBytes: z.number(),
  totalBytes: z.number(),
  limitBytes: z.number(),
  limitBasis: z.enum(['reported', 'estimated']),
  /** Of the limit, by programs of others. */
  takenBytes: z.number(),
  /** Negative: too much by this. */
  spareBytes: z.number(),
});

const Plan = z.object({
  verdict: z.enum(['fits', 'too-big', 'no-split', 'no-engine', 'unknown']),
  split: z.enum(['single', 'tensor', 'pipeline']),
  reason: z.string(),
  ranks: z.array(Rank),
  figures: Figures,
  warnings: z.array(z.string()),
});

/** A set of the lab's machines and what a model does on it. Of sets that are alike one stands for all. */
export const PlannedSet = Plan.extend({
  machines: z.array(z.object({ id: Id, name: z.string(), kind: z.string() })),
  alike: Count,
  simulated: z.boolean(),
  linkWords: z.string().nullable(),
  linkGap: z.string().nullable(),
  /** What stands in the way of using it, though the plan holds: maintenance, a silent agent. */
  notes: z.array(z.string()),
});
export type PlannedSet = z.output<typeof PlannedSet>;

const PlannedModel = z.object({
  id: z.string(),
  title: z.string(),
  quantisation: z.string(),
  weightsBytes: z.number().nullable(),
  weightsBasis: z.enum(['headers', 'index', 'card', 'calculated']),
  layers: Count,
  heads: Count.nullable(),
  kvHeads: Count.nullable(),
  cacheBytesPerToken: z.number().nullable(),
  contextLength: Count.nullable(),
  licence: z.string().nullable(),
  source: z.string(),
});

export const CatalogueModel = z.object({
  id: z.string(),
  title: z.string(),
  parameters: z.number().nullable(),
  /** The engine of this portal's agents can load it. */
  runs: z.boolean(),
  /** On a Mac of the lab, kept by the lab, or of the catalogue. */
  from: z.enum(['macs', 'kept', 'catalogue']),
  /** How many of the lab's machines have it whole; simulated ones alone where it is `simulated`. */
  onMachines: Count,
  simulated: z.boolean(),
  quantisations: z.array(z.object({ label: z.string(), weightsBytes: z.number().nullable() })),
});
export type CatalogueModel = z.output<typeof CatalogueModel>;
export const ListModelsInput = z.object({ limit: limit(500, 500) }).prefault({});

const Asked = z.object({
  contextTokens: z.number().int().min(1).max(MOST_CONTEXT).default(8192),
  /** Answered at once, each with a context of its own. */
  requests: z.number().int().min(1).max(64).default(1),
});
export type Asked = z.output<typeof Asked>;
const MachineIds = z.array(Id).min(1).max(MOST_TOGETHER);

/** A model that can be planned, and what it is asked to hold. */
export const AskedModel = Asked.extend({
  modelId: Text.min(1).max(MOST_MODEL_ID),
  /** As the catalogue calls it; the first of the model when not said. */
  quantisation: Text.min(1).max(60).optional(),
});
export type AskedModel = z.output<typeof AskedModel>;

export const PlanFitInput = AskedModel.extend({
  /** Only these machines, all of them together; the lab's sets when not said. */
  machineIds: MachineIds.optional(),
  limit: limit(200, 500),
});
export type PlanFitInput = z.output<typeof PlanFitInput>;
export const FitPlan = z.object({
  model: PlannedModel,
  /** Of the prompt that the first token waits for. */
  promptTokens: Count,
  sets: z.array(PlannedSet),
  /** Sets that the limit left out. */
  leftOut: Count,
});
export type FitPlan = z.output<typeof FitPlan>;

const leastPerSecond = z.number().min(0).max(10_000).default(0);

export const PlanModelsInput = Asked.extend({
  machineIds: MachineIds,
  leastPerSecond,
  limit: limit(20, 200),
});
export type PlanModelsInput = z.output<typeof PlanModelsInput>;
export const ModelPlan = z.object({
  models: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      quantisation: z.string(),
      parameters: z.number().nullable(),
      decodePerSecond: Figure,
      totalBytes: z.number(),
      spareBytes: z.number(),
    }),
  ),
  /** Why none can be named, where a machine is not known well enough. */
  whyNone: z.string().nullable(),
});
export type ModelPlan = z.output<typeof ModelPlan>;

export const PlanPurchasesInput = PlanFitInput.omit({ machineIds: true, limit: true }).extend({
  leastPerSecond,
  limit: limit(5, 50),
});
export type PlanPurchasesInput = z.output<typeof PlanPurchasesInput>;
export const PurchasePlan = z.object({
  purchases: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      count: Count,
      /** Own machines that join in. */
      joins: z.array(z.string()),
      totalBytes: z.number(),
      limitBytes: z.number(),
      decodePerSecond: Figure.nullable(),
    }),
  ),
});
export type PurchasePlan = z.output<typeof PurchasePlan>;
