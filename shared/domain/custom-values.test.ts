import { expect, test } from 'vitest';
import { draftOf, readDraft, showCustomValue } from './custom-values.ts';

const field = (kind: 'text' | 'number' | 'date' | 'choice' | 'yes_no') => ({
  kind,
  choices: ['North', 'South'],
});

test.each([
  ['text', 'Four bays', 'Four bays'],
  ['number', '-12.5', '-12.5'],
  ['date', '2026-11-18', '18 Nov 2026'],
  ['choice', 'South', 'South'],
  ['yes_no', 'no', 'No'],
] as const)('%s: what is typed is stored, shown and typed again', (kind, draft, shown) => {
  const read = readDraft(field(kind), ` ${draft} `);
  if (!('value' in read)) throw new Error(read.problem);
  expect(showCustomValue(field(kind), read.value)).toBe(shown);
  expect(draftOf(read.value)).toBe(draft);
});

test.each([
  ['number', '1,5'],
  ['number', '1e99'],
  ['date', '31.12.2026'],
  ['date', '2026-02-30'],
  ['choice', 'West'],
  ['yes_no', 'perhaps'],
] as const)('%s “%s” is refused with a reason', (kind, draft) => {
  expect(readDraft(field(kind), draft)).toMatchObject({ problem: expect.stringMatching(/\.$/) });
});

test('nothing typed is nothing entered', () => {
  expect(readDraft(field('number'), ' ')).toEqual({ value: null });
  expect(showCustomValue(field('yes_no'), null)).toBeNull();
  expect(showCustomValue(field('yes_no'), false)).toBe('No');
});
