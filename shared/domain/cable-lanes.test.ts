import { expect, test } from 'vitest';
import { cableBars, type CableMove } from './cable-lanes.ts';

const axis = { fromMs: 100, toMs: 200 };
const fast = { speedGbps: 80, rdma: true };
const move = (atMs: number, part: Partial<CableMove> = {}): CableMove => ({
  firstMs: atMs,
  atMs,
  times: 1,
  before: fast,
  after: null,
  ...part,
});
const told = (...given: Parameters<typeof cableBars>) =>
  cableBars(...given).map((it) => `${it.fromMs}-${it.toMs} ${it.kind}: ${it.text}`);

test('a cable is up as long as nothing changed, pulled from its change on, and in again', () => {
  const now = { state: fast, sinceMs: 50 };
  expect(told([], now, axis)).toEqual(['100-200 up: up, 80 Gb/s']);
  expect(told([move(140)], null, axis)).toEqual(['100-140 up: up, 80 Gb/s', '140-200 fault: out']);
  const back = move(170, { before: null, after: { speedGbps: null, rdma: null } });
  expect(told([move(140), back], now, axis).slice(1)).toEqual([
    '140-170 fault: out',
    '170-200 up: up, speed not known',
  ]);
});

test('what changed after the axis tells what was before; a plug that is loose is told as such', () => {
  expect(told([move(900)], null, axis)).toEqual(['100-200 up: up, 80 Gb/s']);
  const loose = move(180, { firstMs: 120, times: 4 });
  expect(told([loose], null, axis).slice(1)).toEqual([
    '120-180 waits: changed 4 times',
    '180-200 fault: out',
  ]);
  expect(told([{ ...loose, atMs: 900 }], null, axis).slice(1)).toEqual(['120-200 waits: changed 4 times']);
});

test('nothing is said of a cable that nothing tells of', () => {
  const seen = move(900, { before: null, after: fast });
  expect(told([seen], { state: fast, sinceMs: 900 }, axis)).toEqual([]);
  // It had been pulled before, so it was out all the while.
  expect(told([move(60), seen], { state: fast, sinceMs: 900 }, axis)).toEqual(['100-200 fault: out']);
  expect(told([], null, axis)).toEqual([]);
  expect(told([], { state: fast, sinceMs: 150 }, axis)).toEqual([]);
});
