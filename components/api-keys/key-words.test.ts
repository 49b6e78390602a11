import { expect, test } from 'vitest';
import { inWords, limitOf } from './key-words.ts';

const DAY_MS = 86_400_000;
test.each([
  [90 * DAY_MS, '3 months'],
  [42 * DAY_MS, '6 weeks'],
  [12 * DAY_MS, '12 days'],
  [1.5 * DAY_MS, 'a day'],
  [DAY_MS / 3, 'a few hours'],
])('%d ms are told as %s', (ms, words) => expect(inWords(ms)).toBe(words));

test.each([
  ['', null],
  ['60', 60],
  [' 200,000 ', 200_000],
  ['1 000 000', 1_000_000],
  ['0', undefined],
  ['-5', undefined],
  ['1.5', undefined],
  ['many', undefined],
  ['99999999999', undefined],
])('a limit of "%s" is %s', (text, limit) => expect(limitOf(text)).toBe(limit));
