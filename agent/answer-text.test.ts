import { expect, test } from 'vitest';
import { seededRandom } from '@/shared/domain/seeded-random.ts';
import { createTextGate, MOST_STEP_CHARACTERS } from './answer-text.ts';
import type { AnswerPart } from './runtime/runtime.ts';

const part = (text: string, more: Partial<AnswerPart> = {}): AnswerPart => ({
  kind: 'text',
  text,
  completionTokens: 1,
  ...more,
});
function through(parts: AnswerPart[]): AnswerPart[] {
  const gate = createTextGate();
  return [...parts.flatMap((it) => gate.add(it)), ...gate.end()];
}
const textOf = (parts: AnswerPart[]): string => parts.map((it) => it.text).join('');

test('a character that is split over two pieces arrives whole', () => {
  const [before, after] = ['\uD83D', '\uDE00'];
  expect(through([part(`a${before}`), part(`${after}b`, { completionTokens: 2 })])).toEqual([
    part('a'),
    part('😀b', { completionTokens: 2 }),
  ]);
  expect(through([part(before), part(''), part(after)])).toEqual([part('😀')]);
});

test('half a character whose other half never comes is shown as missing, in its own kind', () => {
  expect(through([part('a\uD83D')])).toEqual([part('a'), part('\uFFFD')]);
  expect(through([part('\uD83D'), part('b')])).toEqual([part('\uFFFDb')]);
  expect(through([part('\uD83D', { kind: 'reasoning' }), part('\uDE00')])).toEqual([
    part('\uFFFD', { kind: 'reasoning' }),
    part('\uFFFD'),
  ]);
});

test('a piece of a megabyte leaves in steps, in order, with its count', () => {
  const text = '漢😀\u0001'.repeat(150_000);
  const steps = through([part(text, { completionTokens: 7 })]);
  expect(textOf(steps)).toBe(text);
  for (const it of steps) {
    expect(it.text.length).toBeLessThanOrEqual(MOST_STEP_CHARACTERS);
    expect(it.text.isWellFormed()).toBe(true);
    expect(it.completionTokens).toBe(7);
  }
});

test.each([
  [Number.NaN, 0],
  [-5, 0],
  [2.9, 2],
  [1e300, 100_000_000],
])('a count of %d is told as %d', (completionTokens, told) => {
  expect(through([part('a', { completionTokens })])).toEqual([part('a', { completionTokens: told })]);
});

test.each([1, 2, 3, 4])('cut anywhere (seed %i), the text is the same and each piece well-formed', (seed) => {
  const random = seededRandom(seed);
  const alphabet = ['a', '漢', '😀', '👩‍👧', '\u0000', '\uD83D', '\uDC00', '\n', 'é'];
  for (let round = 0; round < 200; round += 1) {
    const text = Array.from({ length: 60 }, () => alphabet[Math.floor(random() * alphabet.length)]!).join('');
    const parts: AnswerPart[] = [];
    for (let from = 0; from < text.length;) {
      const to = from + 1 + Math.floor(random() * 5);
      parts.push(part(text.slice(from, to)));
      from = to;
    }
    const told = through(parts);
    expect(textOf(told)).toBe(text.toWellFormed().replaceAll('\u0000', '\uFFFD'));
    for (const it of told) expect(it.text.isWellFormed()).toBe(true);
  }
});

test('a call of a tool, however long, stays the one text that it is', () => {
  const call = part(JSON.stringify({ id: 'c', name: 'write', arguments: '漢'.repeat(20_000) }), {
    kind: 'tool',
  });
  expect(through([part('a'), call, call])).toEqual([part('a'), call, call]);
});
