import { describe, expect, test } from 'vitest';
import { getMlxModel } from '../../data/mlx-models.ts';
import { cacheBytesBounded, cacheBytesPerToken } from '../model-memory.ts';
import { countWeights } from '../model-weights.ts';
import { toMlxModel } from '../shaped-model.ts';
import { parseLooseJson } from './loose-json.ts';
import { NO_EVIDENCE, shapeOf } from './shape-of.ts';
import { noTensors } from './tensor-facts.ts';

/** As their makers publish them, without what decides nothing. */
const CONFIGS: Record<string, object> = {
  'llama-3.1-8b-instruct': {
    model_type: 'llama',
    hidden_size: 4096,
    intermediate_size: 14_336,
    num_attention_heads: 32,
    num_hidden_layers: 32,
    num_key_value_heads: 8,
    max_position_embeddings: 131_072,
    vocab_size: 128_256,
    tie_word_embeddings: false,
    quantization: { group_size: 64, bits: 4 },
  },
  'qwen3-235b-a22b-instruct-2507': {
    model_type: 'qwen3_moe',
    hidden_size: 4096,
    head_dim: 128,
    intermediate_size: 12_288,
    moe_intermediate_size: 1536,
    mlp_only_layers: [],
    decoder_sparse_step: 1,
    num_attention_heads: 64,
    num_experts: 128,
    num_experts_per_tok: 8,
    num_hidden_layers: 94,
    num_key_value_heads: 4,
    max_position_embeddings: 262_144,
    vocab_size: 151_936,
    tie_word_embeddings: false,
    quantization: { group_size: 64, bits: 4 },
  },
  'gpt-oss-120b': {
    model_type: 'gpt_oss',
    hidden_size: 2880,
    head_dim: 64,
    intermediate_size: 2880,
    num_attention_heads: 64,
    num_hidden_layers: 36,
    num_key_value_heads: 8,
    num_local_experts: 128,
    num_experts_per_tok: 4,
    sliding_window: 128,
    layer_types: Array.from({ length: 36 }, (_, at) => (at % 2 ? 'full_attention' : 'sliding_attention')),
    swiglu_limit: 7,
    max_position_embeddings: 131_072,
    vocab_size: 201_088,
    tie_word_embeddings: false,
    quantization_config: { quant_method: 'mxfp4', modules_to_not_convert: ['lm_head'] },
  },
  'kimi-k2-thinking': {
    model_type: 'kimi_k2',
    hidden_size: 7168,
    intermediate_size: 18_432,
    moe_intermediate_size: 2048,
    num_attention_heads: 64,
    num_key_value_heads: 64,
    num_hidden_layers: 61,
    num_nextn_predict_layers: 0,
    n_routed_experts: 384,
    n_shared_experts: 1,
    num_experts_per_tok: 8,
    first_k_dense_replace: 1,
    kv_lora_rank: 512,
    q_lora_rank: 1536,
    qk_nope_head_dim: 128,
    qk_rope_head_dim: 64,
    v_head_dim: 128,
    max_position_embeddings: 262_144,
    vocab_size: 163_840,
    tie_word_embeddings: false,
    quantization: { group_size: 32, bits: 4, mode: 'affine' },
  },
  'deepseek-v3.2': {
    model_type: 'deepseek_v32',
    hidden_size: 7168,
    intermediate_size: 18_432,
    moe_intermediate_size: 2048,
    num_attention_heads: 128,
    num_key_value_heads: 128,
    num_hidden_layers: 61,
    n_routed_experts: 256,
    n_shared_experts: 1,
    num_experts_per_tok: 8,
    first_k_dense_replace: 3,
    kv_lora_rank: 512,
    q_lora_rank: 1536,
    qk_nope_head_dim: 128,
    qk_rope_head_dim: 64,
    v_head_dim: 128,
    index_head_dim: 128,
    index_n_heads: 64,
    index_topk: 2048,
    max_position_embeddings: 163_840,
    vocab_size: 129_280,
    tie_word_embeddings: false,
    quantization: { group_size: 64, bits: 4 },
  },
  'qwen3.5-27b': {
    model_type: 'qwen3_5',
    tie_word_embeddings: false,
    text_config: {
      model_type: 'qwen3_5_text',
      hidden_size: 5120,
      head_dim: 256,
      intermediate_size: 17_408,
      num_attention_heads: 24,
      num_hidden_layers: 64,
      num_key_value_heads: 4,
      attn_output_gate: true,
      full_attention_interval: 4,
      linear_num_key_heads: 16,
      linear_key_head_dim: 128,
      linear_num_value_heads: 48,
      linear_value_head_dim: 128,
      linear_conv_kernel_dim: 4,
      max_position_embeddings: 262_144,
      vocab_size: 248_320,
    },
    quantization: { group_size: 64, bits: 4 },
  },
  'gemma-3-27b-it': {
    model_type: 'gemma3',
    text_config: {
      model_type: 'gemma3_text',
      hidden_size: 5376,
      head_dim: 128,
      intermediate_size: 21_504,
      num_attention_heads: 32,
      num_hidden_layers: 62,
      num_key_value_heads: 16,
      sliding_window: 1024,
      sliding_window_pattern: 6,
      vocab_size: 262_144,
      max_position_embeddings: 131_072,
    },
    tie_word_embeddings: true,
    quantization: { group_size: 64, bits: 4 },
  },
  'mixtral-8x7b': {
    model_type: 'mixtral',
    hidden_size: 4096,
    intermediate_size: 14_336,
    num_attention_heads: 32,
    num_hidden_layers: 32,
    num_key_value_heads: 8,
    num_local_experts: 8,
    num_experts_per_tok: 2,
    sliding_window: null,
    max_position_embeddings: 32_768,
    vocab_size: 32_000,
    tie_word_embeddings: false,
    quantization: { group_size: 64, bits: 4 },
  },
  'glm-4.5-air': {
    model_type: 'glm4_moe',
    hidden_size: 4096,
    head_dim: 128,
    intermediate_size: 10_944,
    moe_intermediate_size: 1408,
    num_attention_heads: 96,
    num_key_value_heads: 8,
    num_hidden_layers: 46,
    num_nextn_predict_layers: 1,
    n_routed_experts: 128,
    n_shared_experts: 1,
    num_experts_per_tok: 8,
    first_k_dense_replace: 1,
    max_position_embeddings: 131_072,
    vocab_size: 151_552,
    tie_word_embeddings: false,
    quantization: { group_size: 64, bits: 4 },
  },
};
const named = { id: '', title: '', repo: null };
const GLM = CONFIGS['glm-4.5-air']!;
const headers = (more: object) => ({ ...NO_EVIDENCE, tensors: { ...noTensors(), tensors: 1, ...more } });

