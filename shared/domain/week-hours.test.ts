import { describe, expect, it } from 'vitest';
import { seededRandom } from './seeded-random.ts';
import { overlapMs } from './usage.ts';
import { addToHours, WEEK_HOURS, wallHours } from './week-hours.ts';

const lengths = (from: string, to: string, zone: string): Map<number, number> => {
  const sums = new Float64Array(WEEK_HOURS);
  const span = { from: new Date(from), to: new Date(to) };
  const hours = wallHours(span, zone);
  addToHours(hours, sums, span);
  return new Map([...sums.entries()].filter(([, ms]) => ms > 0).map(([cell, ms]) => [cell, ms / 3_600_000]));
};
const SUNDAY = 6 * 24;

describe('hours of the wall', () => {
  it('is twice on the night the clocks go back, and not there when they go forward', () => {
    const back = lengths('2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', 'Europe/Berlin');
    expect([back.get(SUNDAY + 1), back.get(SUNDAY + 2), back.get(SUNDAY + 3), back.size]).toEqual([
      1, 2, 1, 24,
    ]);
    const forward = lengths('2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', 'Europe/Berlin');
    expect([forward.get(SUNDAY + 1), forward.get(SUNDAY + 2), forward.get(SUNDAY + 3)]).toEqual([
      1,
      undefined,
      1,
    ]);
  });

  it('knows zones of half hours and clocks that change by half an hour', () => {
    const kolkata = lengths('2026-11-22T18:45:00Z', '2026-11-22T20:00:00Z', 'Asia/Kolkata');
    expect([...kolkata]).toEqual([
      [0, 0.75],
      [1, 0.5],
    ]);
    const howe = lengths('2026-04-04T13:00:00Z', '2026-04-05T13:30:00Z', 'Australia/Lord_Howe');
    expect([howe.get(SUNDAY + 1), howe.get(SUNDAY + 2)]).toEqual([1.5, 1]);
  });

  it.each(['Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Africa/Casablanca'])(
    'adds up to any spans of a year in %s, to the last millisecond',
    (zone) => {
      const year = { from: new Date('2026-01-03T07:12:13.456Z'), to: new Date('2026-12-30T01:02:03Z') };
      const hours = wallHours(year, zone);
      expect(hours.slice(1).map((it) => it.fromMs)).toEqual(hours.slice(0, -1).map((it) => it.toMs));
      const random = seededRandom(7);
      const sums = new Float64Array(WEEK_HOURS);
      let expected = 0;
      for (let turn = 0; turn < 300; turn += 1) {
        const fromMs = Date.parse('2025-12-25T00:00:00Z') + Math.floor(random() * 380 * 86_400_000);
        const span = { from: new Date(fromMs), to: new Date(fromMs + Math.floor(random() * 40 * 3_600_000)) };
        addToHours(hours, sums, span, 2);
        expected += 2 * overlapMs(span, year);
      }
      expect(sums.reduce((sum, it) => sum + it, 0)).toBe(expected);
    },
  );
});
