import { expect, test } from 'vitest';
import { partsOf } from './parts.ts';

const at = (hour: number) => new Date(Date.UTC(2026, 10, 26, hour));
const range = (from: number, to: number) => ({ startsAt: at(from), endsAt: at(to) });
const taken = (from: number, to: number, kind: 'booking' | 'maintenance' = 'booking') => ({
  ...range(from, to),
  kind,
});
const held = (from: number, to: number) => ({ ...range(from, to), waits: false });
const waits = (from: number, to: number) => ({ ...range(from, to), waits: true });

test.each([
  ['nothing in the way', [], [held(8, 12)]],
  ['beside it', [taken(6, 8), taken(12, 14)], [held(8, 12)]],
  ['at its start', [taken(7, 9)], [waits(8, 9), held(9, 12)]],
  ['at its end', [taken(11, 15)], [held(8, 11), waits(11, 12)]],
  ['all of it', [taken(7, 15)], [waits(8, 12)]],
  ['two, out of order', [taken(11, 13), taken(8, 10)], [waits(8, 10), held(10, 11), waits(11, 12)]],
  ['other maintenance keeps its own', [taken(9, 10, 'maintenance')], [held(8, 9), held(10, 12)]],
  [
    'other maintenance that waits for a booking keeps its turn',
    [taken(7, 11), taken(9, 10, 'maintenance')],
    [waits(8, 9), waits(10, 11), held(11, 12)],
  ],
])('%s', (_about, blocks, parts) => {
  expect(partsOf(range(8, 12), blocks)).toEqual(parts);
});
