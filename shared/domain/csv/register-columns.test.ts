import { expect, test } from 'vitest';
import { columnFields, headerOf, matchColumns } from './register-columns.ts';

const OWN = { kind: 'text' as const, choices: [] };
const FIELDS = columnFields([
  { ...OWN, id: 'centre', label: 'Cost centre' },
  { ...OWN, id: 'place', label: 'Location' },
  { ...OWN, id: 'vendor', label: 'Lieferant' },
]);

test.each([
  ['Tag', 'tag'],
  ['Inv.-Nr.', 'tag'],
  ['INVENTARNUMMER', 'tag'],
  ['Gerät', 'name'],
  ['Serial number', 'serial'],
  ['Seriennr.', 'serial'],
  ['S/N', 'serial'],
  ['catalogId', 'catalogId'],
  ['Modell', 'catalogId'],
  ['RAM [GB]', 'memoryBytes'],
  ['Arbeitsspeicher', 'memoryBytes'],
  ['Standort', 'location'],
  ['Kaufdatum', 'purchasedOn'],
  ['Purchase date', 'purchasedOn'],
  ['Preis (netto)', 'purchasePrice'],
  ['Preis in €', 'purchasePrice'],
  ['SSD in GB', 'diskBytes'],
  ['Händler', 'supplier'],
  ['Garantie bis', 'warrantyUntil'],
  ['Eigentümer', 'ownerId'],
  ['Nutzungsdauer (Jahre)', 'lifespanMonths'],
  ['cost CENTRE', 'centre'],
  ['Kostenstelle', null],
  ['', null],
  ['(GB)', null],
])('%j is known as %s', (header, key) => {
  expect(matchColumns([header], FIELDS)).toEqual([key]);
});

test('a field is of one column: the first', () => {
  expect(matchColumns(['Note', 'Notiz', 'Tag'], FIELDS)).toEqual(['note', null, 'tag']);
});

test('every field is found again under the heading it is written with', () => {
  const headers = FIELDS.map((it) => headerOf(it, FIELDS, 'EUR'));
  expect(new Set(headers).size).toBe(headers.length);
  expect(matchColumns(headers, FIELDS)).toEqual(FIELDS.map((it) => it.key));
});
