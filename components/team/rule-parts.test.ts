import { describe, expect, test } from 'vitest';
import { RULE_VALUES, type RuleKind } from '@/shared/schemas/booking-rule.ts';
import { FIRST_VALUES, readNumber, RULE_KINDS, RULE_SENTENCES } from './rule-parts.ts';

const parse = (kind: RuleKind, value: object) => RULE_VALUES[kind].safeParse(value).success;

test('every kind has its sentence, and begins with a value that its schema takes', () => {
  expect(RULE_KINDS.toSorted()).toEqual(Object.keys(RULE_VALUES).toSorted());
  for (const kind of RULE_KINDS) expect([kind, parse(kind, FIRST_VALUES[kind])]).toEqual([kind, true]);
});

const NUMBERS = RULE_KINDS.flatMap((kind) =>
  RULE_SENTENCES[kind].flatMap((it) =>
    typeof it === 'object' && it.type === 'number' ? [[kind, it.field, it] as const] : [],
  ),
);
describe('a sentence takes no number that the schema refuses', () => {
  test.each(NUMBERS)('%s %s', (kind, field, { min, max, whole }) => {
    const takes = (value: number) => parse(kind, { ...FIRST_VALUES[kind], [field]: value });
    expect([takes(min), takes(max), takes(max + 1), takes(-1)]).toEqual([true, true, false, false]);
    expect(takes(min + 0.5)).toBe(!whole);
  });
});

test('every choice is one of the schema’s', () => {
  for (const kind of RULE_KINDS)
    for (const part of RULE_SENTENCES[kind])
      if (typeof part === 'object' && part.type === 'choice')
        for (const [value] of part.options)
          expect([part.label, value, parse(kind, { ...FIRST_VALUES[kind], [part.field]: value })]).toEqual([
            part.label,
            value,
            true,
          ]);
});

test.each([
  ['12', 12],
  [' 12,5 ', 12.5],
  ['0', null],
  ['73', null],
  ['1e3', null],
  ['', null],
])('%s is read as %s', (text, value) => {
  expect(readNumber(text, { min: 1, max: 72, whole: false })).toBe(value);
});
