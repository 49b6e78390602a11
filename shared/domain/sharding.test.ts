import { describe, expect, it } from 'vitest';
import { getMlxModel } from '../data/mlx-models.ts';
import { whyNot } from './sharding.ts';

describe('whyNot', () => {
  it.each([
    ['gpt-oss-120b', 'MXFP4, 8-bit', 'tensor', 2, null],
    ['gpt-oss-120b', 'MXFP4, 8-bit', 'tensor', 3, '64 attention heads do not divide by 3.'],
    [
      'gpt-oss-120b',
      'MXFP4, 8-bit',
      'tensor',
      4,
      'Expert rows of 2,880 make 90 groups of 32, and 90 does not divide by 4.',
    ],
    [
      'glm-4.5-air',
      '8-bit',
      'tensor',
      2,
      'Feed-forward rows of 10,944 make 171 groups of 64, and 171 does not divide by 2.',
    ],
    ['glm-4.5-air', '8-bit', 'pipeline', 2, null],
    ['llama-3.3-70b-instruct', '4-bit', 'tensor', 2, null],
    ['llama-3.3-70b-instruct', '4-bit', 'tensor', 4, null],
    ['llama-3.3-70b-instruct', '4-bit', 'tensor', 8, null],
    ['llama-3.3-70b-instruct', '4-bit', 'tensor', 3, '64 attention heads do not divide by 3.'],
    [
      'llama-3.3-70b-instruct',
      '4-bit',
      'pipeline',
      2,
      'mlx-lm 0.32.2 has no PipelineMixin for llama: tensor only.',
    ],
    ['qwen3-32b', '4-bit', 'tensor', 8, null],
    ['deepseek-v3.1', '4-bit', 'tensor', 4, null],
    ['deepseek-v3.1', '4-bit', 'tensor', 3, '128 attention heads do not divide by 3.'],
    ['deepseek-v3.1', '4-bit', 'pipeline', 3, null],
    ['kimi-k2-thinking', '4-bit', 'tensor', 4, null],
    ['glm-4.7', '4-bit', 'tensor', 8, null],
    ['qwen3-235b-a22b-instruct-2507', '8-bit', 'tensor', 4, null],
    ['qwen3-235b-a22b-instruct-2507', '8-bit', 'tensor', 8, '4 key-value heads do not divide by 8.'],
    ['qwen3.5-397b-a17b', '4-bit', 'tensor', 4, null],
    [
      'gemma-4-31b-it',
      '4-bit',
      'tensor',
      2,
      'mlx-lm 0.32.2 has neither shard nor PipelineMixin for gemma4: one Mac only.',
    ],
    ['glm-4.7-flash', '4-bit', 'tensor', 4, null],
    ['glm-4.7-flash', '4-bit', 'tensor', 8, '20 attention heads do not divide by 8.'],
    ['glm-5', 'MXFP4, 8-bit', 'pipeline', 4, null],
    ['qwen3-0.6b', '4-bit', 'single', 1, null],
  ] as const)('%s %s, %s over %i', (id, label, split, ranks, reason) => {
    const model = getMlxModel(id)!;
    const quantisation = model.quantisations.find((one) => one.label === label)!;
    expect(whyNot(model, quantisation, split, ranks)).toBe(reason);
  });
});
