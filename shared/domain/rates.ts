import type { MlxModel, Quantisation } from '../data/mlx-models.ts';
import {
  cacheBytesBounded,
  cacheBytesPerToken,
  mostLayers,
  PREFILL_STEP,
  type CacheSettings,
} from './model-memory.ts';
import { weightBytesOf, type WeightBytes } from './model-weights.ts';
import { RATE_COEFFICIENTS, type RateCoefficients } from './rate-coefficients.ts';
import type { Split } from './sharding.ts';

export type LinkKind = 'none' | 'rdma-mesh' | 'rdma-ring' | 'tcp';

/** What of a machine decides over speed. `chip` as in the catalogue (`M3 Ultra`). */
export type RateMachine = {
  chip: string | null;
  bandwidthGbPerSecond: number | null;
  gpuCores: number | null;
  hasNeuralAccelerators: boolean | null;
};

export type RateAsk = CacheSettings & {
  split: Split;
  link: LinkKind;
  /** `MLX_METAL_FAST_SYNCH=1`: shorter waits, and a GPU that may hang until the Mac restarts. */
  fastSync: boolean;
};

export type DecodeTime = {
  /** Of one step, which gives each request a token. */
  seconds: number;
  readSeconds: number;
  cacheSeconds: number;
  layerSeconds: number;
  waitSeconds: number;
};

/** `M3 Ultra`: `m3`. */
const generationOf = (chip: string | null): string | null =>
  /^M\d+/.exec(chip ?? '')?.[0].toLowerCase() ?? null;
const isUltra = (chip: string | null): boolean => chip?.endsWith('Ultra') ?? false;
const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);

/** Kernels a layer starts, by what it is made of. */
function layerSecondsOf(model: MlxModel, it: RateCoefficients): number {
  const { attention } = model;
  const kinds = it.layerMicroseconds;
  if (attention.kind === 'compressed') return kinds.compressed / 1e6;
  if (attention.kind === 'mla') return (attention.indexHeadDim === null ? kinds.mla : kinds.mlaIndexed) / 1e6;
  if (model.moe !== null) return kinds.moe / 1e6;
  return (attention.kind === 'sliding' ? kinds.sliding : kinds.dense) / 1e6;
}

/** Share of the routed experts that a step with so many requests reads: `1 − (1 − k/E)^requests`. */
export function expertShareOf(model: MlxModel, requests: number): number {
  return model.moe === null ? 0 : 1 - (1 - model.moe.active / model.moe.experts) ** requests;
}

/** Bytes a step reads of what is shared out, and of what every rank reads whole. */
function readBytes(model: MlxModel, bytes: WeightBytes, requests: number): { shared: number; whole: number } {
  const head = model.tieEmbeddings === true ? bytes.embedding : bytes.head;
  return {
    shared: bytes.split + bytes.routedExperts * expertShareOf(model, requests),
    whole: head + bytes.replicated,
  };
}

function waitSecondsOf(model: MlxModel, ranks: number, ask: RateAsk, it: RateCoefficients): number {
  if (ranks === 1) return 0;
  const { wait } = it;
  const link = ask.link === 'tcp' ? 'tcp' : 'rdma';
  const meeting = link === 'tcp' ? wait.tcpMeeting : ask.fastSync ? wait.rdmaFastMeeting : wait.rdmaMeeting;
  // Two meetings a layer; a ring passes a small message on as often as there are further ranks.
  const passes = ask.link === 'rdma-ring' ? ranks - 1 : Math.log2(ranks);
  if (ask.split === 'tensor') return (model.layers * 2 * meeting * passes) / 1e6;
  return ((ranks - 1) * (link === 'tcp' ? wait.tcpHop : wait.rdmaHop)) / 1e6;
}

/**
 * Time of one decoding step. Weights and cache are read at a share of the memory's bandwidth, each layer starts its
 * kernels, and in a group the ranks wait for each other. Tensor: the slowest rank decides; pipeline: one rank after
 * the other. Null when a machine's bandwidth or the model's shape is not known.
 */
export function decodeTimeOf(
  model: MlxModel,
  quantisation: Quantisation,
  machines: readonly RateMachine[],
  ask: RateAsk,
  it: RateCoefficients = RATE_COEFFICIENTS,
): DecodeTime | null {
  const bytes = weightBytesOf(model, quantisation);
  if (bytes === null || machines.length === 0) return null;
  const rates: number[] = [];
  for (const { chip, bandwidthGbPerSecond } of machines) {
    if (bandwidthGbPerSecond === null) return null;
    rates.push(bandwidthGbPerSecond * 1e9 * (isUltra(chip) ? it.readShare.ultra : it.readShare.single));
  }
  const ranks = machines.length;
  const { shared, whole } = readBytes(model, bytes, ask.requests);
  const cacheRanks = ask.split === 'tensor' ? ranks : 1;
  const cache =
    ask.requests *
    (ask.contextTokens * cacheBytesPerToken(model, cacheRanks, ask.cacheBits) +
      cacheBytesBounded(model, ask.contextTokens, cacheRanks));
  const cacheRatio = it.cacheShare / it.readShare.single;
  const slowest = Math.min(...rates);
  const layers = mostLayers(model, ranks) / model.layers;
  const readSeconds =
    ask.split === 'tensor'
      ? (shared / ranks + whole) / slowest
      : sum(rates.map((rate) => (shared + whole) / ranks / rate));
  const cacheSeconds =
    ask.split === 'tensor'
      ? cache / (slowest * cacheRatio)
      : sum(rates.map((rate) => (cache * Math.min(layers, 1 / ranks)) / (rate * cacheRatio)));
  const pace = Math.max(...machines.map(({ chip }) => it.layerPace[generationOf(chip) ?? ''] ?? 1));
  const layerSeconds = pace * (it.stepMicroseconds / 1e6 + model.layers * layerSecondsOf(model, it));
  const waitSeconds = waitSecondsOf(model, ranks, ask, it);
  return {
    seconds: readSeconds + cacheSeconds + layerSeconds + waitSeconds,
    readSeconds,
    cacheSeconds,
    layerSeconds,
    waitSeconds,
  };
}

