import { readField, textOf } from '@/shared/domain/register-draft.ts';
import { REGISTER_KEYS, type RegisterKey } from '@/shared/domain/register-fields.ts';
import type { AssetFields } from '@/shared/schemas/register.ts';

/** What is entered, as the form's fields hold it: text, empty for "not entered". */
export type Draft = Record<RegisterKey, string>;
export type Problems = Partial<Record<RegisterKey, string>>;

/** The fields in the groups of the form. */
export const GROUPS: readonly { title: string; keys: readonly RegisterKey[] }[] = [
  {
    title: 'What it is',
    keys: [
      'name',
      'tag',
      'serial',
      'status',
      'catalogId',
      'memoryBytes',
      'diskBytes',
      'idleWatts',
      'maxWatts',
      'note',
    ],
  },
  { title: 'Whose and where', keys: ['ownerId', 'ownerTeamId', 'location'] },
  {
    title: 'Bought',
    keys: [
      'purchasedOn',
      'purchasePrice',
      'supplier',
      'orderNumber',
      'warrantyUntil',
      'lifespanMonths',
      'residualPrice',
      'hourlyRate',
    ],
  },
  { title: 'Owned, leased or rented', keys: ['ownership', 'leaseUntil', 'leaseMonthlyPrice'] },
];

export function draftOfAsset(asset: AssetFields): Draft {
  return Object.fromEntries(REGISTER_KEYS.map((key) => [key, textOf(key, asset[key])])) as Draft;
}

/** Fields that differ from what is entered, and those that hold nothing that can be stored. */
export function changesOf(
  asset: AssetFields,
  draft: Draft,
): { changes: Partial<AssetFields>; problems: Problems } {
  const touched = REGISTER_KEYS.filter((key) => draft[key].trim() !== textOf(key, asset[key]));
  const read = touched.map((key) => [key, readField(key, draft[key])] as const);
  return {
    changes: Object.fromEntries(read.flatMap(([key, it]) => ('value' in it ? [[key, it.value]] : []))),
    problems: Object.fromEntries(read.flatMap(([key, it]) => ('problem' in it ? [[key, it.problem]] : []))),
  };
}
