import { describe, expect, it } from 'vitest';
import { getMlxModel, type MlxModel } from '../data/mlx-models.ts';
import {
  cacheBytesBounded,
  cacheBytesOf,
  cacheBytesPerToken,
  overheadBytesOf,
  rankMemoryOf,
  whyNoQuantisedCache,
  wiredLimitOf,
} from './model-memory.ts';

const KIB = 1024;
const GIB = 2 ** 30;
const model = (id: string): MlxModel => {
  const found = getMlxModel(id);
  if (found === null) throw new Error(`no ${id}`);
  return found;
};
const ASK = { contextTokens: 32_768, requests: 2, cacheBits: 16 } as const;

describe('cache of a token, 16 bits', () => {
  it.each([
    ['qwen3-0.6b', 112],
    ['llama-3.2-1b-instruct', 32],
    ['llama-3.2-3b-instruct', 112],
    ['qwen3-4b', 144],
    ['llama-3.1-8b-instruct', 128],
    ['gpt-oss-20b', 24],
    ['qwen3.5-27b', 64],
    ['qwen3-30b-a3b', 96],
    ['qwen3-32b', 256],
    ['glm-4.7-flash', 53],
    ['qwen3.6-27b', 64],
    ['llama-3.3-70b-instruct', 320],
    ['gpt-oss-120b', 36],
    ['qwen3.5-122b-a10b', 24],
    ['glm-4.5-air', 184],
    ['minimax-m2.5', 248],
    ['qwen3-235b-a22b-instruct-2507', 188],
    ['glm-4.7', 368],
    ['qwen3.5-397b-a17b', 30],
    ['qwen3-coder-480b-a35b-instruct', 248],
    ['deepseek-v3.1', 69],
    ['deepseek-v3.2', 84],
    ['glm-5', 107],
    ['kimi-k2-instruct', 69],
    ['kimi-k2.6', 69],
    ['kimi-k2-thinking', 69],
  ])('%s: %i KiB', (id, kibibytes) => {
    expect(Math.round(cacheBytesPerToken(model(id)) / KIB)).toBe(kibibytes);
  });

  it('divides heads among ranks, but not a latent, and never below one head', () => {
    expect(cacheBytesPerToken(model('llama-3.3-70b-instruct'), 4)).toBe(80 * KIB);
    expect(cacheBytesPerToken(model('deepseek-v3.1'), 4)).toBe(cacheBytesPerToken(model('deepseek-v3.1')));
    expect(cacheBytesPerToken(model('qwen3.5-397b-a17b'), 4)).toBe(15 * KIB);
  });

  it('is a bit more than half with 8 bits, for the scales', () => {
    expect(cacheBytesPerToken(model('llama-3.3-70b-instruct'), 1, 8) / (320 * KIB)).toBeCloseTo(8.5 / 16, 10);
  });
});

describe('cache of a session', () => {
  it('keeps the window of sliding layers beside the tokens of full ones', () => {
    const it = model('gpt-oss-20b');
    const window = 12 * 128 * 2 * 8 * 64 * 2;
    expect(cacheBytesBounded(it, 32_768)).toBe(window);
    expect(cacheBytesOf(it, ASK)).toBe(2 * (32_768 * 24 * KIB + window));
    expect(cacheBytesBounded(it, 100)).toBe((window * 100) / 128);
  });

  it('keeps a state of linear layers that does not grow', () => {
    const it = model('qwen3.5-27b');
    const state = cacheBytesBounded(it, 1);
    expect(state).toBe(cacheBytesBounded(it, 200_000));
    expect(state / 2 ** 20).toBeGreaterThan(100);
    expect(cacheBytesOf(it, ASK)).toBe(2 * (32_768 * 64 * KIB + state));
  });

  it('grows in steps of 256 tokens', () => {
    const it = model('qwen3-0.6b');
    expect(cacheBytesOf(it, { contextTokens: 1, requests: 1, cacheBits: 16 })).toBe(256 * 112 * KIB);
    expect(cacheBytesOf(it, { contextTokens: 257, requests: 3, cacheBits: 16 })).toBe(3 * 512 * 112 * KIB);
  });

  it('says where a quantised cache can’t be', () => {
    const small = { ...ASK, cacheBits: 8 } as const;
    expect(whyNoQuantisedCache(model('qwen3-32b'), small, 1)).toBeNull();
    expect(whyNoQuantisedCache(model('qwen3-32b'), small, 2)).toMatch(/out of step/);
    expect(whyNoQuantisedCache(model('gpt-oss-20b'), small, 1)).toMatch(/sliding window/);
    expect(whyNoQuantisedCache(model('gpt-oss-20b'), ASK, 2)).toBeNull();
  });
});

