import { expect, test } from 'vitest';
import { columnFields } from '@/shared/domain/csv/register-columns.ts';
import { formatSoldDisk } from '@/shared/domain/sold-disk.ts';
import { type CellReading, type CellWay, isEmptyCell, readCell } from './read-cell.ts';

const OWN = { id: 'own', label: 'Own', kind: 'yes_no' as const, choices: [] };
const FIELDS = columnFields([OWN, { ...OWN, id: 'score', kind: 'number' }]);
const fieldOf = (key: string) => FIELDS.find((it) => it.key === key)!;
const WAY: CellWay = {
  decimal: ',',
  dayOrder: null,
  ownerMayBeTeam: true,
  register: {
    currency: 'EUR',
    people: [
      { id: 'ines', name: 'Ines', email: 'ines@lab.example' },
      { id: 'jo-1', name: 'Jo', email: 'jo1@lab.example' },
      { id: 'jo-2', name: 'Jo', email: 'jo2@lab.example' },
    ],
    teams: [{ id: 'speech', name: 'Speech' }],
  },
};
const read = (key: string, cell: string, way: Partial<CellWay> = {}, header = ''): CellReading =>
  readCell(fieldOf(key), header, cell, { ...WAY, ...way });
const GIB = 2 ** 30;

test.each([
  ['memoryBytes', '512', '', 512 * GIB],
  ['memoryBytes', '512 GB', '', 512 * GIB],
  ['memoryBytes', '0,5 TB', '', 512 * GIB],
  ['memoryBytes', '0,5', 'RAM (TB)', 512 * GIB],
  ['memoryBytes', '64GiB', '', 64 * GIB],
  ['diskBytes', '1 TB', '', 1000 * GIB],
  ['diskBytes', '512', 'SSD in GB', 512 * GIB],
  ['purchasePrice', '7.219,19 €', '', 7219.19],
  ['purchasePrice', '€ 7.219,19', '', 7219.19],
  ['purchasePrice', 'EUR 999', '', 999],
  ['purchasePrice', '999 eur', '', 999],
  ['purchasePrice', '1.999,-', '', 1999],
  ['purchasePrice', '1.999,--', '', 1999],
  ['hourlyRate', '0,9012', '', 0.9012],
  ['lifespanMonths', '48', '', 48],
  ['lifespanMonths', '4 Jahre', '', 48],
  ['lifespanMonths', '4', 'Nutzungsdauer (Jahre)', 48],
  ['lifespanMonths', '48 months', 'Lifespan (years)', 48],
  ['serial', ' c0 anj512k1', '', 'C0ANJ512K1'],
  ['status', 'In Wartung', '', 'maintenance'],
  ['status', 'in service', '', 'active'],
  ['ownership', 'Gemietet', '', 'rented'],
  ['catalogId', 'mac studio m3 ultra', '', 'studio-m3ultra'],
  ['catalogId', 'Mac15,14', '', 'studio-m3ultra'],
  ['purchasedOn', '31.12.2026', '', '2026-12-31'],
  ['ownerId', 'INES@lab.example', '', 'ines'],
  ['ownerTeamId', 'speech', '', 'speech'],
  ['own', 'ja', '', true],
  ['score', '-5', '', -5],
] as const)('%s %j under %j', (key, cell, header, value) => {
  expect(read(key, cell, {}, header)).toMatchObject({ key, value });
});

test.each(['512 GB', '1 TB', '4 TB'])('a disk of %s stands in the register as the form has it', (cell) => {
  const reading = read('diskBytes', cell);
  expect('value' in reading && formatSoldDisk(Number(reading.value)).replaceAll(/\s/g, ' ')).toBe(cell);
});

test.each([
  ['memoryBytes', 'lots', 'Memory “lots” is no size such as 512, 512 GB or 1 TB.'],
  ['memoryBytes', '512 kg', 'Memory “512 kg” is no size such as 512, 512 GB or 1 TB.'],
  ['memoryBytes', '0', 'Memory “0” is less than 1.'],
  ['purchasePrice', '$999', 'Price “$999” is in USD; the lab counts in EUR.'],
  ['purchasePrice', '999.99', 'Price “999.99” is no number with a decimal comma.'],
  ['purchasePrice', '1,234', 'Price “1,234” has more than 2 decimals: check the decimal sign.'],
  ['purchasePrice', '-5', 'Price “-5”: A price is not less than nothing.'],
  ['lifespanMonths', '4 kg', 'Lifespan “4 kg” is no number of months or years.'],
  ['lifespanMonths', '1,5', 'Lifespan “1,5” is no whole number.'],
  ['lifespanMonths', '601', 'Lifespan “601” is more than 600.'],
  ['name', 'x'.repeat(61), `Name “${'x'.repeat(60)}…”: A name has at most 60 characters.`],
  ['serial', '!!', 'Serial “!!”: A serial number has 4 to 40 letters and digits.'],
  ['status', 'gone', 'Status “gone” is not known. Say one of: In service, Maintenance, Loaned, Retired.'],
  ['ownerId', 'Nobody', '“Nobody” is no member and no team of the lab.'],
  ['own', 'perhaps', 'Own “perhaps” is not known. Say yes or no.'],
] as const)('%s %j is told', (key, cell, problem) => {
  expect(read(key, cell)).toEqual({ problem });
});

test('who shares a name is asked for, a team may own, and an unknown model is left unknown', () => {
  expect(read('ownerId', 'Jo')).toMatchObject({ oneOf: ['jo-1', 'jo-2'] });
  expect(read('ownerId', 'Speech')).toEqual({ key: 'ownerTeamId', value: 'speech' });
  expect(read('ownerId', 'Speech', { ownerMayBeTeam: false })).toEqual({
    problem: '“Speech” is no member of the lab.',
  });
  expect(read('catalogId', 'Mac mini M99')).toEqual({
    left: '“Mac mini M99” is not in the catalogue: its model stays unknown.',
  });
});

test('a dash is nothing, but where text is free', () => {
  expect(isEmptyCell('–', fieldOf('purchasePrice'))).toBe(true);
  expect(isEmptyCell('-', fieldOf('serial'))).toBe(true);
  expect(isEmptyCell('-', fieldOf('location'))).toBe(false);
  expect(isEmptyCell('', fieldOf('location'))).toBe(true);
});
