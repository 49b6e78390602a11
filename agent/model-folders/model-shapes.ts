import * as z from 'zod';

/** What of a config.json decides over splitting; everything may be missing. */
export const ModelConfig = z.looseObject({
  model_type: z.string(),
  num_hidden_layers: z.number().int().optional(),
  hidden_size: z.number().int().optional(),
  head_dim: z.number().int().nullish(),
  num_attention_heads: z.number().int().optional(),
  num_key_value_heads: z.number().int().nullish(),
  intermediate_size: z.number().int().nullish(),
  moe_intermediate_size: z.number().int().nullish(),
  shared_expert_intermediate_size: z.number().int().nullish(),
  kv_lora_rank: z.number().int().nullish(),
  quantization: z
    .looseObject({ group_size: z.number().int().optional(), bits: z.number().optional() })
    .nullish(),
});
export type ModelConfig = z.output<typeof ModelConfig>;

/** mlx_lm's own names for families it reads with another one's code (mlx-lm 0.32.2 `utils.MODEL_REMAPPING`). */
const SAME_AS: Record<string, string> = {
  mistral: 'llama',
  iquestcoder: 'llama',
  xverse: 'llama',
  kimi_k2: 'deepseek_v3',
  joyai_llm_flash: 'deepseek_v3',
  minimax_m2: 'minimax',
  deepseek_v41_text: 'deepseek_v41',
};
/** Models with `shard` in mlx-lm 0.32.2. */
const TENSOR = new Set(
  (
    'deepseek_v2 deepseek_v3 deepseek_v32 deepseek_v41 exaone_moe glm4_moe glm4_moe_lite gpt_oss iquestloopcoder ' +
    'kimi_k25 kimi_k3 llama longcat_flash longcat_flash_ngram minimax minimax_m3_vl ministral3 mistral4 muse_spark ' +
    'qwen2 qwen3 qwen3_5 qwen3_5_moe qwen3_moe step3p5'
  ).split(' '),
);
/** Models with `PipelineMixin` in mlx-lm 0.32.2. */
const PIPELINE = new Set(
  (
    'bailing_hybrid deepseek_v2 deepseek_v3 deepseek_v32 deepseek_v41 glm4_moe glm4_moe_lite minimax_m3_vl ministral3 ' +
    'mistral4 muse_spark qwen2 qwen3_5 qwen3_5_moe qwen3_moe qwen3_next'
  ).split(' '),
);
/** These repeat key-value heads when there are more ranks than heads. */
const REPEATS_KV_HEADS = new Set(['qwen3_5', 'qwen3_5_moe']);
const SIZES = [2, 3, 4, 5, 6, 7, 8];

const familyOf = (modelType: string): string => SAME_AS[modelType] ?? modelType;

/** Text models inside a vision wrapper keep their numbers one level down. */
export function textConfigOf(config: Record<string, unknown>): Record<string, unknown> {
  const inner = config['text_config'];
  return typeof inner === 'object' && inner !== null
    ? { ...config, ...inner, model_type: config['model_type'] }
    : config;
}

/**
 * Over how many ranks a model can be split by layer slices: heads, key-value heads and feed-forward widths must
 * divide, and with quantised weights their groups too; MLX raises otherwise, in the middle of loading.
 */
export function tensorSizesOf(config: ModelConfig): number[] {
  const family = familyOf(config.model_type);
  if (!TENSOR.has(family)) return [];
  const heads = config.num_attention_heads;
  if (!heads) return [];
  const isLatent = Boolean(config.kv_lora_rank);
  const kvHeads = isLatent || REPEATS_KV_HEADS.has(family) ? heads : (config.num_key_value_heads ?? heads);
  const headWidth = config.head_dim ?? (config.hidden_size ?? 0) / heads;
  const widths = [
    config.intermediate_size,
    config.moe_intermediate_size,
    config.shared_expert_intermediate_size,
  ].filter((width) => typeof width === 'number' && width > 0);
  const groupSize = config.quantization?.group_size;
  return SIZES.filter((size) => {
    if (heads % size !== 0 || kvHeads % size !== 0) return false;
    if (widths.some((width) => width! % size !== 0)) return false;
    if (!groupSize) return true;
    const grouped = isLatent ? widths : [...widths, heads * headWidth];
    return grouped.every((width) => (width! / groupSize) % size === 0);
  });
}

/** Over how many ranks it can be split by whole layers; the pinned mlx-lm splits unevenly without losing one. */
export function pipelineSizesOf(config: ModelConfig, hasIndex: boolean): number[] {
  const layers = config.num_hidden_layers;
  if (!layers || !hasIndex || !PIPELINE.has(familyOf(config.model_type))) return [];
  return SIZES.filter((size) => size <= layers);
}
