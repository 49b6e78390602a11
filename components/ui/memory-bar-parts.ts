import { formatMemory } from '@/shared/domain/format.ts';

/** What one Mac would hold of a model, and what it may use for it; bytes. */
export type HeldMemory = {
  weightsBytes: number;
  cacheBytes: number;
  overheadBytes: number;
  totalBytes: number;
  limitBytes: number;
  /** Of the limit, by programs of others. */
  takenBytes: number;
};

/** The limit of every bar stands here, so that rows compare. */
const LIMIT_AT = 80;

export type BarPart = {
  kind: 'taken' | 'weights' | 'cache' | 'overhead' | 'over';
  from: number;
  width: number;
};

/** Parts of a memory bar in per cent of its width. What is too much begins at the limit, and ends with the bar. */
export function barParts(rank: HeldMemory): { parts: BarPart[]; isTorn: boolean } {
  const scale = LIMIT_AT / rank.limitBytes;
  const parts: BarPart[] = [];
  let at = 0;
  for (const kind of ['taken', 'weights', 'cache', 'overhead'] as const) {
    const end = Math.min(LIMIT_AT, at + rank[`${kind}Bytes`] * scale);
    if (end > at) parts.push({ kind, from: at, width: end - at });
    at = end;
  }
  const total = (rank.totalBytes + rank.takenBytes) * scale;
  if (total > LIMIT_AT) {
    parts.push({ kind: 'over', from: LIMIT_AT, width: Math.min(100, total) - LIMIT_AT });
  }
  return { parts, isTorn: total > 100 };
}

/** The bar in words, for whoever doesn't see it. */
export const barWords = ({
  totalBytes,
  limitBytes,
  weightsBytes,
  cacheBytes,
  overheadBytes,
  takenBytes,
}: HeldMemory): string =>
  `${formatMemory(totalBytes)} of ${formatMemory(limitBytes)}: weights ${formatMemory(weightsBytes)}, ` +
  `cache ${formatMemory(cacheBytes)}, besides ${formatMemory(overheadBytes)}${takenBytes > 0 ? `; other programs hold ${formatMemory(takenBytes)}` : ''}`;
