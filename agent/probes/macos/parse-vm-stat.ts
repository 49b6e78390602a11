import { MOST_BYTES } from '@/shared/schemas/bounds.ts';
import { possible } from '../possible.ts';

/**
 * Bytes in use from `vm_stat`: what programs hold, wired memory and the compressor, as Activity Monitor counts it.
 * The page size is in the first line, 16384 on Apple silicon. `null` when a needed line is missing.
 */
export function parseVmStat(text: string): number | null {
  const pageBytes = Number(/page size of (\d+) bytes/.exec(text)?.[1] ?? Number.NaN);
  const pages = (name: string): number | null => {
    const match = new RegExp(`^"?${name}"?:\\s+(\\d+)\\.?\\s*$`, 'm').exec(text);
    return match === null ? null : Number(match[1]);
  };
  const wired = pages('Pages wired down');
  const programs = pages('Anonymous pages') ?? pages('Pages active');
  if (!Number.isFinite(pageBytes) || wired === null || programs === null) return null;
  const held = Math.max(0, programs - (pages('Pages purgeable') ?? 0));
  const used = (held + wired + (pages('Pages occupied by compressor') ?? 0)) * pageBytes;
  return possible(used, MOST_BYTES);
}
