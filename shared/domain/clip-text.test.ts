import { describe, expect, test } from 'vitest';
import { cleanText, clipText, safeCut } from './clip-text.ts';

const FAMILY = '👨‍👩‍👧‍👦';

test.each([
  ['plain', 'plain'],
  ['a\u0000b', 'a\uFFFDb'],
  ['\uDC00x\uD83D', '\uFFFDx\uFFFD'],
  ['😀', '😀'],
])('cleanText(%j)', (text, clean) => {
  expect(cleanText(text)).toBe(clean);
});

test.each([
  ['four', 4, 'four'],
  ['fives', 4, 'fiv…'],
  ['ab😀cd', 4, 'ab…'],
  ['e\u0301e\u0301e\u0301', 4, 'e\u0301…'],
  [`x${FAMILY}y`, 8, 'x…'],
  ['ab\u0000', 3, 'ab\uFFFD'],
])('clipText(%j, %i)', (text, most, clipped) => {
  expect(clipText(text, most)).toBe(clipped);
});

describe('safeCut', () => {
  test.each([
    ['abc', 0, 0],
    ['abc', 2, 2],
    ['abc', 9, 3],
    ['a😀b', 2, 1],
    ['a😀b', 3, 3],
    [`ab${FAMILY}`, 9, 2],
  ])('%j at %i', (text, at, cut) => {
    expect(safeCut(text, at)).toBe(cut);
  });

  test('is never inside a surrogate pair, and always gets on, whatever stands there', () => {
    const strange = [
      '😀'.repeat(200),
      `x${'😀'.repeat(200)}`,
      `a${'\u0301'.repeat(400)}`,
      '\u200D😀'.repeat(150),
      '🇩🇪'.repeat(100),
      '\uDC00'.repeat(300),
      '\uD83D'.repeat(300),
    ];
    for (const text of strange) {
      for (let at = 2; at < text.length; at += 1) {
        const cut = safeCut(text, at);
        expect(cut > 0 && cut <= at && cut > at - 70).toBe(true);
        expect(text.slice(0, cut).toWellFormed() + text.slice(cut).toWellFormed()).toBe(text.toWellFormed());
      }
    }
  });
});
