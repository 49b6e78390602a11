import { describe, expect, it } from 'vitest';
import { bucketStart, clip, localDays, overlapMs, shareBooking, tokenRates } from './usage.ts';

const START = Date.UTC(2026, 10, 24, 20);
const at = (seconds: number): Date => new Date(START + seconds * 1000);
const span = (from: number, to: number) => ({ from: at(from), to: at(to) });
const HOUR_MS = 3_600_000;

describe('spans', () => {
  it('overlap half-open', () => {
    expect(overlapMs(span(0, 10), span(5, 20))).toBe(5000);
    expect(overlapMs(span(0, 10), span(10, 20))).toBe(0);
    expect(clip(span(0, 10), span(5, 20))).toEqual(span(5, 10));
    expect(clip(span(0, 10), span(10, 20))).toBeNull();
  });
});

describe('localDays', () => {
  const days = (from: string, to: string, zone: string) =>
    localDays({ from: new Date(from), to: new Date(to) }, zone).map((it) => [
      it.day,
      overlapMs(it, it) / HOUR_MS,
    ]);

  it('cuts at the zone’s midnights and clips at the window', () => {
    expect(days('2026-11-24T12:00:00Z', '2026-11-26T00:00:00Z', 'Europe/Berlin')).toEqual([
      ['2026-11-24', 11],
      ['2026-11-25', 24],
      ['2026-11-26', 1],
    ]);
  });

  it.each([
    ['forward', 'Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', [['2026-03-29', 23]]],
    ['back', 'Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', [['2026-10-25', 25]]],
    ['at midnight', 'America/Santiago', '2026-09-06T04:00:00Z', '2026-09-07T03:00:00Z', [['2026-09-06', 23]]],
    [
      'by half an hour',
      'Australia/Lord_Howe',
      '2026-04-04T13:00:00Z',
      '2026-04-05T13:30:00Z',
      [['2026-04-05', 24.5]],
    ],
  ])('knows a day on which clocks change %s', (_name, zone, from, to, expected) => {
    expect(days(from, to, zone)).toEqual(expected);
  });

  it('leaves out a day that a zone skipped', () => {
    expect(days('2011-12-29T10:00:00Z', '2011-12-31T10:00:00Z', 'Pacific/Apia').map(([day]) => day)).toEqual([
      '2011-12-29',
      '2011-12-31',
    ]);
  });

  it('adds up to the window', () => {
    const window = { from: new Date('2026-01-01T00:30:00Z'), to: new Date('2027-01-01T00:00:00Z') };
    const parts = localDays(window, 'America/New_York');
    expect(parts.reduce((total, it) => total + overlapMs(it, it), 0)).toBe(overlapMs(window, window));
    expect(new Set(parts.map((it) => it.day)).size).toBe(parts.length);
  });
});

describe('shareBooking', () => {
  it('gives each session the time until the next, and loses none', () => {
    expect(shareBooking(span(0, 100), [at(20), at(50), at(200)])).toEqual([
      span(0, 50),
      span(50, 100),
      span(100, 100),
    ]);
    expect(shareBooking(span(0, 100), [])).toEqual([]);
  });
});

describe('curves', () => {
  it('have buckets that stay put', () => {
    expect(bucketStart(at(7.5), 5000)).toEqual(at(5));
  });

  it('show tokens when they came, none as zero, and part of a second as part', () => {
    const counts = [
      { generationId: 'a', at: at(0), tokens: 4 },
      { generationId: 'b', at: at(0), tokens: 6 },
      { generationId: 'a', at: at(2), tokens: 24 },
    ];
    const rates = tokenRates(counts, span(0.5, 4), 1000).map((it) => it.tokensPerSecond);
    expect(rates).toEqual([20, 0, 20, 0]);
  });
});
