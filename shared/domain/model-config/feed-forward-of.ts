import { familyOf } from '../../data/mlx-families.ts';
import type { ModelShape } from '../../schemas/model-shape.ts';
import { type Config, countOf } from './config-values.ts';

/** Of these `intermediate_size` is the width of one expert. */
const PLAIN_EXPERTS = new Set([
  'mixtral',
  'gpt_oss',
  'minimax',
  'phimoe',
  'granitemoe',
  'llama4',
  'llama4_text',
  'olmoe',
  'dbrx',
]);

type FeedForward = Pick<ModelShape, 'moe' | 'intermediateSize'>;

/** Widths of its dense layers and of its experts. */
export function feedForwardOf(config: Config, layers: number): FeedForward {
  const dense = countOf(config, 'intermediate_size_mlp', 'intermediate_size', 'ffn_hidden_size', 'ffn_dim');
  const experts = countOf(config, 'n_routed_experts', 'num_experts', 'num_local_experts', 'moe_num_experts');
  if (experts === null) return { moe: null, intermediateSize: dense };
  const isPlain = PLAIN_EXPERTS.has(familyOf(String(config['model_type'])));
  const own = countOf(config, 'moe_intermediate_size', 'expert_ffn_hidden_size');
  const width = own ?? countOf(config, 'intermediate_size') ?? 0;
  const denseLayers = Math.min(layers, denseLayersOf(config, layers));
  return {
    moe: {
      experts,
      active: Math.min(experts, activeOf(config)),
      intermediateSize: width,
      sharedIntermediateSize: sharedOf(config, width),
      denseLayers,
    },
    intermediateSize: denseLayers === 0 && (isPlain || own !== null) ? null : dense,
  };
}

const activeOf = (config: Config): number =>
  countOf(
    config,
    'num_experts_per_tok',
    'num_experts_per_token',
    'experts_per_token',
    'top_k_experts',
    'moe_topk',
    'moe_k',
  ) ?? 1;

function sharedOf(config: Config, width: number): number {
  const own = countOf(config, 'shared_expert_intermediate_size', 'shared_intermediate_size');
  if (own !== null) return own;
  const shared = countOf(config, 'n_shared_experts', 'num_shared_experts', 'moe_num_shared_experts');
  if (shared !== null) return shared * width;
  return String(config['model_type']).startsWith('llama4') ? width : 0;
}

function denseLayersOf(config: Config, layers: number): number {
  const first = countOf(config, 'first_k_dense_replace', 'num_dense_layers', 'moe_layer_start_index');
  if (first !== null) return first;
  if (Array.isArray(config['mlp_only_layers'])) return config['mlp_only_layers'].length;
  const step = countOf(config, 'interleave_moe_layer_step', 'decoder_sparse_step', 'moe_layer_freq');
  return step === null ? 0 : layers - Math.floor(layers / step);
}
