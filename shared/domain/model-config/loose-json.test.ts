import { expect, test } from 'vitest';
import { parseLooseJson } from './loose-json.ts';

test('what Python writes for no number is null, and in a text it stays', () =>
  expect(parseLooseJson('{"a": [NaN, -Infinity], "say \\"NaN\\"": "Infinity"}')).toEqual({
    a: [null, null],
    'say "NaN"': 'Infinity',
  }));

test('a text without an end is refused at once, however many quotes are in it', () => {
  const startedAt = performance.now();
  expect(() => parseLooseJson(`"${'\\"'.repeat(80_000)}`)).toThrow(SyntaxError);
  expect(performance.now() - startedAt).toBeLessThan(2000);
});
