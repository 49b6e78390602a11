import type { MlxModel, Quantisation } from '../data/mlx-models.ts';
import type { Split } from './sharding.ts';
import { weightBytesOf } from './model-weights.ts';

/** What a session is asked to hold. */
export type CacheSettings = {
  contextTokens: number;
  /** Requests answered at once, each with a context of its own. */
  requests: number;
  cacheBits: 16 | 8 | 4;
  /** Kept on each rank for prompts that come again, beside those being answered. */
  promptCacheBytes?: number | null;
  prefillStepTokens?: number;
};

export type RankMemory = {
  weightsBytes: number;
  cacheBytes: number;
  overheadBytes: number;
  totalBytes: number;
  weightsBasis: Quantisation['basis'];
};

export type WiredLimit = { bytes: number; basis: 'reported' | 'estimated' };

const GIBIBYTE = 2 ** 30;
/** mlx-lm grows its caches in steps of this many tokens (cache.py). */
const CACHE_STEP = 256;
/** mlx-lm reads a prompt in steps of this many tokens (`--prefill-step-size`). */
export const PREFILL_STEP = 2048;
/** Quantised caches keep a 16-bit scale and bias for 64 values. */
const CACHE_SCALE_BITS = 32 / 64;
export const LEAST_CACHE_GROUP = 32;
/** Python, Metal's buffers and MLX's pool; ours. */
const PROGRAM_BYTES = 1e9;
/** Arrays of tokens × hidden that live at once while a prompt is read; ours, gives the 1 to 4 GB people see. */
const LIVE_ARRAYS = 40;
/** Below this Metal gives a program two thirds of memory, above it three quarters. */
const SMALL_MEMORY_BYTES = 32 * GIBIBYTE;

/**
 * What Metal lets a program keep. Reported (`max_recommended_working_set_size` or `iogpu.wired_limit_mb`) beats the
 * rule of thumb of llama.cpp discussion 2182.
 */
export function wiredLimitOf(memoryBytes: number, reportedBytes: number | null): WiredLimit {
  if (reportedBytes !== null) return { bytes: reportedBytes, basis: 'reported' };
  const isSmall = memoryBytes <= SMALL_MEMORY_BYTES;
  return {
    bytes: Math.floor(isSmall ? (memoryBytes * 2) / 3 : memoryBytes * 0.75),
    basis: 'estimated',
  };
}

/** The least memory of which Metal lets a program keep so much, bytes: the rule of thumb turned round. */
export function memoryFor(keptBytes: number): number {
  const small = keptBytes * 1.5;
  return small <= SMALL_MEMORY_BYTES ? small : Math.max(SMALL_MEMORY_BYTES + 1, keptBytes / 0.75);
}

/** Layers that keep every token, and the values one of them keeps for a token. Shape: [layers] × [values]. */
function fullLayersOf(model: MlxModel, ranks: number): { layers: number; values: number } {
  const { attention: it, layers } = model;
  const heads = Math.max(1, (model.kvHeads ?? 0) / ranks);
  const width = 2 * heads * (model.headDim ?? 0);
  switch (it.kind) {
    case 'gqa':
      return { layers, values: width };
    case 'mla':
      // The latent is on every rank: tensor sharding does not divide it.
      return { layers, values: it.kvLoraRank + it.qkRopeHeadDim + (it.indexHeadDim ?? 0) };
    case 'sliding': {
      const kvHeads = Math.max(1, (it.fullKvHeads ?? model.kvHeads ?? 0) / ranks);
      return { layers: it.fullLayers, values: 2 * kvHeads * (it.fullHeadDim ?? model.headDim ?? 0) };
    }
    case 'hybrid':
      return { layers: it.fullLayers, values: it.latentWidth ?? width };
    case 'compressed': {
      const kept = it.ratios.map(({ ratio, layers: some }) => (some * it.width) / ratio);
      // Only the densest layers are searched by index.
      const searched = Math.min(...it.ratios.map(({ ratio }) => ratio));
      const index = it.ratios.filter(({ ratio }) => ratio === searched);
      const indexed = index.map(({ ratio, layers: some }) => (some * it.indexWidth) / ratio);
      return { layers: 1, values: [...kept, ...indexed].reduce((sum, one) => sum + one, 0) };
    }
  }
}

/** Bytes one more token of context costs on a rank: `layers × values × bits / 8`. */
export function cacheBytesPerToken(model: MlxModel, ranks = 1, cacheBits: 16 | 8 | 4 = 16): number {
  const { layers, values } = fullLayersOf(model, ranks);
  const bits = cacheBits === 16 ? 16 : cacheBits + CACHE_SCALE_BITS;
  return (layers * values * bits) / 8;
}

