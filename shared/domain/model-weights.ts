import type { MlxModel, Quantisation } from '../data/mlx-models.ts';

/**
 * Numbers of weights by what becomes of them in a group. Norms and biases are left out (well under 1 %).
 * `split`: shared out by tensor sharding. `replicated`: on every rank (routers, MLA down-projections, the indexer).
 */
export type WeightCount = {
  embedding: number;
  /** 0 when it is the embedding itself. */
  head: number;
  routedExperts: number;
  split: number;
  replicated: number;
  /** Of `split`, what belongs to attention; the rest is feed-forward. */
  attention: number;
};

/** The same in bytes. `total` is what is loaded; `disk` has the eyes too, which mlx-lm leaves out. */
export type WeightBytes = WeightCount & { total: number; disk: number; basis: Quantisation['basis'] };

type PerLayer = { split: number; replicated: number };

/** Queries (with a gate beside them), keys, values and output of one layer with grouped heads. */
function groupedHeads(model: MlxModel, kvHeads: number, headDim: number, projections: 1 | 2): number {
  const queries = (model.heads ?? 0) * headDim;
  return model.hiddenSize * (queries * (model.outputGate ? 3 : 2) + projections * kvHeads * headDim);
}

function latentLayer(model: MlxModel, it: Extract<MlxModel['attention'], { kind: 'mla' }>): PerLayer {
  const heads = model.heads ?? 0;
  const { hiddenSize: hidden } = model;
  const indexer =
    it.indexHeads === null || it.indexHeadDim === null
      ? 0
      : it.qLoraRank * it.indexHeads * it.indexHeadDim + hidden * (it.indexHeadDim + it.indexHeads);
  return {
    split:
      it.qLoraRank * heads * (it.qkNopeHeadDim + it.qkRopeHeadDim) +
      it.kvLoraRank * heads * (it.qkNopeHeadDim + it.vHeadDim) +
      heads * it.vHeadDim * hidden,
    replicated: hidden * (it.qLoraRank + it.kvLoraRank + it.qkRopeHeadDim) + indexer,
  };
}

function compressedLayer(
  model: MlxModel,
  it: Extract<MlxModel['attention'], { kind: 'compressed' }>,
): PerLayer {
  const queries = (model.heads ?? 0) * it.width;
  return {
    split: it.qLoraRank * queries + queries * it.oLoraRank + it.oGroups * it.oLoraRank * model.hiddenSize,
    replicated:
      model.hiddenSize * (it.qLoraRank + 2 * it.width) + it.qLoraRank * it.indexHeads * it.indexWidth,
  };
}

/** Attention of all layers; null when the shape is not known well enough. */
function countAttention(model: MlxModel): PerLayer | null {
  const { attention: it, layers, hiddenSize: hidden } = model;
  if (model.heads === null) return null;
  const times = (layer: PerLayer): PerLayer => ({
    split: layer.split * layers,
    replicated: layer.replicated * layers,
  });
  if (it.kind === 'mla') return times(latentLayer(model, it));
  if (it.kind === 'compressed') return times(compressedLayer(model, it));
  if (model.kvHeads === null || model.headDim === null) return null;
  const usual = groupedHeads(model, model.kvHeads, model.headDim, 2);
  if (it.kind === 'gqa') return { split: usual * layers, replicated: 0 };
  if (it.kind === 'sliding') {
    const full = groupedHeads(
      model,
      it.fullKvHeads ?? model.kvHeads,
      it.fullHeadDim ?? model.headDim,
      it.fullSharesKeys ? 1 : 2,
    );
    return { split: full * it.fullLayers + usual * (layers - it.fullLayers), replicated: 0 };
  }
  if (it.keyWidth === null || it.valueWidth === null || it.valueHeads === null) return null;
  const linear =
    hidden * (2 * it.keyWidth + 3 * it.valueWidth + 2 * it.valueHeads) +
    (2 * it.keyWidth + it.valueWidth) * (it.convKernel ?? 0);
  return { split: usual * it.fullLayers + linear * (layers - it.fullLayers), replicated: 0 };
}

/** Experts, dense layers and routers; of all layers. */
function countFeedForward(model: MlxModel) {
  const { moe, hiddenSize: hidden, layers } = model;
  const expertLayers = moe === null ? 0 : layers - moe.denseLayers;
  return {
    dense: 3 * hidden * (model.intermediateSize ?? 0) * (moe === null ? layers : moe.denseLayers),
    shared: moe === null ? 0 : 3 * hidden * moe.sharedIntermediateSize * expertLayers,
    routed: moe === null ? 0 : 3 * hidden * moe.intermediateSize * moe.experts * expertLayers,
    routers: moe === null ? 0 : hidden * moe.experts * expertLayers,
  };
}

/**
 * Counts the weights of a model from its shape. Where attention is not known, its makers' numbers stand in: what a
 * token reads beside the experts is split, the rest of the total is taken for the embedding. Null without those.
 */
export function countWeights(model: MlxModel): WeightCount | null {
  const { dense, shared, routed, routers } = countFeedForward(model);
  const attention = countAttention(model);
  if (attention === null) {
    const { total, active } = model.parameters;
    if (total === null || active === null) return null;
    const chosen = model.moe === null ? 0 : (routed * model.moe.active) / model.moe.experts;
    const split = active - chosen - routers;
    const embedding = Math.max(0, total - routed - split - routers);
    return {
      embedding,
      head: 0,
      routedExperts: routed,
      split,
      replicated: routers,
      attention: split - dense - shared,
    };
  }
  const embedding = model.hiddenSize * (model.vocab ?? 0);
  return {
    embedding,
    head: model.tieEmbeddings === false ? embedding : 0,
    routedExperts: routed,
    split: attention.split + dense + shared,
    replicated: attention.replicated + routers,
    attention: attention.split,
  };
}

/** Bytes from the shape and the bits alone, for a size nobody published and to check those that were. */
export function calculateWeightBytes(model: MlxModel, quantisation: Quantisation): WeightBytes | null {
  const count = countWeights(model);
  if (count === null) return null;
  const rest = quantisation.restBitsPerWeight / 8;
  const routedExperts =
    (count.routedExperts * (model.moe ? quantisation.bitsPerWeight : quantisation.restBitsPerWeight)) / 8;
  const [embedding, head, split, replicated, attention] = [
    count.embedding * rest,
    count.head * rest,
    count.split * rest,
    count.replicated * rest,
    count.attention * rest,
  ];
  const total = embedding + head + routedExperts + split + replicated;
  const disk = total + 2 * (model.visionParameters ?? 0);
  return { embedding, head, routedExperts, split, replicated, attention, total, disk, basis: 'calculated' };
}

/** Bytes of a quantisation: what was published, laid out over the parts as the shape has them. */
export function weightBytesOf(model: MlxModel, quantisation: Quantisation): WeightBytes | null {
  const calculated = calculateWeightBytes(model, quantisation);
  if (calculated === null || quantisation.weightBytes === null) return calculated;
  const scale = quantisation.weightBytes / calculated.disk;
  return {
    embedding: calculated.embedding * scale,
    head: calculated.head * scale,
    routedExperts: calculated.routedExperts * scale,
    split: calculated.split * scale,
    replicated: calculated.replicated * scale,
    attention: calculated.attention * scale,
    total: calculated.total * scale,
    disk: quantisation.weightBytes,
    basis: quantisation.basis,
  };
}
