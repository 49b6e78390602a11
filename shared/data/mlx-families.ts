/*
 * What the pinned mlx-lm (0.32.2, `agent/rank/requirements.txt`) has code for: its files in `mlx_lm/models` with a
 * `Model`, those whose model has `shard`, and those whose inner model has `PipelineMixin`; by import, so that
 * inherited ones count.
 */

export const MLX_LM_VERSION = '0.32.2';

/** mlx_lm's own names for families it reads with another one's code (`utils.MODEL_REMAPPING`). */
const SAME_AS: Record<string, string> = {
  mistral: 'llama',
  llava: 'mistral3',
  'phi-msft': 'phixtral',
  falcon_mamba: 'mamba',
  joyai_llm_flash: 'deepseek_v3',
  kimi_k2: 'deepseek_v3',
  qwen2_5_vl: 'qwen2_vl',
  minimax_m2: 'minimax',
  iquestcoder: 'llama',
  xverse: 'llama',
  gemma4_unified: 'gemma4',
  deepseek_v41_text: 'deepseek_v41',
};

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const LOADS = words(`
  Klear afm7 afmoe apertus baichuan_m1 bailing_hybrid bailing_moe bailing_moe_linear bailing_moe_v3 bitnet cohere
  cohere2 dbrx deepseek deepseek_v2 deepseek_v3 deepseek_v32 deepseek_v41 dots1 ernie4_5 ernie4_5_moe exaone exaone4
  exaone_moe falcon_h1 gear gemma gemma2 gemma3 gemma3_text gemma3n gemma4 gemma4_text glm glm4 glm4_moe glm4_moe_lite
  glm_moe_dsa gpt2 gpt_bigcode gpt_neox gpt_oss gptj granite granitemoe granitemoehybrid helium hunyuan
  hunyuan_v1_dense internlm2 internlm3 iquestloopcoder jamba kimi_k25 kimi_k3 kimi_linear kimi_vl laguna lfm2-vl lfm2
  lfm2_moe lille-130m llama llama4 llama4_text longcat_flash longcat_flash_ngram mamba mamba2 mellum mimo
  mimo_v2_flash minicpm minicpm3 minimax minimax_m3_vl ministral3 mistral3 mistral4 mixtral muse_glimmer muse_spark
  nanbeige nanochat nemotron-nas nemotron nemotron_h olmo olmo2 olmo3 olmo_hybrid olmoe openelm phi phi3 phi3small
  phimoe phixtral pixtral plamo plamo2 plamo3 prism_hadamard_qwen35 qwen qwen2 qwen2_moe qwen2_vl qwen3 qwen3_5
  qwen3_5_moe qwen3_moe qwen3_next qwen3_vl qwen3_vl_moe recurrent_gemma rwkv7 seed_oss smollm3 solar_open spark2_5
  stablelm starcoder2 step3p5 talkie telechat3 youtu_llm
`);
const TENSOR = words(`
  deepseek_v2 deepseek_v3 deepseek_v32 deepseek_v41 exaone_moe glm4_moe glm4_moe_lite glm_moe_dsa gpt_oss
  iquestloopcoder kimi_k25 kimi_k3 llama longcat_flash longcat_flash_ngram minimax minimax_m3_vl ministral3 mistral4
  muse_spark prism_hadamard_qwen35 qwen2 qwen3 qwen3_5 qwen3_5_moe qwen3_moe solar_open step3p5
`);
const PIPELINE = words(`
  bailing_hybrid deepseek_v2 deepseek_v3 deepseek_v32 deepseek_v41 glm4_moe glm4_moe_lite glm_moe_dsa kimi_k25
  minimax_m3_vl ministral3 mistral4 muse_spark prism_hadamard_qwen35 qwen2 qwen3_5 qwen3_5_moe qwen3_moe qwen3_next
  solar_open
`);

export type FamilySupport = {
  runs: boolean;
  tensor: boolean;
  pipeline: boolean;
  /** In words, for what can't be; null when all can. */
  reason: string | null;
};

/** The family whose code reads a model of this `model_type`. */
export const familyOf = (modelType: string): string => SAME_AS[modelType] ?? modelType;

/** What the pinned mlx-lm can do with models of this `model_type`, before any number of theirs is looked at. */
export function supportOf(modelType: string): FamilySupport {
  const family = familyOf(modelType);
  const runs = LOADS.has(family);
  const tensor = TENSOR.has(family);
  const pipeline = PIPELINE.has(family);
  return { runs, tensor, pipeline, reason: reasonOf(modelType, { runs, tensor, pipeline }) };
}

function reasonOf(type: string, { runs, tensor, pipeline }: Omit<FamilySupport, 'reason'>): string | null {
  const engine = `mlx-lm ${MLX_LM_VERSION} has`;
  if (!runs) return `${engine} no model type ${type}: it cannot load this model at all`;
  if (!tensor && !pipeline) return `${engine} neither shard nor PipelineMixin for ${type}: one Mac only`;
  if (!tensor) return `${engine} no shard for ${type}: pipeline only`;
  return pipeline ? null : `${engine} no PipelineMixin for ${type}: tensor only`;
}
