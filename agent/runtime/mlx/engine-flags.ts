import { SETTING_NAMES } from '@/shared/domain/engine-settings.ts';
import { LEAST_CACHE_GROUP } from '@/shared/domain/model-memory.ts';
import type { EngineSettings } from '@/shared/schemas/engine-settings.ts';

/** Values of a head that MLX quantises together by default; the scales of smaller groups take more room. */
const CACHE_GROUP = 64;

/** Settings that mlx-lm 0.32.2 has on such a machine. */
export const takenSettings = (platform: NodeJS.Platform): string[] =>
  SETTING_NAMES.filter((name) => name !== 'fastSynch' || platform === 'darwin');

/** Why a rank can't run by these settings, for people; null where it can. */
export function whyNotTaken(
  settings: EngineSettings | undefined,
  size: number,
  platform: NodeJS.Platform,
): string | null {
  if (!settings) return null;
  if (settings.cacheBits !== 16 && size > 1)
    return 'A quantised KV cache is for one machine alone: a stop would leave the ranks out of step.';
  if (settings.fastSynch && platform !== 'darwin')
    return 'Fast synchronisation is of Metal, and this machine has none.';
  return null;
}

/** Flags for `rank.py`, which hands on what it does not know to `mlx_lm.server`. */
export function engineFlags(settings: EngineSettings | undefined, headDim: number | null): string[] {
  if (!settings) return [];
  const { prefillStepTokens, promptCacheCount, promptCacheBytes, cacheBits } = settings;
  const group = headDim !== null && headDim % CACHE_GROUP !== 0 ? LEAST_CACHE_GROUP : CACHE_GROUP;
  return Object.entries({
    '--prefill-step-size': prefillStepTokens,
    '--prompt-cache-size': promptCacheCount,
    ...(promptCacheBytes !== null && { '--prompt-cache-bytes': promptCacheBytes }),
    // Of itself it begins after 5,000 tokens only.
    ...(cacheBits !== 16 && {
      '--kv-bits': cacheBits,
      '--kv-group-size': group,
      '--quantized-kv-start': 0,
    }),
  }).flatMap(([flag, value]) => [flag, String(value)]);
}
