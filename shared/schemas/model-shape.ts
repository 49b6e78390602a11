import * as z from 'zod';
import { ByteCount, Label, LayerCount, MOST_TOKENS, Note, ParameterCount, readableList } from './bounds.ts';

/** Of one layer: rows, heads, experts, tokens of a window. */
const Width = z.number().int().min(0).max(100_000_000);
const Bits = z.number().min(0).max(64);

export const ShapeAttention = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('gqa') }),
  z.object({
    kind: z.literal('mla'),
    kvLoraRank: Width,
    qkRopeHeadDim: Width,
    indexHeadDim: Width.nullable(),
    indexHeads: Width.nullable(),
    qLoraRank: Width,
    qkNopeHeadDim: Width,
    vHeadDim: Width,
  }),
  z.object({
    kind: z.literal('sliding'),
    window: Width,
    fullLayers: LayerCount,
    fullEvery: LayerCount,
    fullKvHeads: Width.nullable(),
    fullHeadDim: Width.nullable(),
    fullSharesKeys: z.boolean(),
  }),
  z.object({
    kind: z.literal('hybrid'),
    fullLayers: LayerCount,
    fullEvery: LayerCount,
    stateBytes: ByteCount.nullable(),
    keyWidth: Width.nullable(),
    valueWidth: Width.nullable(),
    valueHeads: Width.nullable(),
    convKernel: Width.nullable(),
    latentWidth: Width.nullable(),
  }),
]);
export type ShapeAttention = z.output<typeof ShapeAttention>;

export const ShapeQuantisation = z.object({
  bits: Bits,
  groupSize: Width.nullable(),
  mode: z.enum(['affine', 'mxfp4', 'nvfp4', 'mxfp8', 'int4', 'none']),
  /** With scales, of routed experts (of everything in a dense model), and of all else. */
  bitsPerWeight: Bits,
  restBitsPerWeight: Bits,
  /** Layers that have bits of their own. */
  ownLayers: Width,
});
export type ShapeQuantisation = z.output<typeof ShapeQuantisation>;

/**
 * A model as its own files tell it: config.json, the index and the headers of its weights. What the planner needs to
 * know of a model that no catalogue holds. `null` is "its files don't say".
 */
export const ModelShape = z.object({
  /** `model_type` of its config.json. */
  family: Label,
  layers: LayerCount,
  hiddenSize: Width,
  heads: Width.nullable(),
  kvHeads: Width.nullable(),
  headDim: Width.nullable(),
  attention: ShapeAttention,
  outputGate: z.boolean(),
  moe: z
    .object({
      experts: Width,
      active: Width,
      intermediateSize: Width,
      sharedIntermediateSize: Width,
      denseLayers: LayerCount,
    })
    .nullable(),
  intermediateSize: Width.nullable(),
  vocab: Width.nullable(),
  contextLength: z.number().int().min(0).max(MOST_TOKENS).nullable(),
  tieEmbeddings: z.boolean().nullable(),
  quantisation: ShapeQuantisation,
  /** Of what is loaded; null: nobody read a header or an index. */
  weightBytes: ByteCount.nullable(),
  weightBasis: z.enum(['headers', 'index', 'calculated']),
  /** Of its eyes and ears, which mlx-lm leaves out. */
  visionBytes: ByteCount,
  parameters: ParameterCount.nullable(),
  licence: Label.nullable(),
  /** Where its files contradict each other, and what it is planned with; in words. */
  doubts: readableList(Note, 8),
});
export type ModelShape = z.output<typeof ModelShape>;