describe('memory of a rank', () => {
  const memory = (id: string, label: string, split: 'single' | 'tensor' | 'pipeline', ranks: number) => {
    const it = model(id);
    const quantisation = it.quantisations.find((one) => one.label === label);
    if (!quantisation) throw new Error(`no ${label}`);
    return rankMemoryOf(it, quantisation, split, ranks, ASK)!;
  };

  it('is everything on one Mac', () => {
    const it = memory('gpt-oss-120b', 'MXFP4, 8-bit', 'single', 1);
    expect(it.weightsBytes / 1e9).toBeCloseTo(63.4, 0);
    expect(it.totalBytes).toBe(it.weightsBytes + it.cacheBytes + it.overheadBytes);
    expect(it.weightsBasis).toBe('calculated');
  });

  it('repeats embedding, head and routers on every rank of a tensor group', () => {
    const whole = memory('llama-3.3-70b-instruct', '8-bit', 'single', 1).weightsBytes;
    const half = memory('llama-3.3-70b-instruct', '8-bit', 'tensor', 2).weightsBytes;
    const words = (whole * 2 * 128_256 * 8192) / 70.55e9;
    expect(half / 1e9).toBeCloseTo((words + (whole - words) / 2) / 1e9, 1);
  });

  it('gives the fullest rank of a pipeline the layer left over', () => {
    const whole = memory('deepseek-v3.1', '4-bit', 'single', 1);
    const first = memory('deepseek-v3.1', '4-bit', 'pipeline', 2);
    expect(first.weightsBytes).toBeGreaterThan(whole.weightsBytes / 2);
    expect(first.cacheBytes).toBeCloseTo((whole.cacheBytes * 31) / 61, 0);
  });

  it('does not count eyes that mlx-lm leaves out', () => {
    const it = memory('qwen3.5-9b', '4-bit', 'single', 1);
    expect(it.weightsBytes / 1e9).toBeCloseTo(5.04, 1);
  });

  it('adds one to four gigabytes for the program and a prefill step', () => {
    expect(overheadBytesOf(model('qwen3-0.6b')) / 1e9).toBeCloseTo(1.2, 1);
    // Half the step, half of what is beside the program.
    expect(overheadBytesOf(model('qwen3-0.6b'), 1024) - 1e9).toBeCloseTo(
      (overheadBytesOf(model('qwen3-0.6b')) - 1e9) / 2,
    );
    expect(overheadBytesOf(model('kimi-k2-thinking')) / 1e9).toBeCloseTo(2.5, 1);
  });
});

describe('wiredLimitOf', () => {
  it.each([
    [8 * GIB, null, (16 / 3) * GIB, 'estimated'],
    [32 * GIB, null, (64 / 3) * GIB, 'estimated'],
    [36 * GIB, null, 27 * GIB, 'estimated'],
    [512 * GIB, null, 384 * GIB, 'estimated'],
    [512 * GIB, 480 * GIB, 480 * GIB, 'reported'],
  ] as const)('of %d with %s reported', (memory, reported, bytes, basis) => {
    expect(wiredLimitOf(memory, reported)).toMatchObject({ bytes: Math.floor(bytes), basis });
  });
});
