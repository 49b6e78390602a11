import { setImmediate } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { clockNow } from '@/components/providers/clock.ts';
import { followClock, formatTime } from '@/shared/domain/format.ts';
import { withPageClock } from './page-clock.ts';

// Tests share their modules, and one of another file may have had another clock.
beforeEach(() => followClock(clockNow));

const at = new Date('2026-11-18T23:04:12Z');
const written = (cookie?: string) =>
  withPageClock({ headers: { cookie } }, async () => {
    await setImmediate();
    return [clockNow(), formatTime(at, 'UTC').replaceAll('\u202f', ' ')];
  });

test('two pages made at one moment are each of their reader’s clock, and what belongs to no page is of 24 hours', async () => {
  expect(
    await Promise.all([
      written('a=1; espalier-clock=12; b=2'),
      written('espalier-clock=24'),
      written('espalier-clock=1212'),
      written(),
    ]),
  ).toEqual([
    ['12', '11:04 pm'],
    ['24', '23:04'],
    ['24', '23:04'],
    ['24', '23:04'],
  ]);
  expect(formatTime(at, 'UTC')).toBe('23:04');
});
