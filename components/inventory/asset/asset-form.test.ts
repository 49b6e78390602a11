import { expect, test } from 'vitest';
import { REGISTER_KEYS } from '@/shared/domain/register-fields.ts';
import type { AssetFields } from '@/shared/schemas/register.ts';
import { changesOf, draftOfAsset, GROUPS } from './asset-form.ts';

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
