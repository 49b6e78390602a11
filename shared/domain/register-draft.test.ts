import { describe, expect, test } from 'vitest';
import { readAmount, readField, textOf } from './register-draft.ts';

test.each([
  ['purchasePrice', '1234.50', 1234.5],
  ['hourlyRate', '0.1525', 0.1525],
  ['lifespanMonths', '48', 48],
  ['memoryBytes', '512', 512 * 2 ** 30],
  ['purchasedOn', '2026-11-18', '2026-11-18'],
  ['location', '  North bench ', 'North bench'],
  ['ownerId', 'some-id', 'some-id'],
  ['purchasePrice', ' ', null],
] as const)('%s “%s” is %s', (key, draft, value) => expect(readField(key, draft)).toEqual({ value }));

test.each([
  ['purchasePrice', '1.234,5,0'],
  ['purchasePrice', '-3'],
  ['hourlyRate', 'free'],
  ['lifespanMonths', '4.5'],
  ['memoryBytes', '1e400'],
  ['purchasedOn', '2027-02-31'],
  ['purchasedOn', '18.11.2026'],
  ['status', ''],
] as const)('%s “%s” is refused with a reason', (key, draft) =>
  expect(readField(key, draft)).toMatchObject({ problem: expect.stringMatching(/\.$/) }),
);

test('sizes are held in GB, as they are sold', () => {
  expect(textOf('diskBytes', 4000 * 2 ** 30)).toBe('4000');
  expect(textOf('tag', null)).toBe('');
});

test.each([
  ['serial', 'no!', 'A serial number has 4 to 40 letters and digits.'],
  ['purchasedOn', '2026-02-30', 'This is no date. Write it as 2026-11-18.'],
  ['purchasePrice', '-5', 'This is no number. Write it as 1234.50.'],
  ['purchasePrice', '99999999999', 'That is more than any machine costs.'],
  ['memoryBytes', '0', 'Give it in GB, as 512.'],
  ['location', 'x'.repeat(200), 'This has more than 120 characters. Make it shorter.'],
] as const)('%s “%s” is refused in words', (key, text, problem) => {
  expect(readField(key, text)).toEqual({ problem });
});

describe('an amount as people write it', () => {
  test.each([
    ['11949', 11_949],
    ['11949.5', 11_949.5],
    ['11949,50', 11_949.5],
    ['11,949.00', 11_949],
    ['11.949,00', 11_949],
    ['1 234 567,89', 1_234_567.89],
    ['1,234,567', 1_234_567],
    ['€0.90', 0.9],
    ['1.0830', 1.083],
  ])('%s', (text, amount) => expect(readAmount(text)).toBe(amount));
  test('a rate has three digits behind the point and no thousands', () => {
    expect(readAmount('1.083', 'rate')).toBe(1.083);
    expect(readAmount('0,878')).toBe(0.878);
  });
  test.each(['11,949', '1.083', 'many', '1..2', '1,2,3'])('%s is asked back', (text) =>
    expect(readAmount(text)).toMatchObject({ problem: expect.any(String) as string }),
  );
});
