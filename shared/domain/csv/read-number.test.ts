import { expect, test } from 'vitest';
import { guessDecimal, readNumber } from './read-number.ts';

test.each([
  ['1.234,50', ',', 1234.5],
  ['256,54', ',', 256.54],
  ['12.50', ',', null],
  ['1.234', ',', 1234],
  ['1.234', '.', 1.234],
  ['1,234.5', '.', 1234.5],
  ['256,54', '.', null],
  ['7\u202f219,19', ',', 7219.19],
  ['7’219.19', '.', 7219.19],
  [',5', ',', 0.5],
  ['-5', '.', -5],
  ['−5', '.', -5],
  ['1.2.3', '.', null],
  ['12.34.567', ',', null],
  ['1e5', '.', null],
  ['', '.', null],
  ['-', '.', null],
  ['.', '.', null],
] as const)('%j with %j', (text, sign, value) => {
  expect(readNumber(text, sign)).toBe(value);
});

test.each([
  [['1.234,50', '12'], ';', { sign: ',', isSure: true }],
  [['€ 12.50', '1.234'], ';', { sign: '.', isSure: true }],
  [['1.234.567'], ',', { sign: ',', isSure: true }],
  [['0,125 TB'], ',', { sign: ',', isSure: true }],
  [['1.234'], ';', { sign: ',', isSure: false }],
  [['1.234'], ',', { sign: '.', isSure: false }],
  [['12', ''], ',', { sign: '.', isSure: true }],
  [['1,5', '1.5'], ',', { sign: '.', isSure: false }],
])('the decimal sign of %j', (cells, delimiter, found) => {
  expect(guessDecimal(cells, [], delimiter)).toEqual(found);
});

test('a price has no thousandths: what looks like them are thousands', () => {
  expect(guessDecimal(['1.234'], ['1.234'], ',')).toEqual({ sign: ',', isSure: true });
  expect(guessDecimal([], ['€ 1,234'], ';')).toEqual({ sign: '.', isSure: true });
});
