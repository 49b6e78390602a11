export const CABLINGS = ['any', 'connected', 'mesh'] as const;
export type Cabling = (typeof CABLINGS)[number];

/** Whom a cable connects to whom, by machine id. */
export type Neighbours = ReadonlyMap<string, ReadonlySet<string>>;
export type Choosable = { id: string };

/** Steps of one search, so that a large lab with many cables is answered too. */
const MOST_LOOKS = 3000;
const MOST_SETS = 8;

/** Machines that cables connect, directly or through others: what is cabled together is within one of these. */
export function cabledParts<M extends Choosable>(machines: readonly M[], neighbours: Neighbours): M[][] {
  const open = new Map(machines.map((it) => [it.id, it]));
  const parts: M[][] = [];
  for (const machine of machines) {
    if (!open.delete(machine.id)) continue;
    const part = [machine];
    for (const { id } of part) {
      for (const next of neighbours.get(id) ?? []) {
        const found = open.get(next);
        if (found && open.delete(next)) part.push(found);
      }
    }
    parts.push(part);
  }
  return parts;
}

/**
 * A few sets of `count` of these machines, cabled as asked, those first that stand first in the list. Bounded: of a
 * very dense lab a set may be missed.
 */
export function chooseSets<M extends Choosable>(
  machines: readonly M[],
  count: number,
  cabling: Cabling,
  neighbours: Neighbours,
): M[][] {
  if (machines.length < count) return [];
  if (cabling === 'any' || count === 1) return looseSets(machines, count);
  const isNear = (one: M, other: M): boolean => neighbours.get(one.id)?.has(other.id) ?? false;
  const found = new Map<string, M[]>();
  let looks = 0;
  const grow = (set: M[], rest: readonly M[]): boolean => {
    if (set.length === count) {
      found.set(keyOf(set), [...set]);
      return true;
    }
    for (const [at, next] of rest.entries()) {
      looks += 1;
      if (looks > MOST_LOOKS) return false;
      const fits =
        cabling === 'mesh' ? set.every((it) => isNear(it, next)) : set.some((it) => isNear(it, next));
      // A mesh is found in the order of the list; what is merely connected may need one that came before.
      if (fits && grow([...set, next], cabling === 'mesh' ? rest.slice(at + 1) : without(rest, at)))
        return true;
    }
    return false;
  };
  for (const [at, first] of machines.entries()) {
    if (found.size === MOST_SETS || looks > MOST_LOOKS) break;
    grow([first], cabling === 'mesh' ? machines.slice(at + 1) : without(machines, at));
  }
  return [...found.values()];
}

/** Next to each other in the list, as what is alike stands together. */
const looseSets = <M>(machines: readonly M[], count: number): M[][] =>
  Array.from({ length: Math.min(MOST_SETS, Math.ceil(machines.length / count)) }, (_, index) =>
    machines.slice(Math.min(index * count, machines.length - count)).slice(0, count),
  );

const without = <M>(list: readonly M[], at: number): M[] => list.toSpliced(at, 1);
const keyOf = (set: readonly Choosable[]): string =>
  set
    .map((it) => it.id)
    .toSorted()
    .join(' ');
