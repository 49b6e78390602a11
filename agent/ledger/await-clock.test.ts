import { expect, test } from 'vitest';
import { reading } from '../testing/play-meter.ts';
import { awaitClock } from './await-clock.ts';
import type { TakenReading } from './gather-chunks.ts';

const NOON = Date.parse('2026-03-01T12:00:00Z');

function open(wasKnown: boolean) {
  const given: number[] = [];
  const clock = { isKnown: false, offMs: -40_000 };
  const gate = awaitClock({
    wasKnown,
    isKnown: () => clock.isKnown,
    onReading: (it: TakenReading) => void given.push((it.at.getTime() - NOON) / 1000),
  });
  const take = (second: number): void =>
    gate.add(reading({ at: new Date(NOON + second * 1000 + clock.offMs), monotonicMs: second * 1000 }));
  return { given, clock, gate, take };
}

test('readings from before the portal is heard get the time they were taken at', () => {
  const { given, clock, take } = open(false);
  for (const second of [0, 1, 2]) take(second);
  expect(given).toEqual([]);
  Object.assign(clock, { isKnown: true, offMs: 0 });
  for (const second of [3, 4]) take(second);
  expect(given).toEqual([0, 1, 2, 3, 4]);
});

test('what was known before the start serves when the portal stays away', () => {
  const { given, clock, take } = open(true);
  clock.offMs = 0;
  for (let second = 0; second < 15; second += 1) take(second);
  expect(given).toEqual([]);
  take(15);
  expect(given).toHaveLength(16);
});

test('and at the end; a time that was never known is not guessed', () => {
  for (const wasKnown of [true, false]) {
    const { given, gate, take } = open(wasKnown);
    take(0);
    gate.end();
    expect(given).toHaveLength(wasKnown ? 1 : 0);
  }
});
