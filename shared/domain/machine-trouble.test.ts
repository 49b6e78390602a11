import { expect, test } from 'vitest';
import { findHeldBytes, findWedge, type LoadReading, tellQuarantine, tellWedge } from './machine-trouble.ts';

const readings = (part: Partial<LoadReading>, count = 8): LoadReading[] =>
  Array.from({ length: count }, (_, index) => ({
    atMs: 1000 * (index + 1),
    gpuRatio: 1,
    powerWatts: 40,
    memoryUsedBytes: 1,
    ...part,
  }));

test.each<[string, LoadReading[], number | null, boolean]>([
  ['full at a tenth of its power', readings({}), 480, true],
  ['full at half of its power: it computes', readings({ powerWatts: 240 }), 480, false],
  ['half active at low power: it waits for memory', readings({ gpuRatio: 0.5 }), 480, false],
  [
    'active again a moment ago',
    [...readings({}, 7), ...readings({ powerWatts: 300, atMs: 8000 } as never, 1)],
    480,
    false,
  ],
  ['full, but of its power nothing is known', readings({ powerWatts: null }), 480, false],
  ['full, but what it draws at most is not known', readings({}), null, false],
  ['full for two seconds', readings({}, 8).slice(-2), 480, false],
])('a GPU that is %s', (_, given, mostWatts, isWedged) => {
  const wedge = findWedge(given, mostWatts, 500);
  expect(wedge !== null).toBe(isWedged);
  if (wedge)
    expect(tellWedge(wedge)).toBe(
      'The GPU is fully active at 40 of 480 W and nothing comes of it: it hangs.',
    );
});

test('memory is held when less than half has come back, whatever else takes some', () => {
  const rank = { bytes: 300e9, usedBeforeBytes: 320e9 };
  expect(findHeldBytes({ ...rank, usedNowBytes: 20e9 })).toBeNull();
  expect(findHeldBytes({ ...rank, usedNowBytes: 120e9 })).toBeNull();
  expect(findHeldBytes({ ...rank, usedNowBytes: 318e9 })).toBe(298e9);
});

test('who is kept out is told why and until when; of an unknown reason the words alone', () => {
  const at = { quarantinedAt: new Date(0), quarantineReason: 'gpu_wedged', quarantineDetail: null };
  expect(tellQuarantine(at)).toBe('Its GPU hangs. It takes no model until it was restarted.');
  expect(tellQuarantine({ ...at, quarantineReason: 'of another version', quarantineDetail: 'Why.' })).toMatch(
    /^Why[.]/,
  );
  expect(tellQuarantine({ ...at, quarantinedAt: null })).toBeNull();
});