/** Weights a prompt's token is multiplied with: no embedding, and the head for the last token alone. */
function multipliedWeights(model: MlxModel, bytes: WeightBytes, quantisation: Quantisation) {
  const rest = quantisation.restBitsPerWeight / 8;
  const expert = quantisation.bitsPerWeight / 8;
  return {
    always: (bytes.split + bytes.replicated) / rest,
    chosen: (bytes.routedExperts * expertShareOf(model, 1)) / expert,
  };
}

/** Multiply-adds of attention for one token with so many before it, over all layers. */
function attentionProducts(model: MlxModel, tokensBefore: number): number {
  const { attention: it, layers } = model;
  const heads = model.heads ?? 0;
  const usual = heads * (model.headDim ?? 0) * 2;
  switch (it.kind) {
    case 'gqa':
      return layers * tokensBefore * usual;
    case 'mla': {
      const width = heads * (it.qkNopeHeadDim + it.qkRopeHeadDim + it.vHeadDim);
      return layers * tokensBefore * (width + (it.indexHeads ?? 0) * (it.indexHeadDim ?? 0));
    }
    case 'sliding': {
      const full = heads * (it.fullHeadDim ?? model.headDim ?? 0) * 2;
      return (
        it.fullLayers * tokensBefore * full +
        (layers - it.fullLayers) * Math.min(tokensBefore, it.window) * usual
      );
    }
    case 'hybrid':
      return it.fullLayers * tokensBefore * usual;
    case 'compressed':
      return sum(
        it.ratios.map(
          ({ ratio, layers: some }) =>
            some *
            (Math.min(tokensBefore / ratio, it.indexTopk) * heads * it.width * 2 +
              (tokensBefore / ratio) * it.indexHeads * it.indexWidth),
        ),
      );
  }
}

/** Peak of a machine's GPU, operations a second, in experts and in all else; null when it is not known. */
function peakOf(machine: RateMachine, it: RateCoefficients): { always: number; chosen: number } | null {
  const perCore = it.teraflopsPerCore[generationOf(machine.chip) ?? ''];
  if (perCore === undefined || machine.gpuCores === null) return null;
  const peak = machine.gpuCores * perCore * 1e12;
  const { dense, moe } = machine.hasNeuralAccelerators === true ? it.acceleratorGain : { dense: 1, moe: 1 };
  return { always: peak * dense, chosen: peak * moe };
}

/**
 * Seconds a token of a prompt takes on one machine: two operations a weight, two a product of attention, at the share
 * of the GPU's peak that was seen. Narrow models and steps of few tokens reach less; of a step each expert sees
 * `step × k / E` tokens.
 */
function promptTokenSeconds(
  model: MlxModel,
  quantisation: Quantisation,
  bytes: WeightBytes,
  peak: { always: number; chosen: number },
  contextTokens: number,
  it: RateCoefficients,
): number {
  const weights = multipliedWeights(model, bytes, quantisation);
  const step = Math.min(contextTokens, PREFILL_STEP);
  const width = model.hiddenSize / (model.hiddenSize + it.narrowHidden);
  const always = peak.always * it.computeShare.dense * width * (step / (step + it.shortStepTokens.dense));
  const perExpert = step * expertShareOf(model, 1);
  const chosen =
    peak.chosen * it.computeShare.moe * width * (perExpert / (perExpert + it.shortStepTokens.moe));
  // On average half of the prompt stands before a token.
  const attention = attentionProducts(model, contextTokens / 2) / it.attentionShare;
  return (
    (2 * (weights.always + attention)) / always + (weights.chosen > 0 ? (2 * weights.chosen) / chosen : 0)
  );
}

/**
 * Tokens of a prompt read a second, over the whole prompt. In a group the ranks share the weights and the slowest
 * decides (tensor), or take turns (pipeline); tensor sends `2 × layers × hidden` 16-bit values a token. Null when a
 * chip or its cores are not known.
 */
export function prefillRateOf(
  model: MlxModel,
  quantisation: Quantisation,
  machines: readonly RateMachine[],
  ask: RateAsk,
  it: RateCoefficients = RATE_COEFFICIENTS,
): number | null {
  const bytes = weightBytesOf(model, quantisation);
  const ranks = machines.length;
  if (bytes === null || ranks === 0) return null;
  const seconds: number[] = [];
  for (const machine of machines) {
    const peak = peakOf(machine, it);
    if (peak === null) return null;
    seconds.push(promptTokenSeconds(model, quantisation, bytes, peak, ask.contextTokens, it) / ranks);
  }
  if (ask.split !== 'tensor') return 1 / sum(seconds);
  const sent = (2 * model.layers * model.hiddenSize * 2 * 2 * (ranks - 1)) / ranks;
  const link = (ask.link === 'tcp' ? it.linkGbPerSecond.tcp : it.linkGbPerSecond.rdma) * 1e9;
  return 1 / (Math.max(...seconds) + sent / link);
}
