import { describe, expect, test } from 'vitest';
import { chooseSeries } from './series-source.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const HOUR = 3_600_000;
const choose = (
  hours: number,
  more: { points?: number; machines?: number; chunkDays?: number; minuteDays?: number } = {},
) =>
  chooseSeries({
    window: { from: new Date(NOW - hours * HOUR), to: new Date(NOW) },
    points: more.points ?? 300,
    machines: more.machines ?? 1,
    chunksSince: new Date(NOW - (more.chunkDays ?? 8) * 24 * HOUR),
    minutesSince: new Date(NOW - (more.minuteDays ?? 400) * 24 * HOUR),
  });

describe('rows of a curve', () => {
  test.each([
    ['minutes of the last day', 1 / 6, {}, { from: 'chunks', stepMs: 2000 }],
    ['an hour', 1, {}, { from: 'chunks', stepMs: 12_000 }],
    ['an hour whose chunks are gone', 1, { chunkDays: 0 }, { from: 'minutes', stepMs: 60_000 }],
    ['six hours', 6, {}, { from: 'minutes', stepMs: 120_000 }],
    ['a day whose minutes are gone', 24, { minuteDays: 0 }, { from: 'hours', stepMs: HOUR }],
    ['many points of a day', 24, { points: 2000 }, { from: 'chunks', stepMs: 44_000 }],
    ['many points of a day of many', 24, { points: 2000, machines: 64 }, { from: 'minutes', stepMs: 60_000 }],
    ['a week', 168, { machines: 20 }, { from: 'minutes', stepMs: 2_040_000 }],
    ['a month of many', 720, { points: 2000, machines: 64 }, { from: 'hours', stepMs: HOUR }],
    ['a year', 8760, { machines: 20 }, { from: 'hours', stepMs: 30 * HOUR }],
  ] as const)('%s', (_name, hours, more, source) => {
    expect(choose(hours, more)).toEqual(source);
  });
});
