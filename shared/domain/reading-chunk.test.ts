import { describe, expect, test } from 'vitest';
import { type ChunkEnergy, chunkWithin, readingTimes } from './reading-chunk.ts';
import { seededRandom } from './seeded-random.ts';

const chunk: ChunkEnergy = {
  fromMs: 0,
  toMs: 4000,
  joules: 1000,
  coveredMs: 4000,
  readingsMs: [1000, 2000, 3000, 4000],
  powerWatts: [100, 100, 500, 300],
};

describe('the part of a chunk in a span', () => {
  test.each([
    ['all of it', chunk, [-1000, 9000], { joules: 1000, coveredMs: 4000 }],
    ['two quiet seconds', chunk, [0, 2000], { joules: 200, coveredMs: 2000 }],
    ['half a busy second', chunk, [2000, 2500], { joules: 250, coveredMs: 500 }],
    ['none of it', chunk, [4000, 9000], { joules: null, coveredMs: 0 }],
    [
      'without readings',
      { ...chunk, readingsMs: [], powerWatts: [] },
      [0, 1000],
      { joules: 250, coveredMs: 1000 },
    ],
    ['without a meter', { ...chunk, joules: null, coveredMs: 0 }, [0, 1000], { joules: null, coveredMs: 0 }],
  ] as const)('%s', (_name, it, [fromMs, toMs], part) => {
    expect(chunkWithin(it, { fromMs, toMs })).toMatchObject(part);
  });

  test('spans that touch add up to the chunk', () => {
    const random = seededRandom(11);
    for (let round = 0; round < 500; round += 1) {
      const cuts = [-1, ...Array.from({ length: 4 }, () => random() * 4000), 4001].toSorted((a, b) => a - b);
      const powerWatts = chunk.readingsMs.map(() => (random() < 0.2 ? null : random() * 400));
      const parts = cuts
        .slice(1)
        .map((toMs, index) => chunkWithin({ ...chunk, powerWatts }, { fromMs: cuts[index]!, toMs }));
      expect(parts.reduce((sum, it) => sum + (it.joules ?? 0), 0)).toBeCloseTo(1000, 8);
      expect(parts.reduce((sum, it) => sum + it.coveredMs, 0)).toBeCloseTo(4000, 8);
    }
  });
});

test('readings lie where they were taken, or evenly', () => {
  expect(readingTimes(chunk, 2, [500, 0])).toEqual([3500, 4000]);
  expect(readingTimes(chunk, 4, null)).toEqual([1000, 2000, 3000, 4000]);
});
