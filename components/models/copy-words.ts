import type { CopyView } from './types.ts';

export type CopyGlyph = 'moving' | 'still' | 'done' | 'failed';

export const isUnderWay = ({ endedAt }: Pick<CopyView, 'endedAt'>): boolean => endedAt === null;

export function copyGlyph({ state }: Pick<CopyView, 'state'>): CopyGlyph {
  if (state === 'done') return 'done';
  if (state === 'failed' || state === 'cancelled') return 'failed';
  return state === 'copying' ? 'moving' : 'still';
}

const WORDS = {
  waiting: 'waits',
  reading: 'begins',
  copying: null,
  done: 'whole, every file checked',
  failed: 'failed',
  cancelled: 'cancelled',
} as const;

/** Null while the figures say it all. */
export const copyStateWords = ({ state }: Pick<CopyView, 'state'>): string | null => WORDS[state];

/** How long it takes from here at the rate of the last second; null where that tells nothing. */
export function leftMs(
  copy: Pick<CopyView, 'state' | 'bytesPerSecond' | 'totalBytes' | 'doneBytes'>,
): number | null {
  const { bytesPerSecond, totalBytes, doneBytes } = copy;
  if (copy.state !== 'copying' || bytesPerSecond === null || bytesPerSecond < 1) return null;
  const ms = ((totalBytes - doneBytes) / bytesPerSecond) * 1000;
  return ms < 1000 ? null : Math.round(ms / 1000) * 1000;
}

/** A commit as people write it; a branch or a tag as it is. */
export const revisionWords = (revision: string): string =>
  /^[0-9a-f]{40}$/.test(revision) ? revision.slice(0, 7) : revision;
