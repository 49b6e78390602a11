import { describe, expect, test } from 'vitest';
import { shapeOf } from '@/shared/domain/model-config/shape-of.ts';
import type { ModelShape } from '@/shared/schemas/model-shape.ts';
import { pipelineSizesOf, tensorSizesOf } from './split-sizes.ts';

const shape = (part: object): ModelShape =>
  shapeOf({
    model_type: 'llama',
    hidden_size: 4096,
    num_hidden_layers: 32,
    num_attention_heads: 32,
    num_key_value_heads: 8,
    intermediate_size: 14_336,
    ...part,
  })!;
const quantized = (group_size: number) => ({ quantization: { group_size, bits: 4 } });

describe('tensorSizesOf', () => {
  test.each<[string, object, number[]]>([
    ['Llama 3.1 8B 4-bit', quantized(64), [2, 4, 8]],
    [
      'the demo model',
      {
        model_type: 'qwen2',
        hidden_size: 192,
        num_attention_heads: 12,
        num_key_value_heads: 12,
        intermediate_size: 576,
      },
      [2, 3, 4, 6],
    ],
    ['few key-value heads', { num_key_value_heads: 2 }, [2]],
    ['few key-value heads, repeated', { model_type: 'qwen3_5', num_key_value_heads: 2 }, [2, 4, 8]],
    [
      'gpt-oss: 90 groups of 32 divide by 2 and 3, its heads by 2',
      {
        model_type: 'gpt_oss',
        hidden_size: 2880,
        head_dim: 64,
        num_attention_heads: 64,
        num_key_value_heads: 8,
        intermediate_size: 2880,
        ...quantized(32),
      },
      [2],
    ],
    [
      'GLM-4.5-Air: 171 groups',
      {
        model_type: 'glm4_moe',
        num_attention_heads: 96,
        head_dim: 128,
        intermediate_size: 10_944,
        moe_intermediate_size: 1408,
        n_routed_experts: 128,
        n_shared_experts: 1,
        num_experts_per_tok: 8,
        first_k_dense_replace: 1,
        ...quantized(64),
      },
      [],
    ],
    [
      'Kimi K2: latent attention has no key-value heads to divide',
      {
        model_type: 'kimi_k2',
        num_attention_heads: 64,
        num_key_value_heads: 64,
        kv_lora_rank: 512,
        intermediate_size: 18_432,
        moe_intermediate_size: 2048,
        n_routed_experts: 384,
        ...quantized(64),
      },
      [2, 4, 8],
    ],
    ['a family without shard', { model_type: 'gemma3' }, []],
    ['no heads in the file', { num_attention_heads: undefined }, []],
    ['a width a layer', { intermediate_size: [14_336, 14_336], num_key_value_heads: null }, [2, 4, 8]],
  ])('%s', (_, part, sizes) => {
    expect(tensorSizesOf(shape(part))).toEqual(sizes);
  });
});

describe('pipelineSizesOf', () => {
  test.each<[string, object, boolean, number[]]>([
    ['a layer for each rank at least', { model_type: 'qwen2', num_hidden_layers: 6 }, true, [2, 3, 4, 5, 6]],
    ['uneven too', { model_type: 'deepseek_v3', num_hidden_layers: 61 }, true, [2, 3, 4, 5, 6, 7, 8]],
    ['llama has no pipeline', {}, true, []],
    ['without the index MLX can’t tell the files', { model_type: 'qwen2', num_hidden_layers: 6 }, false, []],
  ])('%s', (_, part, hasIndex, sizes) => {
    expect(pipelineSizesOf(shape(part), hasIndex)).toEqual(sizes);
  });
});
