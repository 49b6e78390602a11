import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  describeSeries,
  lastOfTimes,
  nthOf,
  seriesDates,
  type SeriesRule,
  seriesTimes,
} from './series-dates.ts';
import { toLocal } from './zoned-time.ts';

const rule = (changes: Partial<SeriesRule>): SeriesRule => ({
  unit: 'weeks',
  every: 1,
  nthWeekday: null,
  startsOn: '2026-11-25',
  untilDate: null,
  localTime: '08:00',
  durationMinutes: 120,
  ...changes,
});

test.each<[string, Partial<SeriesRule>, string, string, string[]]>([
  ['every week', {}, '2026-11-20', '2026-12-10', ['2026-11-25', '2026-12-02', '2026-12-09']],
  ['every five weeks, met midway', { every: 5 }, '2026-12-01', '2027-02-10', ['2026-12-30', '2027-02-03']],
  ['from a date of its own on', { every: 5 }, '2026-12-30', '2026-12-30', ['2026-12-30']],
  [
    'until its last day',
    { untilDate: '2026-12-02' },
    '2026-11-20',
    '2027-01-01',
    ['2026-11-25', '2026-12-02'],
  ],
  ['nothing before it starts', {}, '2026-10-01', '2026-11-24', []],
  [
    'the first Tuesday, over a year’s end',
    { unit: 'months', startsOn: '2026-12-01', nthWeekday: 1, every: 3 },
    '2026-11-01',
    '2027-06-30',
    ['2026-12-01', '2027-03-02', '2027-06-01'],
  ],
  [
    'the last Tuesday: of months with four of them the fourth',
    { unit: 'months', startsOn: '2026-09-29', nthWeekday: -1 },
    '2026-09-01',
    '2026-12-31',
    ['2026-09-29', '2026-10-27', '2026-11-24', '2026-12-29'],
  ],
  [
    'the 31st: of shorter months the last day',
    { unit: 'months', startsOn: '2027-01-31' },
    '2027-01-01',
    '2027-05-01',
    ['2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30'],
  ],
  [
    'a first month whose day is over has none',
    { unit: 'months', startsOn: '2026-11-25', nthWeekday: 1 },
    '2026-11-01',
    '2027-01-10',
    ['2026-12-02', '2027-01-06'],
  ],
])('%s', (_about, changes, from, to, dates) => {
  expect(seriesDates(rule(changes), from, to)).toEqual(dates);
});

test.each([
  ['2026-10-24', '08:00', '2026-10-24T06:00:00.000Z'],
  ['2026-10-25', '08:00', '2026-10-25T07:00:00.000Z'],
  ['2027-03-27', '08:00', '2027-03-27T07:00:00.000Z'],
  ['2027-03-28', '08:00', '2027-03-28T06:00:00.000Z'],
  // Skipped: the hour after it. Twice: the first.
  ['2027-03-28', '02:30', '2027-03-28T01:30:00.000Z'],
  ['2026-10-25', '02:30', '2026-10-25T00:30:00.000Z'],
])('%s at %s in Berlin stays on the wall clock', (date, localTime, startsAt) => {
  const times = seriesTimes({ localTime, durationMinutes: 120 }, date, 'Europe/Berlin');
  expect(times.startsAt.toISOString()).toBe(startsAt);
  expect(times.endsAt.getTime() - times.startsAt.getTime()).toBe(2 * 3_600_000);
});

test('a rule is told in words', () => {
  const words = (changes: Partial<SeriesRule>) => describeSeries(rule(changes));
  expect(words({})).toBe('Every week, Wednesday');
  expect(words({ every: 5 })).toBe('Every 5 weeks, Wednesday');
  expect(words({ unit: 'months', every: 3, nthWeekday: 1, startsOn: '2026-12-01' })).toBe(
    'Every 3 months, first Tuesday',
  );
  expect(words({ unit: 'months', nthWeekday: -1 })).toBe('Every month, last Wednesday');
  expect(words({ unit: 'months', startsOn: '2027-01-31' })).toBe('Every month, on day 31');
});

test('which one of its month a day is', () => {
  expect([nthOf('2026-12-01'), nthOf('2026-11-24'), nthOf('2026-12-29'), nthOf('2026-11-17')]).toEqual([
    [1],
    [4, -1],
    [-1],
    [3],
  ]);
});

