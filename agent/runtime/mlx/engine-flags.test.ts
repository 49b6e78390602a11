import { expect, test } from 'vitest';
import { ENGINE_DEFAULTS } from '@/shared/domain/engine-settings.ts';
import { engineFlags, takenSettings, whyNotTaken } from './engine-flags.ts';

const flags = (changes: object, headDim: number | null = 128) =>
  engineFlags({ ...ENGINE_DEFAULTS, ...changes }, headDim).join(' ');

test('settings become the flags of mlx_lm.server; without any there are none', () => {
  expect(engineFlags(undefined, 128)).toEqual([]);
  expect(flags({})).toBe('--prefill-step-size 2048 --prompt-cache-size 10');
  expect(flags({ promptCacheBytes: 2 ** 33, prefillStepTokens: 512 })).toBe(
    '--prefill-step-size 512 --prompt-cache-size 10 --prompt-cache-bytes 8589934592',
  );
  expect(flags({ cacheBits: 4 })).toContain('--kv-bits 4 --kv-group-size 64 --quantized-kv-start 0');
  expect(flags({ cacheBits: 8 }, 96)).toContain('--kv-bits 8 --kv-group-size 32');
});

test('what a machine can’t run by is refused, whatever a portal says', () => {
  expect(takenSettings('linux')).not.toContain('fastSynch');
  expect(takenSettings('darwin')).toContain('fastSynch');
  const ask = (changes: object, size: number, platform: NodeJS.Platform = 'darwin') =>
    whyNotTaken({ ...ENGINE_DEFAULTS, ...changes }, size, platform);
  expect(ask({ cacheBits: 8 }, 1)).toBeNull();
  expect(ask({ cacheBits: 8 }, 2)).toMatch(/one machine alone/);
  expect(ask({ fastSynch: true }, 2)).toBeNull();
  expect(ask({ fastSynch: true }, 1, 'linux')).toMatch(/has none/);
});
