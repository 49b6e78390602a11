/** Cumulative counters at both ends of a run of chunks; times in epoch milliseconds. */
export type Edges = {
  fromSeq: number;
  toSeq: number;
  fromMs: number;
  toMs: number;
  fromJoules: number | null;
  toJoules: number | null;
  fromCoveredMs: number | null;
  toCoveredMs: number | null;
};

/**
 * What of a dropped run is not stored yet. `stored`: chunks and runs of the same boot within it, in rising order;
 * each ends where the next one starts, so what lies between two of them is known exactly.
 */
export function edgesAround(dropped: Edges, stored: readonly Edges[]): Edges[] {
  const rest: Edges[] = [];
  let from = dropped;
  for (const it of stored) {
    if (it.fromSeq > from.fromSeq) rest.push({ ...from, ...endingAt(it) });
    if (it.toSeq >= from.fromSeq) from = { ...dropped, ...startingAt(it) };
  }
  return from.fromSeq <= dropped.toSeq ? [...rest, from] : rest;
}

const endingAt = ({ fromSeq, fromMs, fromJoules, fromCoveredMs }: Edges) => ({
  toSeq: fromSeq - 1,
  toMs: fromMs,
  toJoules: fromJoules,
  toCoveredMs: fromCoveredMs,
});

const startingAt = ({ toSeq, toMs, toJoules, toCoveredMs }: Edges) => ({
  fromSeq: toSeq + 1,
  fromMs: toMs,
  fromJoules: toJoules,
  fromCoveredMs: toCoveredMs,
});
