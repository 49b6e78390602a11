/** `GS-` and `011`: what stands before a number, and the number with its zeros. */
const NUMBERED = /^(.*?)(\d{1,9})$/;

/**
 * Gives the tags that follow on the lab's: the most common beginning, counted on from the highest, with as many
 * digits. Null for a lab whose tags have no numbers, or that has none.
 */
export function tagCounter(tags: readonly string[], taken: readonly string[]): () => string | null {
  const series = new Map<string, { count: number; highest: number; digits: number }>();
  for (const tag of tags) {
    const [, prefix, number] = NUMBERED.exec(tag) ?? [];
    if (prefix === undefined || number === undefined) continue;
    const known = series.get(prefix) ?? { count: 0, highest: 0, digits: 0 };
    series.set(prefix, {
      count: known.count + 1,
      highest: Math.max(known.highest, Number(number)),
      digits: Math.max(known.digits, number.length),
    });
  }
  const [most] = [...series].toSorted(([, a], [, b]) => b.count - a.count);
  if (!most) return () => null;
  const [prefix, { highest, digits }] = most;
  const inUse = new Set(taken.map((it) => it.toLowerCase()));
  let next = highest;
  return () => {
    for (;;) {
      next += 1;
      const tag = `${prefix}${String(next).padStart(digits, '0')}`;
      if (!inUse.has(tag.toLowerCase())) return tag;
    }
  };
}