/** The same for people: null where what a layer keeps comes from heads that nobody knows. */
export function knownCachePerToken(model: MlxModel): number | null {
  const { attention: it, kvHeads } = model;
  const isKnown =
    kvHeads !== null ||
    it.kind === 'mla' ||
    it.kind === 'compressed' ||
    (it.kind === 'sliding' && it.fullKvHeads !== null) ||
    (it.kind === 'hybrid' && it.latentWidth !== undefined);
  return isKnown ? cacheBytesPerToken(model) : null;
}

/** Bytes of one request that do not grow beyond the window, and the state of linear layers. */
export function cacheBytesBounded(model: MlxModel, contextTokens: number, ranks = 1): number {
  const { attention: it, layers } = model;
  if (it.kind === 'hybrid') return (it.stateBytes ?? 0) / ranks;
  if (it.kind === 'compressed') return layers * Math.min(contextTokens, it.window) * it.width * 2;
  if (it.kind !== 'sliding') return 0;
  const kvHeads = Math.max(1, (model.kvHeads ?? 0) / ranks);
  const tokens = Math.min(contextTokens, it.window);
  return (layers - it.fullLayers) * tokens * 2 * kvHeads * (model.headDim ?? 0) * 2;
}

/** Cache of all requests on one rank, with tensor sharding over `ranks` (1: whole). */
export function cacheBytesOf(model: MlxModel, settings: CacheSettings, ranks = 1): number {
  const tokens = Math.ceil(settings.contextTokens / CACHE_STEP) * CACHE_STEP;
  const grows = tokens * cacheBytesPerToken(model, ranks, settings.cacheBits);
  return settings.requests * (grows + cacheBytesBounded(model, tokens, ranks));
}

/** Why a smaller cache can't be had; null when it can. */
export function whyNoQuantisedCache(model: MlxModel, settings: CacheSettings, ranks: number): string | null {
  if (settings.cacheBits === 16) return null;
  if (ranks > 1)
    return 'mlx-lm answers one by one with a quantised cache, and a stop leaves the ranks out of step.';
  const { attention, headDim } = model;
  if (attention.kind === 'sliding') return 'mlx-lm cannot quantise the cache of a sliding window.';
  if (attention.kind !== 'gqa' && (attention.kind !== 'hybrid' || attention.latentWidth !== undefined))
    return 'mlx-lm cannot quantise the latent cache of this model.';
  if (headDim !== null && headDim % LEAST_CACHE_GROUP !== 0)
    return `MLX quantises ${LEAST_CACHE_GROUP} values together, and the heads of this model are ${headDim} wide.`;
  return null;
}

/** Program, and the arrays of one prefill step: `step × hidden × 40` and the chosen experts' rows, in 16 bits. */
export function overheadBytesOf(model: MlxModel, stepTokens = PREFILL_STEP): number {
  const { moe } = model;
  const rows = moe === null ? 0 : moe.active * (model.hiddenSize + 2 * moe.intermediateSize);
  return PROGRAM_BYTES + stepTokens * 2 * (LIVE_ARRAYS * model.hiddenSize + rows);
}

/** Layers of the fullest rank: the low ranks get what is left over (mlx-lm 0.32.2 `PipelineMixin`). */
export const mostLayers = (model: MlxModel, ranks: number): number => Math.ceil(model.layers / ranks);

/**
 * Memory of the fullest rank. Tensor: what is replicated and an equal share of the rest. Pipeline: its own layers,
 * embedding and head on each. Null when the shape is not known.
 */
export function rankMemoryOf(
  model: MlxModel,
  quantisation: Quantisation,
  split: Split,
  ranks: number,
  settings: CacheSettings,
): RankMemory | null {
  const bytes = weightBytesOf(model, quantisation);
  if (bytes === null) return null;
  const everywhere = bytes.embedding + bytes.head;
  const layerShare = mostLayers(model, ranks) / model.layers;
  const weightsBytes =
    split === 'pipeline'
      ? everywhere + (bytes.total - everywhere) * layerShare
      : everywhere + bytes.replicated + (bytes.split + bytes.routedExperts) / ranks;
  const answering =
    split === 'pipeline' ? cacheBytesOf(model, settings) * layerShare : cacheBytesOf(model, settings, ranks);
  const cacheBytes = answering + (settings.promptCacheBytes ?? 0);
  const overheadBytes = overheadBytesOf(model, settings.prefillStepTokens);
  return {
    weightsBytes,
    cacheBytes,
    overheadBytes,
    totalBytes: weightsBytes + cacheBytes + overheadBytes,
    weightsBasis: bytes.basis,
  };
}
