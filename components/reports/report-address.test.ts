import { expect, it } from 'vitest';
import { askedSpan, changeQuery, isReportAddress, ofCurrent } from './report-address.ts';

const NOW = new Date('2026-11-26T12:00:00Z');
const asked = (query: string) => {
  const { from, to } = askedSpan(new URLSearchParams(query), NOW, 'Europe/Berlin');
  return [from.toISOString(), to.toISOString()];
};

it.each([
  ['', '2026-10-31T23:00:00.000Z', '2026-11-30T23:00:00.000Z'],
  ['period=week', '2026-11-22T23:00:00.000Z', '2026-11-29T23:00:00.000Z'],
  ['from=2026-10-24&to=2026-10-26', '2026-10-23T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
  [
    'from=2026-10-24T01:00:00Z&to=2026-10-24T02:00:00Z',
    '2026-10-24T01:00:00.000Z',
    '2026-10-24T02:00:00.000Z',
  ],
  // What makes no sense, or is too long, is the month.
  ['from=2026-10-26&to=2026-10-24', '2026-10-31T23:00:00.000Z', '2026-11-30T23:00:00.000Z'],
  ['from=1999-01-01&to=2026-10-24', '2026-10-31T23:00:00.000Z', '2026-11-30T23:00:00.000Z'],
  ['from=x&to=y&period=century', '2026-10-31T23:00:00.000Z', '2026-11-30T23:00:00.000Z'],
])('the address “%s” asks for its time', (query, ...span) => expect(asked(query)).toEqual(span));

it('keeps what else stands in the address, and saves a report as always the current one', () => {
  const query = new URLSearchParams('by=person&period=week');
  const span = { from: new Date('2026-10-01T00:00:00Z'), to: new Date('2026-11-01T00:00:00Z') };
  const changed = changeQuery(query, { span, show: 'simulated' });
  expect(changed).toBe(
    'by=person&from=2026-10-01T00%3A00%3A00.000Z&to=2026-11-01T00%3A00%3A00.000Z&show=simulated',
  );
  expect(ofCurrent(`/reports/use?${changed}`, 'quarter')).toBe(
    '/reports/use?by=person&show=simulated&period=quarter',
  );
});

it('knows a report’s address from any other', () => {
  const yes = ['/reports', '/reports?from=x', '/reports/use?by=person'];
  const no = [
    'javascript:alert(1)',
    '//evil.example/reports',
    '/reportsx',
    'https://evil.example/reports',
    '/machines',
  ];
  expect([...yes, ...no].filter(isReportAddress)).toEqual(yes);
});
