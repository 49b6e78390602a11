import { describe, expect, it } from 'vitest';
import { periodWindow } from '@/shared/domain/report-period.ts';
import { localDays } from '@/shared/domain/usage.ts';
import { barStep, reportBars } from './report-bars.ts';
import type { DayRow } from './types.ts';

const BERLIN = 'Europe/Berlin';
const NOW = new Date('2026-11-26T12:00:00Z');
const row = (day: string): DayRow => ({
  day,
  bookedMachineMs: 10,
  usedMachineMs: 4,
  sessionJoules: null,
  otherJoules: 5,
  coverage: 1,
  completionTokens: 0,
});

describe.each(['day', 'week', 'month', 'quarter', 'year'] as const)('bars of a %s', (period) => {
  const span = periodWindow(period, NOW, BERLIN);
  const passed = { from: span.from, to: NOW };
  const days = barStep(span) === 'hour' ? [] : localDays(passed, BERLIN).map((it) => row(it.day));
  const bars = reportBars(days, { span, timeZone: BERLIN, now: NOW });

  it('are a few, hold every day once, and keep a place for what is to come', () => {
    expect(bars.length).toBeGreaterThanOrEqual(7);
    expect(bars.length).toBeLessThanOrEqual(31);
    expect(bars.reduce((sum, it) => sum + it.bookedMs, 0)).toBe(10 * days.length);
    expect(new Set(bars.map((it) => it.key)).size).toBe(bars.length);
    expect(bars.filter((it) => it.isAhead).every((it) => it.bookedMs === 0)).toBe(true);
    expect(bars.at(-1)!.isAhead).toBe(true);
  });
});

it('today is named, and hours of the night the clocks go back are twenty-five', () => {
  const month = reportBars([], { span: periodWindow('month', NOW, BERLIN), timeZone: BERLIN, now: NOW });
  expect(month.filter((it) => it.isNamed).map((it) => it.label)).toEqual(['today']);
  const night = periodWindow('day', new Date('2026-10-25T12:00:00Z'), BERLIN);
  const hours = reportBars([], { span: night, timeZone: BERLIN, now: NOW });
  expect(hours).toHaveLength(25);
  expect(hours.slice(1, 5).map((it) => it.label)).toEqual(['01:00', '02:00', '02:00', '03:00']);
});

it('a bar without any reading is unknown, not zero', () => {
  const span = periodWindow('month', NOW, BERLIN);
  const [first] = reportBars([{ ...row('2026-11-01'), otherJoules: null, coverage: null }], {
    span,
    timeZone: BERLIN,
    now: NOW,
  });
  expect(first).toMatchObject({ sessionJoules: null, otherJoules: null, coverage: null, bookedMs: 10 });
});
