import { listNames } from '@/shared/domain/format.ts';
import type { RankView, SetView } from './types.ts';

const MOST_NAMES = 4;
/** `A, B and C`; of many the first and how many more. */
export function listFewNames(names: readonly string[]): string {
  if (names.length <= MOST_NAMES) return listNames(names);
  const shown = names.slice(0, MOST_NAMES - 1);
  return listNames([...shown, `${names.length - shown.length} more`]);
}

/** `4 × Mac Studio M3 Ultra, 512 GB`, or the kinds one by one. */
function listKinds(kinds: readonly string[]): string {
  const counted = [...Map.groupBy(kinds, (kind) => kind)];
  return counted.map(([kind, { length }]) => (length === 1 ? kind : `${length} × ${kind}`)).join(' and ');
}

const SPLITS = { single: null, tensor: 'split by tensors', pipeline: 'split by layers' } as const;

/** What a set is called, and a line about it. */
export function setWords(set: SetView): { title: string; facts: string } {
  const names = set.machines.map(({ name }) => name);
  const kinds = listKinds(set.machines.map(({ kind }) => kind));
  const isAlone = names.length === 1;
  const gap = set.linkGap === null || names.length === 2 ? '' : ` between ${set.linkGap}`;
  const link = set.linkWords === null ? null : `${set.linkWords}${gap}`;
  const split = set.ranks.length > 0 ? SPLITS[set.split] : null;
  const title = set.alike === 1 ? listFewNames(names) : isAlone ? `One ${kinds}` : kinds;
  const which =
    set.alike === 1
      ? kinds
      : isAlone
        ? `any of ${set.alike}, such as ${names[0]}`
        : `such as ${listFewNames(names)}`;
  return { title, facts: [which, link, split].filter((it) => it !== null).join(' · ') };
}

/** One bar for all ranks whose Macs may use the same: those of other Macs have another limit. */
export const barsOf = (ranks: readonly RankView[]): { rank: RankView; names: string[] }[] =>
  [
    ...Map.groupBy(
      ranks,
      ({ limitBytes, totalBytes, takenBytes }) => `${limitBytes} ${totalBytes} ${takenBytes}`,
    ).values(),
  ].map((group) => ({ rank: group[0]!, names: group.map(({ machine }) => machine) }));

/** Booking takes machines that exist and may be booked. */
export const bookHref = (set: Pick<SetView, 'machines'>): string =>
  `/bookings?book=1&machines=${set.machines.map(({ id }) => encodeURIComponent(id)).join(',')}`;
