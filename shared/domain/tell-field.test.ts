import { expect, test } from 'vitest';
import { registerField, type RegisterKey } from './register-fields.ts';
import type { CustomValue } from '../schemas/register.ts';
import { tellField, type ToldField } from './tell-field.ts';

const names: Record<string, string> = {
  'person ines': 'Ines',
  'team agents': 'Agents',
  'model studio': 'Mac Studio',
};
const around = { currency: 'EUR', nameOf: (of: string, id: string) => names[`${of} ${id}`] };
const tell = (key: RegisterKey, value: CustomValue) =>
  tellField(registerField(key), value, around)?.replaceAll('\u202f', ' ');

test.each<[RegisterKey, CustomValue, string]>([
  ['ownerId', 'ines', 'Ines'],
  ['ownerId', 'gone', 'somebody who has left'],
  ['ownerTeamId', 'agents', 'Agents'],
  ['ownerTeamId', 'gone', 'a team that is gone'],
  ['catalogId', 'studio', 'Mac Studio'],
  ['catalogId', 'unheard', 'unheard'],
  ['memoryBytes', 512 * 2 ** 30, '512 GB'],
  ['diskBytes', 4000 * 2 ** 30, '4 TB'],
  ['purchasePrice', 11_949, '€11,949.00'],
  ['hourlyRate', 0.9, '€0.90 an hour'],
  ['lifespanMonths', 1, '1 month'],
  ['warrantyUntil', '2028-04-13', '13 Apr 2028'],
  ['status', 'active', 'in service'],
  ['ownership', 'rented', 'rented'],
])('%s of %j is %j', (key, value, words) => expect(tell(key, value)).toBe(words));

test.each<[ToldField['kind'], CustomValue, string | null]>([
  ['yes_no', false, 'no'],
  ['choice', 'Left', 'Left'],
  ['date', '2026-11-18', '18 Nov 2026'],
  ['number', 4.5, '4.5'],
  ['text', '', null],
  ['text', null, null],
])('a field of the lab’s own of the kind %s: %j is %j', (kind, value, words) =>
  expect(tellField({ key: 'own', kind }, value, around)).toBe(words),
);

test('where names stand for the ids already they are told as they are', () => {
  expect(tellField(registerField('ownerId'), 'Ines', { currency: 'EUR' })).toBe('Ines');
});
