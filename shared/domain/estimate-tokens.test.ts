import { describe, expect, test } from 'vitest';
import { aboutTokens, ampleTokens, leastTokens } from './estimate-tokens.ts';

// What tokenizers of today's models make of these lies above: the estimate may refuse nobody who would have fit.
test.each([
  ['', 0, 0],
  ['The quick brown fox jumps over the lazy dog. '.repeat(100), 500, 1000],
  ['const lab = new OpenAI({ baseURL: address });\n'.repeat(100), 500, 1300],
  ['\u4eca\u65e5\u306f\u3044\u3044\u5929\u6c17\u3067\u3059\u306d\u3002'.repeat(100), 300, 800],
  [
    '\u0414\u043e\u0431\u0440\u044b\u0439 \u0434\u0435\u043d\u044c, \u043a\u043e\u043b\u043b\u0435\u0433\u0438. '.repeat(
      100,
    ),
    300,
    800,
  ],
])('a text has at least so many tokens (%#)', (text, least, most) => {
  expect(leastTokens(text)).toBeGreaterThanOrEqual(least);
  expect(leastTokens(text)).toBeLessThanOrEqual(most);
});

test('two megabytes are estimated in a moment', () => {
  const text = 'word '.repeat(400_000);
  const startedMs = performance.now();
  expect(leastTokens(text)).toBe(400_000);
  expect(performance.now() - startedMs).toBeLessThan(500);
});

test('tokens are estimated by script', () => {
  expect(aboutTokens('')).toBe(0);
  const english = 'The quick brown fox jumps over the lazy dog.';
  expect(aboutTokens(english)).toBeGreaterThan(8);
  expect(aboutTokens(english)).toBeLessThan(14);
  expect(aboutTokens('素早い茶色の狐')).toBeGreaterThan(5);
});

describe('the ample estimate', () => {
  test.each([
    ['', 0],
    ['a', 1],
    ['the cat sat on the mat', 6],
    ['2026', 4],
    ['漢字', 3],
    ['😀', 2],
    ['  \n', 2],
  ])('%j is %i tokens', (text, tokens) => {
    expect(ampleTokens(text)).toBe(tokens);
  });

  test('two texts together are no more than each alone', () => {
    for (const [a, b] of [
      ['The quick', ' brown fox'],
      ['漢', '😀'],
      ['x = 1', '\n\ny'],
    ] as const)
      expect(ampleTokens(a + b)).toBeLessThanOrEqual(ampleTokens(a) + ampleTokens(b));
  });
});

test.each(['The cat sat on the mat.', 'x = [1, 2];\n\n', 'Добрый день', '今日はいい天気ですね。', '😀 “so”'])(
  'of %j the least is no more than about, and about no more than ample',
  (text) => {
    expect(leastTokens(text)).toBeLessThanOrEqual(aboutTokens(text));
    expect(aboutTokens(text)).toBeLessThanOrEqual(ampleTokens(text));
  },
);
