import { familyOf } from '../../data/mlx-families.ts';
import type { ShapeAttention } from '../../schemas/model-shape.ts';
import { type Config, countOf, flagOf, isRecord } from './config-values.ts';

/** These have the ranks of a latent in their config, and mlx-lm caches whole keys and values all the same. */
const FULL_KEYS = new Set(['deepseek_v2', 'minicpm3', 'kimi_linear']);
/** Every how many layers one sees everything, where the config leaves it to the code. */
const USUAL_PATTERN: Record<string, number> = {
  gemma3: 6,
  gemma3_text: 6,
  gpt_oss: 2,
  cohere2: 4,
  llama4: 4,
  llama4_text: 4,
};
const WINDOW_KINDS = new Set(['sliding_attention', 'chunked_attention']);

/** How its layers keep what they have read. Where nothing says otherwise every layer keeps keys and values. */
export function attentionOf(config: Config, layers: number): ShapeAttention {
  const family = familyOf(String(config['model_type']));
  if (countOf(config, 'kv_lora_rank') !== null && !FULL_KEYS.has(family)) return latentOf(config);
  const kinds = config['layer_types'];
  const named = Array.isArray(kinds) ? kinds.slice(0, layers).map(String) : [];
  if (isLinear(config, named)) return hybridOf(config, layers, named);
  const window = countOf(config, 'sliding_window', 'attention_chunk_size');
  if (window === null || flagOf(config, 'use_sliding_window') === false) return { kind: 'gqa' };
  const listed = named.filter((it) => !WINDOW_KINDS.has(it)).length;
  const pattern = countOf(config, 'sliding_window_pattern') ?? USUAL_PATTERN[family] ?? null;
  if (named.length === 0 && pattern === null) return { kind: 'gqa' };
  const fullLayers = named.length > 0 ? listed : Math.floor(layers / pattern!);
  if (fullLayers >= layers) return { kind: 'gqa' };
  return {
    kind: 'sliding',
    window,
    fullLayers,
    fullEvery: pattern ?? Math.max(1, Math.round(layers / Math.max(1, fullLayers))),
    fullKvHeads: countOf(config, 'num_global_key_value_heads'),
    fullHeadDim: countOf(config, 'global_head_dim'),
    fullSharesKeys: flagOf(config, 'attention_k_eq_v') === true,
  };
}

const latentOf = (config: Config): ShapeAttention => ({
  kind: 'mla',
  kvLoraRank: countOf(config, 'kv_lora_rank') ?? 0,
  qkRopeHeadDim: countOf(config, 'qk_rope_head_dim') ?? 0,
  indexHeadDim: countOf(config, 'index_head_dim'),
  indexHeads: countOf(config, 'index_n_heads'),
  // Without a rank of their own queries come right from the layer's input.
  qLoraRank: countOf(config, 'q_lora_rank', 'hidden_size') ?? 0,
  qkNopeHeadDim: countOf(config, 'qk_nope_head_dim') ?? 0,
  vHeadDim: countOf(config, 'v_head_dim') ?? 0,
});

const isLinear = (config: Config, named: readonly string[]): boolean =>
  named.some((it) => /linear|mamba|conv|recurrent/.test(it)) ||
  countOf(config, 'full_attention_interval') !== null ||
  isRecord(config['linear_attn_config']);

function hybridOf(config: Config, layers: number, named: readonly string[]): ShapeAttention {
  const linear = isRecord(config['linear_attn_config']) ? config['linear_attn_config'] : {};
  const listed = Array.isArray(linear['full_attn_layers']) ? linear['full_attn_layers'].length : 0;
  const interval = countOf(config, 'full_attention_interval');
  const attending = named.filter((it) => /attention/.test(it) && !/linear/.test(it)).length;
  const counted = named.length > 0 ? attending : listed || Math.floor(layers / (interval ?? 4));
  const fullLayers = Math.min(layers, counted);
  const keyHeads = countOf(config, 'linear_num_key_heads');
  const valueHeads = countOf(config, 'linear_num_value_heads');
  const keyDim = countOf(config, 'linear_key_head_dim');
  const valueDim = countOf(config, 'linear_value_head_dim');
  const convKernel = countOf(config, 'linear_conv_kernel_dim');
  const keyWidth = keyHeads && keyDim && keyHeads * keyDim;
  const valueWidth = valueHeads && valueDim && valueHeads * valueDim;
  const isKnown = keyWidth && valueWidth && valueHeads && keyDim && valueDim;
  // A state of 32 bits a head, and 16 bits of what the convolution still needs.
  const stateOfLayer = isKnown
    ? valueHeads * keyDim * valueDim * 4 + ((convKernel ?? 1) - 1) * (2 * keyWidth + valueWidth) * 2
    : null;
  return {
    kind: 'hybrid',
    fullLayers,
    fullEvery: interval ?? Math.max(1, Math.round(layers / Math.max(1, fullLayers))),
    stateBytes: stateOfLayer === null ? null : stateOfLayer * (layers - fullLayers),
    keyWidth,
    valueWidth,
    valueHeads,
    convKernel,
    latentWidth: countOf(config, 'kv_lora_rank'),
  };
}
