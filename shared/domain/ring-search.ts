/** Machines looked at in one search: twenty densely cabled ones without a round trip would take for ever. */
const MOST_LOOKS = 40_000;

export type RingSearch = {
  /** A round trip from the first machine back to it, each next to the one before; `null` when none was found. */
  order: string[] | null;
  /** False when the search gave up: there may be one. */
  isComplete: boolean;
};

/** How many of `ids` can be reached from `start` through them. */
function countReached(
  start: string,
  ids: ReadonlySet<string>,
  neighbours: ReadonlyMap<string, Set<string>>,
): number {
  const reached = new Set([start]);
  for (const id of reached) for (const next of neighbours.get(id) ?? []) if (ids.has(next)) reached.add(next);
  return reached.size;
}

/**
 * Looks for an order of all machines in which each is a neighbour of the next and the last of the first. Machines
 * are tried in the order given, so equal inputs give equal rings. Paths that leave a machine behind are cut early.
 */
export function findRing(
  machineIds: readonly string[],
  isNeighbour: (a: string, b: string) => boolean,
): RingSearch {
  const [first] = machineIds;
  if (first === undefined) return { order: null, isComplete: true };
  const neighbours = new Map(
    machineIds.map((id) => [
      id,
      new Set(machineIds.filter((other) => other !== id && isNeighbour(id, other))),
    ]),
  );
  const path = [first];
  const open = new Set(machineIds.slice(1));
  let looks = 0;
  const isHopeless = (end: string): boolean => {
    for (const id of open) {
      const ways = [...(neighbours.get(id) ?? [])].filter(
        (it) => open.has(it) || it === end || it === first,
      ).length;
      if (ways < 2) return open.size > 1 || path.length > 1 || ways < 1;
    }
    return countReached(end, new Set([...open, end]), neighbours) < open.size + 1;
  };
  const extend = (): boolean => {
    const end = path.at(-1) ?? first;
    if (open.size === 0) return path.length < 2 || neighbours.get(end)?.has(first) === true;
    looks += open.size;
    if (looks > MOST_LOOKS || isHopeless(end)) return false;
    for (const next of machineIds) {
      if (!open.has(next) || neighbours.get(end)?.has(next) !== true) continue;
      path.push(next);
      open.delete(next);
      if (extend()) return true;
      path.pop();
      open.add(next);
    }
    return false;
  };
  const isFound = extend();
  return { order: isFound ? path : null, isComplete: isFound || looks <= MOST_LOOKS };
}
