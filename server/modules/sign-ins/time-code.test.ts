import { expect, test } from 'vitest';
import { codeAt, stepAt, stepOfCode, toBase32 } from './time-code.ts';

/** RFC 6238, appendix B, SHA-1: the last six of its eight digits. */
const SECRET = Buffer.from('12345678901234567890');
test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('at %d s the code is %s', (seconds, code) => {
  expect(codeAt(SECRET, stepAt(new Date(seconds * 1000)))).toBe(code);
});

test('a code is taken for a step before and after its own, and once', () => {
  const at = (seconds: number) => new Date(seconds * 1000);
  expect(stepOfCode(SECRET, '287082', at(59), 0)).toBe(1);
  expect(stepOfCode(SECRET, '287082', at(89), 0)).toBe(1);
  expect(stepOfCode(SECRET, '287082', at(90), 0)).toBeNull();
  expect(stepOfCode(SECRET, '287082', at(59), 1)).toBeNull();
  expect(stepOfCode(SECRET, '28708', at(59), 0)).toBeNull();
});

test('a secret is written as authenticators read it', () => {
  expect(toBase32(SECRET)).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  expect(toBase32(Buffer.from('f'))).toBe('MY');
});
