import { expect, test } from 'vitest';
import { seededRandom } from './seeded-random.ts';
import { type OpenHalf, wholeCharacters } from './whole-characters.ts';

const TEXT = 'a😀b漢👩‍👩‍👧é🦜🦜c';
const step = (seq: number, text: string, kind = 'text') => ({ seq, kind, text });
type Mended = ReturnType<typeof wholeCharacters<ReturnType<typeof step>>>;
const textsOf = (steps: { text: string }[]): string[] => steps.map((it) => it.text);

test('wherever a text is cut, into steps and messages, it comes out whole', () => {
  const random = seededRandom(7);
  for (let round = 0; round < 200; round += 1) {
    const pieces: string[] = [''];
    for (const unit of TEXT.split('')) {
      if (random() < 0.4) pieces.push('');
      pieces[pieces.length - 1] += unit;
    }
    const steps = pieces.map((text, index) => step(index + 1, text));
    let open: OpenHalf | null = null;
    const out: string[] = [];
    while (steps.length > 0) {
      const mended: Mended = wholeCharacters(steps.splice(0, 1 + Math.floor(random() * 3)), open);
      out.push(...textsOf(mended.steps));
      open = mended.open;
    }
    expect(out.join('')).toBe(TEXT);
    expect(out.every((it) => it.isWellFormed())).toBe(true);
  }
});

test('half a character that never gets its other half is told as one that can’t be read', () => {
  expect(textsOf(wholeCharacters([step(1, 'a\uD83D'), step(2, 'b')], null).steps)).toEqual(['a', '\uFFFDb']);
  expect(textsOf(wholeCharacters([step(1, '\uDE00a')], null).steps)).toEqual(['\uFFFDa']);
});

test('a half waits for the step after it and for words of its kind only', () => {
  const open = { seq: 3, kind: 'text', half: '\uD83D' };
  const next = (seq: number, kind: string) =>
    textsOf(wholeCharacters([step(seq, '\uDE00', kind)], open).steps);
  expect(next(4, 'text')).toEqual(['😀']);
  expect(next(5, 'text')).toEqual(['\uFFFD']);
  expect(next(4, 'reasoning')).toEqual(['\uFFFD']);
  expect(wholeCharacters([step(4, '')], open)).toEqual({ steps: [step(4, '')], open: { ...open, seq: 4 } });
});
