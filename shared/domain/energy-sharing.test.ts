import { describe, expect, test } from 'vitest';
import { shareSlices, type Sharer } from './energy-sharing.ts';
import { seededRandom } from './seeded-random.ts';
import { overlapMs } from './usage.ts';

const START = Date.UTC(2026, 10, 24, 20);
const at = (seconds: number): Date => new Date(START + seconds * 1000);
const span = (from: number, to: number) => ({ from: at(from), to: at(to) });
const run = (from: number, to: number, weight = 1): Sharer => ({ ...span(from, to), weight });

describe('shareSlices', () => {
  test.each([
    ['alone', run(0, 10), [], [[0, 10, 1]]],
    [
      'beside one that starts later',
      run(0, 10),
      [run(4, 20)],
      [
        [0, 4, 1],
        [4, 10, 1 / 2],
      ],
    ],
    [
      'beside two of different weight',
      run(0, 10, 2),
      [run(0, 5), run(5, 10, 2)],
      [
        [0, 5, 2 / 3],
        [5, 10, 1 / 2],
      ],
    ],
    ['beside one that only touches', run(0, 10), [run(10, 20), run(-5, 0)], [[0, 10, 1]]],
  ] as const)('%s', (_name, mine, others, slices) => {
    expect(shareSlices(mine, others)).toEqual(
      slices.map(([from, to, share]) => ({ ...span(from, to), share })),
    );
  });

  test('hands out all of the time in which anyone ran, and no more', () => {
    const seed = 20_261_126;
    const random = seededRandom(seed);
    for (let round = 0; round < 50; round += 1) {
      const runs = Array.from({ length: 20 }, () => {
        const from = Math.floor(random() * 100_000) / 1000;
        return run(from, from + 0.1 + Math.floor(random() * 40_000) / 1000, 1 + Math.floor(random() * 3));
      });
      const handedOut = runs.flatMap((it) =>
        shareSlices(
          it,
          runs.filter((other) => other !== it),
        ).map((slice) => overlapMs(slice, slice) * slice.share),
      );
      const busyMs = shareSlices(run(0, 200), runs)
        .filter((slice) => runs.some((it) => overlapMs(it, slice) > 0))
        .reduce((total, it) => total + overlapMs(it, it), 0);
      expect(
        handedOut.reduce((total, it) => total + it, 0),
        `seed ${seed}`,
      ).toBeCloseTo(busyMs, 3);
    }
  });

  test('gives the same share whether a neighbour has ended or still runs', () => {
    const open = shareSlices(run(0, 10), [run(4, 10)]);
    expect(shareSlices(run(0, 10), [run(4, 500)])).toEqual(open);
  });
});
