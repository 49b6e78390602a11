import * as z from 'zod';
import catalogue from './mlx-models.json' with { type: 'json' };

/** What of a layer's attention decides over its cache and its weights; widths count values, not bytes. */
const Attention = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('gqa') }),
  z.object({
    kind: z.literal('mla'),
    kvLoraRank: z.number(),
    qkRopeHeadDim: z.number(),
    /** Sparse attention keeps a key of this width beside the latent. */
    indexHeadDim: z.number().nullable(),
    indexHeads: z.number().nullable(),
    qLoraRank: z.number(),
    qkNopeHeadDim: z.number(),
    vHeadDim: z.number(),
  }),
  z.object({
    kind: z.literal('sliding'),
    window: z.number(),
    fullLayers: z.number(),
    fullEvery: z.number(),
    /** Where full layers have heads of their own (Gemma 4). */
    fullKvHeads: z.number().nullable(),
    fullHeadDim: z.number().nullable(),
    /** Full layers project keys only and use them as values; both are cached. */
    fullSharesKeys: z.boolean().optional(),
  }),
  z.object({
    kind: z.literal('hybrid'),
    fullLayers: z.number(),
    fullEvery: z.number(),
    /** Of all linear layers, for one request, whatever its length. */
    stateBytes: z.number().nullable(),
    keyWidth: z.number().nullable(),
    valueWidth: z.number().nullable(),
    valueHeads: z.number().nullable(),
    convKernel: z.number().nullable(),
    /** Full layers that keep one latent a token instead of keys and values. */
    latentWidth: z.number().optional(),
  }),
  z.object({
    kind: z.literal('compressed'),
    window: z.number(),
    /** Layers that keep one entry for `ratio` tokens; others keep the window alone. */
    ratios: z.array(z.object({ ratio: z.number(), layers: z.number() })),
    width: z.number(),
    indexWidth: z.number(),
    indexHeads: z.number(),
    /** Entries that the index chooses for attention. */
    indexTopk: z.number(),
    qLoraRank: z.number(),
    oLoraRank: z.number(),
    oGroups: z.number(),
  }),
]);

const Quantisation = z.object({
  /** Hugging Face name; null when nobody's conversion is meant. */
  repo: z.string().nullable(),
  label: z.string(),
  bits: z.number(),
  groupSize: z.number().nullable(),
  /** `dynamic`: a map of its own; the bits are made from the size. */
  mode: z.enum(['affine', 'mxfp4', 'nvfp4', 'mxfp8', 'int4', 'none', 'dynamic']),
  /** With scales, of routed experts (of everything in a dense model). */
  bitsPerWeight: z.number(),
  /** With scales, of all else. */
  restBitsPerWeight: z.number(),
  /** Null: made from the shape. */
  weightBytes: z.number().nullable(),
  /** Of `weightBytes`: the files' own headers, their index, somebody's word, or the shape. */
  basis: z.enum(['headers', 'index', 'card', 'calculated']),
  source: z.string(),
  note: z.string().optional(),
});
export type Quantisation = z.output<typeof Quantisation>;

/** A model people run with MLX, by its shape. `null` is "not established". */
export const MlxModel = z.object({
  id: z.string(),
  title: z.string(),
  /** `model_type` of its config.json. */
  family: z.string(),
  parameters: z.object({ total: z.number().nullable(), active: z.number().nullable() }),
  layers: z.number(),
  hiddenSize: z.number(),
  heads: z.number().nullable(),
  /** Null where keys and values are a latent. */
  kvHeads: z.number().nullable(),
  headDim: z.number().nullable(),
  attention: Attention,
  /** Queries come with a gate of their width. */
  outputGate: z.boolean(),
  moe: z
    .object({
      experts: z.number(),
      active: z.number(),
      intermediateSize: z.number(),
      sharedIntermediateSize: z.number(),
      denseLayers: z.number(),
    })
    .nullable(),
  /** Of dense layers. */
  intermediateSize: z.number().nullable(),
  vocab: z.number().nullable(),
  contextLength: z.number().nullable(),
  tieEmbeddings: z.boolean().nullable(),
  /** Its eyes, in 16 bits: in the files, and left out by mlx-lm when it loads them. Null: none, or not known. */
  visionParameters: z.number().nullable(),
  quantisations: z.array(Quantisation).min(1),
  licence: z.string().nullable(),
  /** The pinned mlx-lm can load it. */
  runs: z.boolean(),
  /** Under the pinned mlx-lm; `reason` is null when both work. */
  sharding: z.object({ tensor: z.boolean(), pipeline: z.boolean(), reason: z.string().nullable() }),
  source: z.string().min(1),
  /** Where a field comes from somewhere else. */
  sources: z.record(z.string(), z.string()),
});
export type MlxModel = z.output<typeof MlxModel>;

const models = z.array(MlxModel).parse(catalogue.models);
const byId = new Map(models.map((model) => [model.id, model]));

export function listMlxModels(): MlxModel[] {
  return models;
}

/** A catalogue entry by its id (`gpt-oss-120b`). */
export function getMlxModel(id: string): MlxModel | null {
  return byId.get(id) ?? null;
}
