import { expect, test } from 'vitest';
import { type Edges, edgesAround } from './dropped-readings.ts';

/** Chunks `from` to `to` of ten seconds and 100 J each. */
const run = (from: number, to = from): Edges => ({
  fromSeq: from,
  toSeq: to,
  fromMs: (from - 1) * 10_000,
  toMs: to * 10_000,
  fromJoules: (from - 1) * 100,
  toJoules: to * 100,
  fromCoveredMs: (from - 1) * 10_000,
  toCoveredMs: to * 10_000,
});

test.each([
  ['nothing is stored', [], [run(1, 9)]],
  ['everything is stored', [run(1, 9)], []],
  ['it is stored chunk by chunk', [run(1), run(2), run(3, 9)], []],
  ['its first are stored', [run(1), run(2)], [run(3, 9)]],
  ['its last is stored', [run(9)], [run(1, 8)]],
  ['some in between are', [run(3), run(4, 5), run(8)], [run(1, 2), run(6, 7), run(9)]],
  ['a run that began before it is', [run(1, 4)], [run(5, 9)]],
] as const)('of a dropped run, when %s', (_name, stored, rest) => {
  expect(edgesAround(run(1, 9), stored)).toEqual(rest);
});
