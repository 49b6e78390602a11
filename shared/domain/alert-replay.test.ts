import { expect, test } from 'vitest';
import { replayAlert, type ReplayRule } from './alert-replay.ts';

const START = Date.parse('2026-11-24T00:00:00Z') / 60_000;
const RULE: ReplayRule = {
  kind: 'power_over',
  threshold: 600,
  clearsAt: 560,
  fireAfterMs: 120_000,
  clearAfterMs: 120_000,
};
/** A value a minute; null is a minute without one. */
function minutes(values: (number | null)[]) {
  const known = values.flatMap((value, index) => (value === null ? [] : [{ at: START + index, value }]));
  return { at: known.map((it) => it.at), values: known.map((it) => it.value) };
}
const fired = (values: (number | null)[], more: Partial<ReplayRule> = {}) =>
  replayAlert({ ...RULE, ...more }, minutes(values)).map(({ from, to }) => [
    from.getTime() / 60_000 - START,
    to && to.getTime() / 60_000 - START,
  ]);

test('it fires once it was over for so long, and clears below its other mark', () => {
  expect(fired([500, 610, 620, 630, 580, 590, 550, 550, 550, 500])).toEqual([[4, 9]]);
  expect(fired([500, 610, 620, 630])).toEqual([[4, null]]);
});

test('a peak that is too short fires nothing, nor do two with a minute that nobody knows between them', () => {
  expect(fired([500, 610, 620, 500, 500])).toEqual([]);
  expect(fired([610, 620, null, 630, 640, 500])).toEqual([]);
  expect(fired([610, 620, 625, 630, 640, 500])).toEqual([[3, null]]);
});

test('what flaps around the first mark fires once with two marks, and each time with one', () => {
  const flaps = [610, 570, 610, 570, 610, 570];
  const atOnce = { fireAfterMs: 0, clearAfterMs: 0 };
  expect(fired(flaps, atOnce)).toHaveLength(1);
  expect(fired(flaps, { ...atOnce, clearsAt: 600 })).toHaveLength(3);
});

test('what nobody knows does not clear it', () => {
  expect(fired([610, 620, 630, null, null, null, null, 500])).toEqual([[3, null]]);
});
