import { describe, expect, test } from 'vitest';
import { lastSending, missedSendings, nextSending, type ReportRhythm, sentSpan } from './report-schedule.ts';

const weekly = (weekday: number, hour: number): ReportRhythm => ({ every: 'week', weekday, hour });
const monthly = (hour: number): ReportRhythm => ({ every: 'month', weekday: 1, hour });
const at = (text: string) => new Date(text);
const next = (rhythm: ReportRhythm, from: string, zone: string) =>
  nextSending(rhythm, at(from), zone).toISOString();

describe('when it goes out', () => {
  test.each([
    [
      'in a zone of half an hour',
      weekly(1, 8),
      '2026-11-27T00:00:00Z',
      'Asia/Kolkata',
      '2026-11-30T02:30:00.000Z',
    ],
    ['of three quarters', weekly(1, 8), '2026-11-27T00:00:00Z', 'Asia/Kathmandu', '2026-11-30T02:15:00.000Z'],
    ['later today', weekly(5, 8), '2026-11-27T02:00:00Z', 'Asia/Kolkata', '2026-11-27T02:30:00.000Z'],
    ['not now again', weekly(5, 8), '2026-11-27T02:30:00Z', 'Asia/Kolkata', '2026-12-04T02:30:00.000Z'],
    [
      'at an hour the clocks skip',
      weekly(0, 2),
      '2026-03-26T00:00:00Z',
      'Europe/Berlin',
      '2026-03-29T01:00:00.000Z',
    ],
    [
      'the first of an hour that comes twice',
      weekly(0, 2),
      '2026-10-20T00:00:00Z',
      'Europe/Berlin',
      '2026-10-25T00:00:00.000Z',
    ],
    [
      'and not in the second of it',
      weekly(0, 2),
      '2026-10-25T00:00:00Z',
      'Europe/Berlin',
      '2026-11-01T01:00:00.000Z',
    ],
    [
      'where the clocks change by half an hour',
      weekly(0, 2),
      '2026-10-01T00:00:00Z',
      'Australia/Lord_Howe',
      '2026-10-03T15:30:00.000Z',
    ],
    [
      'on the first of a month',
      monthly(0),
      '2026-11-27T00:00:00Z',
      'Asia/Kolkata',
      '2026-11-30T18:30:00.000Z',
    ],
    [
      'of the next one once it is over',
      monthly(6),
      '2026-12-01T07:00:00Z',
      'Europe/Berlin',
      '2027-01-01T05:00:00.000Z',
    ],
  ])('%s', (_name, rhythm, from, zone, due) => {
    expect(next(rhythm, from, zone)).toBe(due);
    expect(lastSending(rhythm, at(due), zone)).toEqual(at(due));
    expect(lastSending(rhythm, new Date(at(due).getTime() - 1), zone) < at(due)).toBe(true);
  });

  test('through a year of both changes each week once, always at eight on the wall', () => {
    let due = at('2026-01-01T00:00:00Z');
    const walls = new Set<string>();
    for (let week = 0; week < 52; week += 1) {
      due = nextSending(weekly(1, 8), due, 'Europe/Berlin');
      walls.add(due.toLocaleTimeString('en-GB', { timeZone: 'Europe/Berlin', weekday: 'short' }));
    }
    expect([...walls]).toEqual(['Mon 08:00:00']);
    expect(due.toISOString()).toBe('2026-12-28T07:00:00.000Z');
  });
});

test('it tells the whole week or month before, by the lab’s own days', () => {
  expect(sentSpan('week', at('2026-03-30T06:00:00Z'), 'Europe/Berlin')).toEqual({
    from: at('2026-03-22T23:00:00Z'),
    to: at('2026-03-29T22:00:00Z'),
  });
  expect(sentSpan('month', at('2026-11-30T18:30:00Z'), 'Asia/Kolkata')).toEqual({
    from: at('2026-10-31T18:30:00Z'),
    to: at('2026-11-30T18:30:00Z'),
  });
});

test('what fell due while nobody was there is counted', () => {
  const [first, third] = [at('2026-10-19T06:00:00Z'), at('2026-11-02T07:00:00Z')];
  expect(missedSendings(weekly(1, 8), first, third, 'Europe/Berlin')).toBe(2);
  expect(missedSendings(weekly(1, 8), third, third, 'Europe/Berlin')).toBe(0);
});
