import { expect, test } from 'vitest';
import { snippetOf, termsOf, tsQueryOf } from './chat-search.ts';

test('words may be beginnings, short ones stand as they are, quotes hold a phrase', () => {
  const terms = termsOf(' lemm a "two  ranks" !!! O\'Brien\\ ');
  expect(tsQueryOf(terms)).toBe(`'lemm':* & 'a' & 'two  ranks' & 'O''Brien\\\\':*`);
  expect(termsOf('" ! "')).toEqual([]);
  expect(termsOf(Array.from({ length: 50 }, (_, n) => `w${n}`).join(' '))).toHaveLength(12);
});

test('a snippet stands around the first hit, marks every one, and is text', () => {
  const text = `${'before '.repeat(40)}\n\n<b>Lemma</b> 4.2 and\tlemmata, dilemma ${'after '.repeat(60)}`;
  const pieces = snippetOf(text, termsOf('LEMM'));
  expect(pieces.filter((it) => it.isHit).map((it) => it.text)).toEqual(['Lemm', 'lemm']);
  const shown = pieces.map((it) => it.text).join('');
  expect(shown).toMatch(/^…before .*<b>Lemma<\/b> 4\.2 and lemmata, dilemma .*…$/);
  expect(shown.length).toBeLessThan(230);
});

test('a snippet is without the signs of Markdown', () => {
  const shown = snippetOf('# Head\n\nThe **sum** is `a*b`:\n\n| k | m |\n|---|:-:|\n', termsOf('sum'));
  expect(shown.map((it) => it.text).join('')).toBe('Head The sum is a*b : | k | m |');
});

test('nothing in what is looked for is a pattern, and a phrase is marked over what stands between its words', () => {
  expect(snippetOf('a.b (x', termsOf('.* (x'))).toEqual([
    { text: 'a.b (', isHit: false },
    { text: 'x', isHit: true },
  ]);
  expect(snippetOf('Two-rank runs', termsOf('"two rank"'))[0]).toEqual({ text: 'Two-rank', isHit: true });
  expect(snippetOf('😀'.repeat(300), termsOf('x')).map((it) => it.text.isWellFormed())).toEqual([true]);
});
