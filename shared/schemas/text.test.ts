import { expect, test } from 'vitest';
import { isCleanText, ProgramText, Text } from './text.ts';

const FACE = '\u{1F600}';
const [HIGH, LOW] = [FACE[0]!, FACE[1]!];

test('what no row can hold is known', () => {
  expect([FACE, '', 'plain'].map(isCleanText)).toEqual([true, true, true]);
  expect([HIGH, LOW, '\0', `x${LOW}${HIGH}`].map(isCleanText)).toEqual([false, false, false, false]);
});

test('a person is told, a program is mended', () => {
  expect(Text.max(9).safeParse('a\0b').error?.issues[0]?.message).toContain('cannot be stored');
  expect(Text.trim().min(1).parse(` ${FACE} `)).toBe(FACE);
  expect(Text.max(2).safeParse('abc').success).toBe(false);
  expect(ProgramText(4).parse(`a\0b${FACE}c`)).toBe('a\uFFFDb…');
});
