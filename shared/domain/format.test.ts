import { expect, test } from 'vitest';
import * as format from './format.ts';

const ZONE = 'Europe/Berlin';
const NOW = '2026-11-18T22:04:00Z';
const plain = (text: string) => text.replaceAll('\u202f', ' ');

test.each([
  [0, '0 W'],
  [6.44, '6.4 W'],
  [118.7, '119 W'],
  [1061, '1,061 W'],
])('%d watts are %s', (watts, text) => expect(plain(format.formatWatts(watts))).toBe(text));

test.each([
  [2.9 * 3600, '2.9 Wh'],
  [46.25 * 3600, '46.3 Wh'],
  [99.97 * 3600, '0.1 kWh'],
  [580 * 3600, '0.58 kWh'],
  [4_120 * 3600, '4.1 kWh'],
  [412_300 * 3600, '412 kWh'],
])('%d joules are %s', (joules, text) => expect(plain(format.formatEnergy(joules))).toBe(text));

test('memory is counted as Apple sells it, files in decimal', () => {
  expect(plain(format.formatMemory(512 * 2 ** 30))).toBe('512 GB');
  expect(plain(format.formatMemory(7.9 * 2 ** 30))).toBe('7.9 GB');
  expect(plain(format.formatMemory(300 * 2 ** 20))).toBe('300 MB');
  expect(plain(format.formatGigabytes(594e9))).toBe('594 GB');
  expect(plain(format.formatGigabytes(3.42e6))).toBe('3.42 MB');
  expect(plain(format.formatGigabytes(1.4e12))).toBe('1.4 TB');
});

test.each([
  [612, '612'],
  [1061, '1,061'],
  [116_400, '116 k'],
  [999_600, '1 M'],
  [32_700_000, '32.7 M'],
])('%d tokens are %s', (tokens, text) => expect(plain(format.formatTokens(tokens))).toBe(text));

test.each([
  [2048, '2 k'],
  [131_072, '128 k'],
  [1_048_576, '1 M'],
  [10_000, '10 k'],
  [612, '612'],
])('%d tokens of context are %s', (tokens, text) => expect(plain(format.formatContext(tokens))).toBe(text));

test.each([
  [3.08e6, '3.08 M'],
  [0.1e9, '0.1 B'],
  [0.6e9, '0.6 B'],
  [116.8e9, '117 B'],
  [1.04e12, '1.04 T'],
])('%d weights are %s', (count, text) => expect(plain(format.formatParameters(count))).toBe(text));

test('shares: coverage is never rounded up to all of it', () => {
  expect(plain(format.formatPercent(0.957))).toBe('96 %');
  expect(plain(format.formatPercent(0.004))).toBe('0.4 %');
  expect(plain(format.formatPercent(0))).toBe('0 %');
  expect(plain(format.formatCoverage(0.8891))).toBe('88.9 %');
  expect(plain(format.formatCoverage(0.99999))).toBe('99.9 %');
  expect(plain(format.formatCoverage(1))).toBe('100 %');
});

test.each([
  [0.18, '180 µs'],
  [320, '320 ms'],
  [11_400, '11.4 s'],
  [59_700, '1 min'],
  [64_000, '1 min 4 s'],
  [780_000, '13 min'],
  [15_960_000, '4 h 26 min'],
  [3_599_999, '1 h'],
  [4 * 86_400_000, '4 d'],
])('%d ms are %s', (ms, text) => expect(plain(format.formatDuration(ms))).toBe(text));

test.each([
  [1030, '2 s'],
  [1000, '1 s'],
  [-5, '1 s'],
  [61_400, '1 min 2 s'],
])('%d ms to go are said as %s', (ms, text) => expect(plain(format.formatCountdown(ms))).toBe(text));

