import { describe, expect, test } from 'vitest';
import { REGISTER_KEYS } from '@/shared/domain/register-fields.ts';
import type { AssetFields } from '@/shared/schemas/register.ts';
import { changesOf, draftOfAsset, GROUPS, readAmount, readField } from './asset-form.ts';

const GB = 2 ** 30;
const asset: AssetFields = {
  ...(Object.fromEntries(REGISTER_KEYS.map((key) => [key, null])) as unknown as AssetFields),
  name: 'Concorde',
  memoryBytes: 512 * GB,
  diskBytes: 4000 * GB,
  purchasePrice: 11_949,
  purchasedOn: '2025-09-02',
  status: 'active',
  ownership: 'owned',
};

test('every field of the register is in one group of the form', () => {
  expect(GROUPS.flatMap(({ keys }) => keys).toSorted()).toEqual([...REGISTER_KEYS].toSorted());
});

test('a form that nobody touched changes nothing, and holds sizes as they are sold', () => {
  const draft = draftOfAsset(asset);
  expect(draft).toMatchObject({ memoryBytes: '512', diskBytes: '4000', purchasePrice: '11949', tag: '' });
  expect(changesOf(asset, draft)).toEqual({ changes: {}, problems: {} });
});

test('only what was changed is sent; emptied is not entered; what is wrong is told beside its field', () => {
  const draft = {
    ...draftOfAsset(asset),
    memoryBytes: '256 GB',
    diskBytes: '2000',
    purchasedOn: '',
    serial: ' c0ccd512k4 ',
    name: ' ',
    lifespanMonths: '3.5',
  };
  expect(changesOf(asset, draft)).toEqual({
    changes: { memoryBytes: 256 * GB, diskBytes: 2000 * GB, purchasedOn: null, serial: 'C0CCD512K4' },
    problems: { name: 'A machine needs a name.', lifespanMonths: 'Give whole months, from 1 to 600.' },
  });
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
