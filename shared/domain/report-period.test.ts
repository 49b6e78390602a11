import { describe, expect, it } from 'vitest';
import {
  daysSpan,
  periodOf,
  PERIODS,
  periodWindow,
  shiftSpan,
  spanBefore,
  spanTitle,
} from './report-period.ts';
import { localDays, type Span } from './usage.ts';

const BERLIN = 'Europe/Berlin';
/** Days of 23, 24.5 and 25 hours, a zone of three quarters, one that skipped a day, one far ahead. */
const ZONES = [
  BERLIN,
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Africa/Casablanca',
  'UTC',
];
const lengthMs = ({ from, to }: Span): number => to.getTime() - from.getTime();
const at = (text: string): Date => new Date(text);

describe.each(ZONES)('in %s', (zone) => {
  it.each([
    ['year', 'quarter', 4],
    ['year', 'month', 12],
    ['quarter', 'month', 3],
  ] as const)('a %s is its %ss, without a gap and to the last millisecond', (whole, part, count) => {
    for (let year = 2024; year < 2028; year += 1) {
      const span = periodWindow(whole, at(`${year}-06-15T12:00:00Z`), zone);
      const parts = Array.from({ length: count }, (_, by) => periodWindow(part, span.from, zone, by));
      expect(parts.at(-1)!.to).toEqual(span.to);
      expect(parts.slice(1).map((it) => it.from)).toEqual(parts.slice(0, -1).map((it) => it.to));
      expect(parts.reduce((sum, it) => sum + lengthMs(it), 0)).toBe(lengthMs(span));
      const days = localDays(span, zone);
      expect(days.reduce((sum, it) => sum + lengthMs(it), 0)).toBe(lengthMs(span));
      expect(new Set(days.map((it) => it.day)).size).toBe(days.length);
    }
  });

  it('a period is known again, and one step on and one back is where one was', () => {
    for (let day = 0; day < 800; day += 47) {
      const moment = new Date(Date.parse('2025-01-01T10:00:00Z') + day * 86_400_000);
      for (const period of PERIODS) {
        const span = periodWindow(period, moment, zone);
        expect(span.from <= moment && moment < span.to).toBe(true);
        expect(periodOf(span, zone)).toBe(period);
        expect(shiftSpan(shiftSpan(span, 1, zone), -1, zone)).toEqual(span);
        expect(shiftSpan(span, 1, zone).from).toEqual(span.to);
      }
    }
  });
});

it('days are counted, not hours, where somebody chose them', () => {
  const span = daysSpan('2026-10-20', '2026-10-26', BERLIN)!;
  expect(lengthMs(span) / 3_600_000).toBe(7 * 24 + 1);
  expect(shiftSpan(span, 1, BERLIN)).toEqual(daysSpan('2026-10-27', '2026-11-02', BERLIN));
  expect(daysSpan('2026-10-20', '2026-10-19', BERLIN)).toBeNull();
  expect(daysSpan('2026-02-30', '2026-03-01', BERLIN)).toBeNull();
  const odd = { from: at('2026-10-20T10:00:00Z'), to: at('2026-10-20T13:00:00Z') };
  expect(shiftSpan(odd, -1, BERLIN)).toEqual({ from: at('2026-10-20T07:00:00Z'), to: odd.from });
});

it('what is not over is compared with as much of the period before', () => {
  const november = periodWindow('month', at('2026-11-26T12:00:00Z'), BERLIN);
  const october = periodWindow('month', at('2026-10-26T12:00:00Z'), BERLIN);
  expect(spanBefore(november, at('2026-12-03T00:00:00Z'), BERLIN)).toEqual(october);
  // 13:30 of the 26th day, before and after the clocks went back.
  expect(spanBefore(november, at('2026-11-26T12:30:00Z'), BERLIN)).toEqual({
    from: october.from,
    to: at('2026-10-26T12:30:00Z'),
  });
  const march = periodWindow('month', at('2026-03-30T12:00:00Z'), BERLIN);
  expect(spanBefore(march, at('2026-03-30T12:00:00Z'), BERLIN).to).toEqual(march.from);
});

it.each([
  ['day', 'Wed 18 Nov 2026'],
  ['week', '16 to 22 Nov 2026'],
  ['month', 'November 2026'],
  ['quarter', 'October to December 2026'],
  ['year', '2026'],
] as const)('a %s is called %s', (period, words) =>
  expect(spanTitle(periodWindow(period, at('2026-11-18T12:00:00Z'), BERLIN), BERLIN)).toBe(words),
);

it('any other stretch is called by its days, or its times', () => {
  expect(spanTitle(daysSpan('2026-10-30', '2026-11-06', BERLIN)!, BERLIN)).toBe('30 Oct to 6 Nov 2026');
  const odd = { from: at('2026-10-20T10:00:00Z'), to: at('2026-10-20T13:00:00Z') };
  expect(spanTitle(odd, BERLIN)).toBe('Tue 20 Oct, 12:00 to 15:00');
});
