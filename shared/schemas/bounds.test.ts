import { expect, test } from 'vitest';
import * as z from 'zod';
import { DurationMs, Joules, Moment, readableList } from './bounds.ts';
import { ProgramTextPiece } from './text.ts';

test('what is too small to be divided again is nothing; what is too much is refused', () => {
  expect([5e-324, 1e-306, 0.0004, 0.0016, 1234.5678].map((it) => Joules.parse(it))).toEqual([
    0, 0, 0, 0.002, 1234.568,
  ]);
  expect(DurationMs.parse(1e-306)).toBe(0);
  for (const it of [4e307, -1, Number.NaN, Number.POSITIVE_INFINITY, '1', null]) {
    expect(Joules.safeParse(it).success).toBe(false);
  }
});

test('a clock may be set to anything', () => {
  expect(Moment.parse('-000044-03-15T00:00:00.000Z')).toEqual(new Date(0));
  expect(Moment.parse(8.64e15)).toEqual(new Date('9999-12-31T23:59:59.999Z'));
  expect(Moment.parse('2026-03-01T10:00:00Z')).toEqual(new Date('2026-03-01T10:00:00Z'));
  for (const it of ['soon', 8.65e15, undefined]) expect(Moment.safeParse(it).success).toBe(false);
});

test('of a list what can’t be read, and what is too many, is left out', () => {
  const list = readableList(z.object({ id: z.string().max(2) }), 2);
  expect(list.parse([{ id: 'abc' }, null, { id: 'a' }, { id: 'b', more: 1 }, { id: 'c' }])).toEqual([
    { id: 'a' },
    { id: 'b' },
  ]);
  expect(list.safeParse({ length: 1 }).success).toBe(false);
});

test('of a list without end only so much is looked at', () => {
  let looks = 0;
  const counted = z.custom<object>(() => ++looks > 0);
  expect(readableList(counted, 10).parse(Array.from({ length: 100_000 }, () => ({})))).toHaveLength(10);
  expect(looks).toBeLessThan(50);
});

test('half a character stays at the edge of a piece, and nowhere else', () => {
  const piece = ProgramTextPiece(20);
  expect(piece.parse('\uDE00a\uD83Db\0\uD83D')).toBe('\uDE00a\uFFFDb\uFFFD\uD83D');
  expect(piece.parse('\uD83Da\uDE00')).toBe('\uFFFDa\uFFFD');
  expect([piece.parse('\uD83D'), piece.parse('\uDE00'), piece.parse('')]).toEqual(['\uD83D', '\uDE00', '']);
  expect(piece.safeParse('x'.repeat(21)).success).toBe(false);
});