test('several days a week, every other week, counted from the first day’s week', () => {
  const dates = seriesDates(
    rule({ every: 2, weekdays: [4, 1], startsOn: '2026-11-26' }),
    '2026-11-01',
    '2026-12-31',
  );
  expect(dates).toEqual(['2026-11-26', '2026-12-07', '2026-12-10', '2026-12-21', '2026-12-24']);
  expect(seriesDates(rule({ unit: 'days', every: 3 }), '2026-11-27', '2026-12-05')).toEqual([
    '2026-11-28',
    '2026-12-01',
    '2026-12-04',
  ]);
  expect(describeSeries(rule({ weekdays: [1, 7] }))).toBe('Every week, Monday and Sunday');
  expect(describeSeries(rule({ unit: 'days' }))).toBe('Every day');
});

test('so many times are until the last of them', () => {
  expect(lastOfTimes(rule({ startsOn: '2026-11-19' }), 6)).toBe('2026-12-24');
  expect(lastOfTimes(rule({ unit: 'days' }), 30)).toBe('2026-12-24');
  expect(lastOfTimes(rule({ weekdays: [3, 5] }), 4)).toBe('2026-12-04');
  expect(lastOfTimes(rule({ unit: 'months', nthWeekday: -1 }), 3)).toBe('2027-01-27');
});

/*
 * The same whatever zone the process runs in: each of these is really set, and looked at before.
 */
describe.each([
  ['UTC', 0],
  ['America/New_York', 240],
  ['Europe/Berlin', -120],
  ['Asia/Kolkata', -330],
  ['Australia/Lord_Howe', -630],
])('under TZ=%s', (tz, julyOffset) => {
  const before = process.env['TZ'];
  beforeAll(() => void (process.env['TZ'] = tz));
  afterAll(() => {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  });
  const starts = (changes: Partial<SeriesRule>, from: string, to: string, zone: string) =>
    seriesDates(rule(changes), from, to).map((it) =>
      seriesTimes(rule(changes), it, zone).startsAt.toISOString(),
    );

  test('the zone of the process is that one', () =>
    expect(new Date('2026-07-01T00:00:00Z').getTimezoneOffset()).toBe(julyOffset));

  test.each<[string, string, string, string, string[]]>([
    ['Europe/Berlin', '2026-10-22', '04:00', '2026-10-29', ['2026-10-22T02:00', '2026-10-29T03:00']],
    ['Europe/Berlin', '2027-03-25', '04:00', '2027-04-01', ['2027-03-25T03:00', '2027-04-01T02:00']],
    ['Europe/Berlin', '2027-03-21', '02:30', '2027-03-28', ['2027-03-21T01:30', '2027-03-28T01:30']],
    [
      'America/New_York',
      '2026-10-25',
      '01:30',
      '2026-11-08',
      ['2026-10-25T05:30', '2026-11-01T05:30', '2026-11-08T06:30'],
    ],
    ['America/New_York', '2027-03-07', '02:30', '2027-03-14', ['2027-03-07T07:30', '2027-03-14T07:30']],
    ['Asia/Kolkata', '2027-03-25', '04:00', '2027-04-01', ['2027-03-24T22:30', '2027-03-31T22:30']],
    // Half an hour is skipped at 02:00 and comes twice before 02:00.
    [
      'Australia/Lord_Howe',
      '2026-09-27',
      '02:15',
      '2026-10-11',
      ['2026-09-26T15:45', '2026-10-03T15:45', '2026-10-10T15:15'],
    ],
    [
      'Australia/Lord_Howe',
      '2027-03-28',
      '01:45',
      '2027-04-11',
      ['2027-03-27T14:45', '2027-04-03T14:45', '2027-04-10T15:15'],
    ],
  ])('weekly in %s from %s at %s', (zone, startsOn, localTime, to, expected) => {
    const utc = starts({ startsOn, localTime }, startsOn, to, zone);
    expect(utc.map((it) => it.slice(0, 16))).toEqual(expected);
  });

  test('thirty London midnights over the change stay midnights, read from anywhere', () => {
    const daily = { unit: 'days', startsOn: '2020-03-05', localTime: '00:00' } as const;
    const untilDate = lastOfTimes(rule(daily), 30);
    const utc = starts({ ...daily, untilDate }, '2020-01-01', '2021-01-01', 'Europe/London');
    expect(utc).toHaveLength(30);
    expect(new Set(utc.map((it) => toLocal(it, 'Europe/London').time))).toEqual(new Set(['00:00']));
    expect([utc[0], utc[29]]).toEqual(['2020-03-05T00:00:00.000Z', '2020-04-02T23:00:00.000Z']);
    const read = utc.map((it) => toLocal(it, 'America/Los_Angeles').time);
    // America changed its clocks three weeks before: seven hours for those weeks, else eight.
    expect([read.filter((it) => it === '16:00').length, read.filter((it) => it === '17:00').length]).toEqual([
      9, 21,
    ]);
  });
});