describe('a config.json gives the shape that the catalogue has', () => {
  test.each(Object.keys(CONFIGS))('%s', (id) => {
    const known = getMlxModel(id)!;
    const { model, quantisation } = toMlxModel(shapeOf(CONFIGS[id])!, named);
    expect(model).toMatchObject({
      family: known.family,
      layers: known.layers,
      heads: known.heads,
      kvHeads: known.kvHeads,
      headDim: known.headDim,
      moe: known.moe,
      outputGate: known.outputGate,
      sharding: known.sharding,
      runs: true,
    });
    expect(model.attention).toMatchObject(known.attention);
    expect(countWeights(model)).toEqual(countWeights(known));
    for (const ranks of [1, 2])
      expect(cacheBytesPerToken(model, ranks)).toBe(cacheBytesPerToken(known, ranks));
    expect(cacheBytesBounded(model, 8192)).toBe(cacheBytesBounded(known, 8192));
    expect(quantisation.bitsPerWeight).toBe(
      id === 'gpt-oss-120b' ? 4.25 : id === 'kimi-k2-thinking' ? 5 : 4.5,
    );
  });
});

describe('what its files say wins over its config', () => {
  test('fewer layers than it says', () => {
    const shape = shapeOf(
      { ...GLM, num_hidden_layers: 47, num_nextn_predict_layers: 0 },
      headers({ layers: 46, totalBytes: 60e9 }),
    )!;
    expect(shape.layers).toBe(46);
    expect(shape.doubts[0]).toBe(
      'config.json says 47 layers; its weights have 46. Planned with 46, from the weights.',
    );
  });

  test('a layer that only drafts is no lie', () => {
    expect(shapeOf(GLM, headers({ layers: 47, totalBytes: 60e9 }))).toMatchObject({ layers: 46, doubts: [] });
  });

  test('other bits than it says: the bytes count, and it is told', () => {
    const kimi = CONFIGS['kimi-k2-thinking']!;
    const shape = shapeOf(
      { ...kimi, quantization: { bits: 2, group_size: 64 } },
      headers({ layers: 61, totalBytes: 594e9, expertBytes: 560e9 }),
    )!;
    expect(shape).toMatchObject({ weightBytes: 594e9, weightBasis: 'headers' });
    expect(shape.doubts.join()).toMatch(/^config\.json says 2-bit, which would be .*594\sGB\. Planned with/u);
    expect(shape.quantisation.bitsPerWeight).toBeCloseTo((560e9 * 8) / 1.0146e12, 1);
    expect(toMlxModel(shape, named).quantisation.weightBytes).toBe(594e9);
  });

  test('a map with bits for some layers is no lie', () => {
    const map = { bits: 4, group_size: 64, 'model.layers.0.mlp.down_proj': { bits: 8, group_size: 64 } };
    const shape = shapeOf({ ...GLM, quantization: map }, headers({ layers: 46, totalBytes: 100e9 }))!;
    expect(shape).toMatchObject({ doubts: [], weightBytes: 100e9, quantisation: { ownLayers: 1 } });
  });

  test('eyes are on disk, and not loaded; 8-bit floats take twice as much', () => {
    const seen = shapeOf(GLM, headers({ totalBytes: 61e9, visionBytes: 1e9 }))!;
    expect(seen).toMatchObject({ weightBytes: 60e9, visionBytes: 1e9 });
    expect(shapeOf(GLM, headers({ totalBytes: 110e9, fp8Bytes: 100e9 }))?.weightBytes).toBe(210e9);
  });

  test('an index that differs from the headers is named', () => {
    const shape = shapeOf(GLM, { ...headers({ totalBytes: 60e9 }), indexBytes: 20e9 })!;
    expect(shape.doubts.join()).toMatch(
      /^Its index says 20\sGB of weights; the headers of its files say 60/u,
    );
    expect(shapeOf(GLM, { ...NO_EVIDENCE, indexBytes: 60e9 })).toMatchObject({
      weightBytes: 60e9,
      weightBasis: 'index',
    });
  });
});

describe('odd configs', () => {
  test.each<[string, object]>([
    ['a width a layer', { intermediate_size: [8192, 16_384] }],
    ['a width of experts a layer', { moe_intermediate_size: [1408, 1408], n_routed_experts: 64 }],
    ['numbers that are none', { num_key_value_heads: null, head_dim: 'auto', vocab_size: -1 }],
    ['absurd numbers', { intermediate_size: 1e300, sliding_window: 1e18 }],
    ['types that are no list', { layer_types: 'full' }],
  ])('%s', (_, part) => {
    expect(shapeOf({ ...CONFIGS['llama-3.1-8b-instruct'], ...part })).toMatchObject({ layers: 32 });
  });

  test('Infinity and NaN as Python writes them, and the same words in texts', () => {
    const text = '{"a": Infinity, "b": [-Infinity, NaN], "c": "to Infinity and \\"NaN\\""}';
    expect(parseLooseJson(text)).toEqual({ a: null, b: [null, null], c: 'to Infinity and "NaN"' });
  });

  test.each([null, [], 'text', {}, { model_type: 'llama' }, { model_type: 'llama', num_hidden_layers: 1e9 }])(
    'no shape in %j',
    (json) => expect(shapeOf(json)).toBeNull(),
  );
});
