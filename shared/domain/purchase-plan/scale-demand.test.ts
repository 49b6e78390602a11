import { expect, test } from 'vitest';
import type { Demand } from './replay-demand.ts';
import { scaleDemand } from './scale-demand.ts';

const DAY = 86_400_000;
const WINDOW = { fromMs: 0, toMs: 28 * DAY };
const demand = Array.from({ length: 40 }, (_, at): Demand => ({
  id: `b${at}`,
  createdMs: (at % 28) * DAY - 5,
  startMs: (at % 28) * DAY,
  lengthMs: 3_600_000,
  needs: [1],
  hadIds: [],
  isTogether: false,
}));
const scaled = (scale: number, seed = 1, window = WINDOW) => scaleDemand(demand, window, { scale, seed });

test('has exactly as many as asked for, all with their own id, and the same for the same seed', () => {
  for (const scale of [0.5, 1, 1.25, 2, 4.75]) {
    const found = scaled(scale);
    expect(found).toHaveLength(40 * scale);
    expect(new Set(found.map((it) => it.id)).size).toBe(found.length);
    expect(scaled(scale)).toEqual(found);
  }
  expect(scaled(1)).toEqual(demand);
  expect(scaled(1.5, 2)).not.toEqual(scaled(1.5, 1));
});

test('what comes again keeps its weekday and hour in another week of the time', () => {
  const again = scaled(3).slice(demand.length);
  for (const it of again) {
    const own = demand.find(({ id }) => it.id.startsWith(`${id}+`))!;
    const movedMs = it.startMs - own.startMs;
    expect(Math.abs(movedMs % (7 * DAY))).toBe(0);
    expect(movedMs).not.toBe(0);
    expect(it.createdMs - own.createdMs).toBe(movedMs);
    expect(it.startMs >= WINDOW.fromMs && it.startMs < WINDOW.toMs).toBe(true);
  }
});

test('of a short time another day, and of a single day the same', () => {
  const week = { fromMs: 0, toMs: 7 * DAY };
  const own = demand.filter((it) => it.startMs < week.toMs);
  const again = scaleDemand(own, week, { scale: 2, seed: 1 }).slice(own.length);
  expect(again.every((it) => it.startMs >= 0 && it.startMs < week.toMs)).toBe(true);
  const day = { fromMs: 0, toMs: DAY };
  expect(scaleDemand(demand.slice(0, 1), day, { scale: 2, seed: 1 })[1]!.startMs).toBe(0);
});
