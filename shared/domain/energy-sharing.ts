import { overlapMs, type Span } from './usage.ts';

export type Sharer = Span & { weight: number };

/**
 * Cuts a span wherever another sharer begins or ends, and says which part of what each slice cost is the asker's: its
 * weight of all that run. Only when they ran is asked, which is known at the asker's end and stays so: shares worked
 * out at different times still add up to the whole. (By tokens they would not: a neighbour that still writes has
 * no final count.)
 */
export function shareSlices(
  { from, to, weight }: Sharer,
  others: readonly Sharer[],
): (Span & { share: number })[] {
  const beside = others.filter((it) => overlapMs(it, { from, to }) > 0);
  const edges = beside.flatMap((it) => [it.from.getTime(), it.to.getTime()]);
  const inside = edges.filter((it) => it > from.getTime() && it < to.getTime());
  const cuts = [...new Set([from.getTime(), ...inside, to.getTime()])].toSorted((a, b) => a - b);
  return cuts.slice(1).map((endMs, index) => {
    const slice = { from: new Date(cuts[index] ?? endMs), to: new Date(endMs) };
    const running = beside.filter((it) => overlapMs(it, slice) > 0);
    return { ...slice, share: weight / running.reduce((total, it) => total + it.weight, weight) };
  });
}
