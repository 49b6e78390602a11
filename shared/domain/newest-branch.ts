type Node = { id: string; parentId: string | null; at: Date | string };

/** From the first message to the newest that nothing follows. */
export function newestBranch<T extends Node>(messages: readonly T[]): T[] {
  const byId = new Map(messages.map((it) => [it.id, it]));
  const branch: T[] = [];
  const met = new Set<string>();
  const newest = messages.reduce<T | undefined>(
    (best, it) => (best && new Date(best.at) > new Date(it.at) ? best : it),
    undefined,
  );
  for (
    let it = newest;
    it && !met.has(it.id);
    it = it.parentId === null ? undefined : byId.get(it.parentId)
  ) {
    met.add(it.id);
    branch.unshift(it);
  }
  return branch;
}
