import { expect, test } from 'vitest';
import { readWallReadings, tellProblems } from './wall-readings.ts';

const read = (text: string) => readWallReadings(text, 'Europe/Berlin');
const at = (text: string) => Date.parse(text);

test('watts and counters, with and without an offset, in any order and with any delimiter', () => {
  expect(read('time,watts\r\n2026-11-24T10:00:00Z,120.5\r\n2026-11-24 09:30,0\r\n')).toEqual({
    looks: [
      { atMs: at('2026-11-24T08:30:00Z'), watts: 0, counterJoules: null },
      { atMs: at('2026-11-24T10:00:00Z'), watts: 120.5, counterJoules: null },
    ],
  });
  expect(read('\uFEFFTime;kWh;who\n2026-07-01 00:00:30+0200;"1.000,5";=1+1\n')).toEqual({
    looks: [{ atMs: at('2026-06-30T22:00:30Z'), watts: null, counterJoules: 1000.5 * 3.6e6 }],
  });
});

test.each([
  ['no columns', '2026-11-24 09:30,5', 'Line 1: Its first line names the columns'],
  ['no unit', 'time,value\n2026-11-24 09:30,5', 'Line 1: Its first line names the columns'],
  ['a word for a number', 'time,watts\n2026-11-24 09:30,many', 'Line 2: no number from 0 on under “watts”.'],
  ['less than nothing', 'time,watts\n2026-11-24 09:30,-4', 'Line 2: no number'],
  ['a formula', 'time,watts\n2026-11-24 09:30,=1+1', 'Line 2: no number'],
  ['no day', 'time,watts\n2026-02-30 09:30,4', 'Line 2: no time'],
  ['an open quote', 'time,watts\n"2026', 'Line 2: a quote is opened here'],
])('names the line with %s, and takes nothing', (_name, text, words) => {
  const found = read(text);
  expect('problems' in found && tellProblems(found.problems)).toContain(words);
  expect('problems' in found && tellProblems(found.problems)).toContain('Nothing was taken.');
});

test('names some of very many', () => {
  const found = read(`time,watts\n${'x,1\n'.repeat(500)}`);
  expect('problems' in found && tellProblems(found.problems)).toMatch(/Line 9: .* and 492 more Nothing/);
});
