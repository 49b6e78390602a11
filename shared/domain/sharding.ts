import type { MlxModel, Quantisation } from '../data/mlx-models.ts';
import { formatCount } from './format.ts';

export type Split = 'single' | 'tensor' | 'pipeline';

/** These repeat key-value heads when there are more ranks than heads. */
const REPEATS_KV_HEADS = new Set(['qwen3_5', 'qwen3_5_moe']);

type Divisor = { what: string; value: number };

/** Everything MLX divides by the number of ranks, in the order a person would look it up. */
function tensorDivisors(model: MlxModel): Divisor[] {
  const { attention, moe } = model;
  const divisors: Divisor[] = [];
  const put = (what: string, value: number | null | undefined): void => {
    if (value !== null && value !== undefined && value > 0) divisors.push({ what, value });
  };
  put('attention heads', model.heads);
  const keepsHeads = attention.kind !== 'mla' && attention.kind !== 'compressed';
  if (keepsHeads && !REPEATS_KV_HEADS.has(model.family)) put('key-value heads', model.kvHeads);
  if (attention.kind === 'sliding') put('key-value heads of full layers', attention.fullKvHeads);
  if (attention.kind === 'hybrid') put('heads of linear layers', attention.valueHeads);
  put('feed-forward columns', model.intermediateSize);
  put('expert columns', moe?.intermediateSize);
  put('columns of the shared expert', moe?.sharedIntermediateSize);
  return divisors;
}

/** Rows that go into a layer whose input is shared out: there whole quantisation groups must come out. */
function groupedRows(model: MlxModel): Divisor[] {
  const { attention, moe } = model;
  const rows: Divisor[] = [];
  const put = (what: string, value: number | null | undefined): void => {
    if (value) rows.push({ what, value });
  };
  put('Feed-forward rows', model.intermediateSize);
  put('Expert rows', moe?.intermediateSize);
  put('Rows of the shared expert', moe?.sharedIntermediateSize);
  if (attention.kind === 'mla') put('Attention rows', (model.heads ?? 0) * attention.vHeadDim);
  else put('Attention rows', (model.heads ?? 0) * (model.headDim ?? 0));
  if (attention.kind === 'hybrid') put('Linear-attention rows', attention.valueWidth);
  return rows;
}

/**
 * Why tensor sharding over `ranks` can't be, in words and numbers; null when it can. MLX raises on the same rules
 * while loading: `shard_linear` and `mx.split` want equal shares, quantised weights whole groups
 * (mlx/nn/layers/distributed.py, mlx/ops.cpp).
 */
export function whyNotTensor(model: MlxModel, quantisation: Quantisation, ranks: number): string | null {
  if (!model.sharding.tensor) return sentence(model.sharding.reason, 'cannot be split by tensors');
  for (const { what, value } of tensorDivisors(model)) {
    if (value % ranks !== 0) return `${formatCount(value)} ${what} do not divide by ${ranks}.`;
  }
  const { groupSize } = quantisation;
  if (groupSize === null) return null;
  for (const { what, value } of groupedRows(model)) {
    const groups = value / groupSize;
    if (groups % ranks !== 0) {
      return `${what} of ${formatCount(value)} make ${formatCount(groups)} groups of ${groupSize}, and ${formatCount(groups)} does not divide by ${ranks}.`;
    }
  }
  return null;
}

/** Why a pipeline over `ranks` can't be; null when it can. mlx-lm 0.32.2 splits unevenly without losing a layer. */
export function whyNotPipeline(model: MlxModel, ranks: number): string | null {
  if (!model.sharding.pipeline) return sentence(model.sharding.reason, 'cannot be split by layers');
  return ranks > model.layers ? `${model.layers} layers are fewer than ${ranks} Macs.` : null;
}

export function whyNot(
  model: MlxModel,
  quantisation: Quantisation,
  split: Split,
  ranks: number,
): string | null {
  if (ranks === 1 || split === 'single') {
    return ranks === 1 ? null : 'One copy on one Mac does not use the others.';
  }
  return split === 'tensor' ? whyNotTensor(model, quantisation, ranks) : whyNotPipeline(model, ranks);
}

function sentence(reason: string | null, otherwise: string): string {
  const text = reason ?? `This model ${otherwise}.`;
  return /[.!]$/.test(text) ? text : `${text}.`;
}
