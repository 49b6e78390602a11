import { describe, expect, it } from 'vitest';
import { exactMonth, monthOf, monthWindow, shiftMonth } from './month.ts';

const BERLIN = 'Europe/Berlin';

describe('monthWindow', () => {
  it('is the local month, an hour longer when the clocks go back', () => {
    const october = monthWindow({ year: 2026, month: 10 }, BERLIN);
    expect(october.from.toISOString()).toBe('2026-09-30T22:00:00.000Z');
    expect(october.to.toISOString()).toBe('2026-10-31T23:00:00.000Z');
    const hoursOf = (month: number): number => {
      const { from, to } = monthWindow({ year: 2026, month }, BERLIN);
      return (to.getTime() - from.getTime()) / 3_600_000;
    };
    expect([hoursOf(10), hoursOf(3)]).toEqual([745, 743]);
  });

  it.each([
    ['UTC', '2026-11-01T00:00:00.000Z'],
    ['America/Los_Angeles', '2026-11-01T07:00:00.000Z'],
    ['Asia/Kathmandu', '2026-10-31T18:15:00.000Z'],
    ['Pacific/Kiritimati', '2026-10-31T10:00:00.000Z'],
  ])('begins at midnight in %s', (zone, from) => {
    expect(monthWindow({ year: 2026, month: 11 }, zone).from.toISOString()).toBe(from);
  });

  it('goes over the end of a year', () => {
    expect(monthWindow({ year: 2026, month: 12 }, 'UTC').to.toISOString()).toBe('2027-01-01T00:00:00.000Z');
    expect(shiftMonth({ year: 2026, month: 1 }, -1)).toEqual({ year: 2025, month: 12 });
  });
});

describe('monthOf and exactMonth', () => {
  it('is the month on the lab’s calendar', () => {
    expect(monthOf(new Date('2026-10-31T23:30:00Z'), BERLIN)).toEqual({ year: 2026, month: 11 });
    expect(monthOf(new Date('2026-10-31T23:30:00Z'), 'UTC')).toEqual({ year: 2026, month: 10 });
  });

  it('knows a whole month from another stretch', () => {
    const window = monthWindow({ year: 2026, month: 10 }, BERLIN);
    expect(exactMonth(window, BERLIN)).toEqual({ year: 2026, month: 10 });
    expect(exactMonth(window, 'UTC')).toBeNull();
    expect(exactMonth({ ...window, to: new Date(window.to.getTime() - 1) }, BERLIN)).toBeNull();
  });
});
