import { expect, test } from 'vitest';
import { seededRandom } from './seeded-random.ts';
import { cutPiece, learnRatio, NO_LOOK, stepWallMeter, type WallLook, type WallPiece } from './wall-meter.ts';

const look = (seconds: number, watts: number | null, counterJoules: number | null = null): WallLook => ({
  atMs: seconds * 1000,
  watts,
  counterJoules,
});
function run(looks: readonly WallLook[], longestWattsMs?: number) {
  const pieces: WallPiece[] = [];
  let state = NO_LOOK;
  for (const it of looks) {
    const next = stepWallMeter(state, it, longestWattsMs);
    state = next.state;
    if (next.piece) pieces.push(next.piece);
  }
  return { state, pieces, joules: state.joules, coveredMs: state.coveredMs };
}

test('the counter’s difference is the energy, also over a time in which nobody asked', () => {
  expect(run([look(0, 100, 0), look(5, 900, 500), look(605, 100, 60_500)])).toMatchObject({
    joules: 60_500,
    coveredMs: 605_000,
  });
});

test('a counter that moves each minute only brings the energy of all that time', () => {
  const looks = Array.from({ length: 25 }, (_, index) => look(index * 5, 100, Math.floor(index / 12) * 6000));
  expect(run(looks).pieces).toEqual([
    { fromMs: 0, toMs: 60_000, joules: 6000, coveredMs: 60_000 },
    { fromMs: 60_000, toMs: 120_000, joules: 6000, coveredMs: 60_000 },
  ]);
});

test('a plug with nothing on it measures nothing drawn, which is a measurement', () => {
  expect(run([look(0, 0, 7), look(5, 0, 7), look(10, 0, 7)])).toMatchObject({ joules: 0, coveredMs: 10_000 });
});

test('watts alone make trapezoids, and a gap is not filled', () => {
  expect(run([look(0, 100), look(5, 200), look(25, 100), look(30, 100)])).toMatchObject({
    joules: 750 + 500,
    coveredMs: 10_000,
  });
});

test('a counter that was reset begins anew, with the watts of that step', () => {
  expect(run([look(0, 100, 9000), look(5, 100, 0), look(10, 100, 480)])).toMatchObject({ joules: 980 });
});

test('impossible figures, looks out of order and looks that come twice change nothing', () => {
  const good = [look(0, 100), look(5, 100), look(10, 100)];
  const odd = [
    good[0]!,
    look(2, 2e5),
    good[1]!,
    good[1]!,
    look(1, 900),
    look(7, -3),
    look(8, Number.NaN),
    good[2]!,
  ];
  expect(run(odd).state).toEqual(run(good).state);
});

test('pieces cut at whole steps add up to the last joule', () => {
  const random = seededRandom(3);
  for (let round = 0; round < 100; round += 1) {
    const fromMs = Math.floor(random() * 1e9);
    const piece = {
      fromMs,
      toMs: fromMs + 1 + Math.floor(random() * 1e8),
      joules: random() * 1e9,
      coveredMs: 1e5,
    };
    const parts = cutPiece(piece, 900_000);
    expect(parts.reduce((sum, it) => sum + it.joules, 0)).toBeCloseTo(piece.joules, 4);
    expect(parts.at(0)!.fromMs).toBe(piece.fromMs);
    expect(parts.at(-1)!.toMs).toBe(piece.toMs);
    for (const [index, it] of parts.entries()) if (index > 0) expect(it.fromMs).toBe(parts[index - 1]!.toMs);
  }
});

test('the ratio is learned from an hour on', () => {
  const pair = { wallJoules: 100, chipJoules: 92, ms: 1_800_000 };
  expect(learnRatio([pair])).toBeNull();
  expect(learnRatio([pair, pair])).toEqual({ eta: 0.92, hours: 1 });
  expect(
    learnRatio([
      { ...pair, chipJoules: 0 },
      { ...pair, chipJoules: 0 },
    ]),
  ).toBeNull();
});
