import * as z from 'zod';
import { ModelQuota } from './model-quota.ts';
import { MOST_INT } from './bounds.ts';
import { AgentConnection } from './machine.ts';
import { limit } from './paging.ts';
import { FitPlan } from './planning.ts';
import { Text } from './text.ts';
import { Count, Id, Instant } from './units.ts';

const RepoName = Text.trim().min(1).max(250);
/** A config.json is a few kilobytes; those of the largest models with a map of bits a layer stay well below. */
const PastedText = Text.max(90_000);

/** Where a model that no catalogue holds is read from. */
export const ModelSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('hub'), name: RepoName }),
  z.object({
    kind: z.literal('config'),
    title: Text.trim().max(100).default(''),
    config: PastedText.min(1),
    /** `model.safetensors.index.json`, or its `metadata` alone. */
    index: PastedText.default(''),
    /** Of all weight files together, in megabytes, where somebody knows it. */
    weightMegabytes: z.number().int().min(1).max(MOST_INT).optional(),
  }),
]);
export type ModelSource = z.output<typeof ModelSource>;

/** Whether a model can be shared out over so many Macs, in words. */
const SplitFact = z.object({ words: z.string(), can: z.boolean(), note: z.string().nullable() });
export type SplitFact = z.output<typeof SplitFact>;

/** What is known of one form of a model, from wherever it is. */
export const ModelFacts = z.object({
  /** By which it is planned with; null when its shape is not known. */
  planId: z.string().nullable(),
  planForm: z.string().nullable(),
  title: z.string(),
  quantisation: z.string().nullable(),
  publisher: z.string().nullable(),
  family: z.string().nullable(),
  weightsBytes: z.number().nullable(),
  weightsBasis: z.enum(['headers', 'index', 'card', 'calculated']),
  parameters: z.number().nullable(),
  activeParameters: z.number().nullable(),
  layers: Count.nullable(),
  heads: Count.nullable(),
  kvHeads: Count.nullable(),
  cacheBytesPerToken: z.number().nullable(),
  contextLength: Count.nullable(),
  licence: z.string().nullable(),
  /** The pinned mlx-lm can load it; else `splits` says why not. */
  runs: z.boolean(),
  splits: z.array(SplitFact),
  /** Where its files contradict each other. */
  doubts: z.array(z.string()),
  source: z.string(),
});
export type ModelFacts = z.output<typeof ModelFacts>;

/** What was read, and where it fits as it would be started. */
export const ReadModel = z.object({ facts: ModelFacts, sets: FitPlan.shape.sets, leftOut: Count });
export type ReadModel = z.output<typeof ReadModel>;

export const KeepModelInput = z.object({ source: ModelSource });
export const KeptModel = z.object({ id: Id, planId: z.string(), title: z.string() });
export type KeptModel = z.output<typeof KeptModel>;

/** A model on a Mac: whole on its disk, loaded by a session, or there with a fault. */
const Holding = z.object({
  machineId: Id,
  state: z.enum(['yours', 'theirs', 'disk', 'problem']),
  problem: z.string().nullable(),
  /** Stays there until it is unpinned. */
  pinned: z.boolean(),
  /** In the agent's own folder, from which it can be removed. */
  removable: z.boolean(),
  /** When a session last ran it there. */
  lastUsedAt: Instant.nullable(),
});

const MacModelRow = z.object({
  /** As agents call it. */
  id: z.string(),
  facts: ModelFacts,
  simulated: z.boolean(),
  /** Its files differ between Macs under one name: they can't run it together. */
  differs: z.boolean(),
  holdings: z.array(Holding),
  sessions: z.array(
    z.object({
      id: Id,
      isYours: z.boolean(),
      personName: z.string(),
      purpose: z.string(),
      machines: z.array(z.string()),
      until: Instant.nullable(),
    }),
  ),
});

/** What is on the lab's Macs, in the order and grouping of every other screen. */
export const ModelsOnMacs = z.object({
  groups: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      simulated: z.boolean(),
      machines: z.array(
        z.object({
          id: Id,
          name: z.string(),
          connection: AgentConnection,
          lastSeenAt: Instant.nullable(),
          /** Of everything its agent found in its model folders. */
          modelBytes: z.number(),
          /** Of those in its agent's own folder alone, which a quota is about. */
          ownModelBytes: z.number(),
          quota: ModelQuota,
          diskFreeBytes: z.number().nullable(),
        }),
      ),
    }),
  ),
  models: z.array(MacModelRow),
  /** Machines without a single model, which the table leaves out. */
  without: Count,
});
export type ModelsOnMacs = z.output<typeof ModelsOnMacs>;
export type MacModelRow = ModelsOnMacs['models'][number];

/** A row of the catalogue, of which one form is planned with at a time. */
export const CatalogueEntry = z.object({
  id: z.string(),
  title: z.string(),
  family: z.string(),
  kind: z.enum(['dense', 'experts']),
  attention: z.enum(['gqa', 'mla', 'sliding', 'hybrid', 'compressed']),
  contextLength: Count.nullable(),
  layers: Count,
  parameters: z.number().nullable(),
  activeParameters: z.number().nullable(),
  licence: z.string().nullable(),
  runs: z.boolean(),
  tensor: z.boolean(),
  pipeline: z.boolean(),
  reason: z.string().nullable(),
  forms: z.array(
    z.object({
      label: z.string(),
      repo: z.string().nullable(),
      weightsBytes: z.number().nullable(),
      basis: ModelFacts.shape.weightsBasis,
      source: z.string(),
    }),
  ),
  /** Where each of its fields comes from. */
  sources: z.array(z.object({ of: z.string(), source: z.string() })),
});
export type CatalogueEntry = z.output<typeof CatalogueEntry>;

export const ListCatalogueInput = z.object({ limit: limit(500, 500) }).prefault({});
export const OnMacsInput = z.object({ limit: limit(500, 1000) }).prefault({});
export const ListMacsInput = z.object({ limit: limit(200, 200) }).prefault({});
