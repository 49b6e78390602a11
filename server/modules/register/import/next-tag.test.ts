import { expect, test } from 'vitest';
import { tagCounter } from './next-tag.ts';

test('the lab’s own pattern is counted on, past what is taken', () => {
  const next = tagCounter(['GS-001', 'GS-009', 'OLD7', 'x'], ['gs-010', 'GS-012']);
  expect([next(), next(), next()]).toEqual(['GS-011', 'GS-013', 'GS-014']);
});

test('a number alone is a pattern; words are none', () => {
  expect(tagCounter(['99'], [])()).toBe('100');
  expect(tagCounter(['bench', 'shelf'], [])()).toBe(null);
  expect(tagCounter([], [])()).toBe(null);
});
