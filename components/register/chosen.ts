export type Chosen = { ids: ReadonlySet<string>; lastId: string | null };

/** With one row more or less; with `withRange` all from the last one that was chosen to this become as it does. */
export function toggled(
  { ids, lastId }: Chosen,
  order: readonly string[],
  id: string,
  withRange: boolean,
): Chosen {
  const from = lastId === null ? -1 : order.indexOf(lastId);
  const to = order.indexOf(id);
  const range = withRange && from >= 0 ? order.slice(Math.min(from, to), Math.max(from, to) + 1) : [id];
  const next = new Set(ids);
  for (const it of range) {
    if (ids.has(id)) next.delete(it);
    else next.add(it);
  }
  return { ids: next, lastId: id };
}
