import { expect, test } from 'vitest';
import { reportFileName } from './file-name.ts';

const span = (from: string, to: string) => ({ from: new Date(from), to: new Date(to) });

test.each([
  // Berlin's November begins at 23:00 UTC of 31 October.
  ['2026-10-31T23:00:00Z', '2026-11-30T23:00:00Z', 'Europe/Berlin', 'espalier-use-2026-11.csv'],
  ['2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z', 'UTC', 'espalier-use-2026-11.csv'],
  [
    '2026-11-02T23:00:00Z',
    '2026-11-09T23:00:00Z',
    'Europe/Berlin',
    'espalier-use-2026-11-03-to-2026-11-09.csv',
  ],
  ['2026-11-17T15:00:00Z', '2026-11-18T15:00:00Z', 'Asia/Tokyo', 'espalier-use-2026-11-18.csv'],
])('%s to %s in %s is %s', (from, to, zone, name) => {
  expect(reportFileName(span(from, to), zone, 'csv')).toBe(name);
  expect(reportFileName(span(from, to), zone, 'json')).toBe(name.replace('.csv', '.json'));
});