test('moments are as short as they are clear', () => {
  expect(format.formatMoment('2026-11-18T21:30:00Z', ZONE, NOW)).toBe('22:30');
  expect(format.formatMoment('2026-11-19T02:30:00Z', ZONE, NOW)).toBe('Thu 03:30');
  expect(format.formatMoment('2026-11-12T02:30:00Z', ZONE, NOW)).toBe('Thu 12 Nov, 03:30');
  expect(format.formatMoment('2025-11-12T02:30:00Z', ZONE, NOW)).toBe('Wed 12 Nov 2025, 03:30');
  expect(format.formatRange('2026-11-19T03:00:00Z', '2026-11-19T07:00:00Z', ZONE, NOW)).toBe(
    'Thu 04:00 to 08:00',
  );
  expect(format.formatRange('2026-11-20T17:00:00Z', '2026-11-21T05:00:00Z', ZONE, NOW)).toBe(
    'Fri 18:00 to Sat 06:00',
  );
  expect(format.formatDatedRange('2026-11-19T03:00:00Z', '2026-11-19T07:00:00Z', ZONE)).toBe(
    'Thu 19 Nov, 04:00 to 08:00',
  );
  expect(format.formatDatedRange('2026-12-31T17:00:00Z', '2027-01-01T05:00:00Z', ZONE)).toBe(
    'Thu 31 Dec, 18:00 to Fri 1 Jan 2027, 06:00',
  );
  expect(plain(format.formatSince('2026-11-18T21:51:00Z', ZONE, NOW))).toBe('13 min');
  expect(format.formatSince('2026-11-18T19:51:00Z', ZONE, NOW)).toBe('20:51');
});

test('days of a view name their month once', () => {
  expect(format.formatDays('2026-11-16T09:00:00Z', '2026-11-22T09:00:00Z', ZONE)).toBe('16 to 22 Nov 2026');
  expect(format.formatDays('2026-11-30T09:00:00Z', '2026-12-06T09:00:00Z', ZONE)).toBe(
    '30 Nov to 6 Dec 2026',
  );
});

test('the zone is named as it is called then; a day is the zone’s day', () => {
  expect(format.zoneName(ZONE, '2026-11-18T12:00:00Z')).toBe('CET');
  expect(format.zoneName(ZONE, '2026-07-18T12:00:00Z')).toBe('CEST');
  expect(format.dayKey('2026-11-18T23:30:00Z', ZONE)).toBe('2026-11-19');
});

test('money always has two digits, and a unit can be set apart from its number', () => {
  expect(format.formatMoney(14.4, 'EUR')).toBe('€14.40');
  expect(plain(format.formatRate(27.63))).toBe('27.6 tok/s');
  expect(format.splitUnit(format.formatWatts(119))).toEqual({ value: '119', unit: 'W' });
  expect(format.splitUnit(format.formatTokens(612))).toEqual({ value: '612', unit: '' });
});

test('a moment that stands alone names its zone, on either side of a change of the clocks', () => {
  const now = new Date('2026-03-28T12:00:00Z');
  const told = (at: string, zone: string) => format.formatZonedMoment(at, zone, now);
  expect(told('2026-03-29T00:59:00Z', 'Europe/Berlin')).toBe('Sun 01:59 CET');
  expect(told('2026-03-29T01:00:00Z', 'Europe/Berlin')).toBe('Sun 03:00 CEST');
  expect(told('2026-03-28T13:00:00Z', 'UTC')).toBe('13:00 UTC');
  expect(told('2026-06-01T13:00:00Z', 'Asia/Tokyo')).toBe('Mon 1 Jun, 22:00 GMT+9');
});

test('who reads a clock of twelve hours has every time in it, and nobody else', () => {
  const { followClock, formatDateTime, formatRange, formatTime } = format;
  const at = new Date('2026-11-18T23:04:12Z');
  const noon = new Date('2026-11-18T12:00:00Z');
  const all = () => [
    formatTime(at, 'UTC'),
    formatTime(at, 'UTC', true),
    formatTime(new Date('2026-11-18T00:04:00Z'), 'UTC'),
    formatDateTime(noon, 'UTC', noon),
    formatRange(noon, at, 'UTC', noon),
  ];
  const usual = ['23:04', '23:04:12', '00:04', 'Wed 18 Nov, 12:00', '12:00 to 23:04'];
  expect(all()).toEqual(usual);
  followClock(() => '12');
  expect(all().map((it) => it.replaceAll('\u202f', ' '))).toEqual([
    '11:04 pm',
    '11:04:12 pm',
    '12:04 am',
    'Wed 18 Nov, 12:00 pm',
    '12:00 pm to 11:04 pm',
  ]);
  followClock(() => '24');
  expect(all()).toEqual(usual);
});
