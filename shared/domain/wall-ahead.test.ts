import { expect, test } from 'vitest';
import { type AheadBlock, wallAhead } from './wall-ahead.ts';

const NOW = new Date('2026-11-18T22:00:00Z');
const at = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);
const NAMES = new Map([
  ['a', 'Anjou'],
  ['b', 'Bosc'],
]);
const block = (machineId: string, of: string, from: number, to: number): AheadBlock => ({
  machineId,
  kind: 'booking',
  of,
  personId: of,
  personName: of,
  blockStartsAt: at(from),
  blockEndsAt: at(to),
  endsAt: at(to),
});
const told = (...blocks: AheadBlock[]) =>
  wallAhead(blocks, NAMES, NOW, 3).map((it) => [it.kind, it.at, it.personName, it.machineNames.join(' ')]);

test('machines of one booking stand together, as those that become free at once do', () => {
  expect(
    told(block('b', 'Ada', -1, 2), block('a', 'Ada', -1, 2), block('b', 'Bo', 5, 6), block('a', 'Bo', 5, 6)),
  ).toEqual([
    ['free', at(2), null, 'Anjou Bosc'],
    ['booking', at(5), 'Bo', 'Anjou Bosc'],
  ]);
});

test('a machine that somebody else has at once does not become free', () => {
  expect(told(block('a', 'Ada', -1, 2), block('a', 'Bo', 2, 3))).toEqual([['booking', at(2), 'Bo', 'Anjou']]);
});

test('only the soonest are told, and none of a machine that is not shown', () => {
  const many = [6, 1, 4, 2].map((from) => block('a', `of ${from}`, from, from + 0.5));
  expect(told(...many, block('elsewhere', 'Cy', 0.5, 1)).map(([, , who]) => who)).toEqual([
    'of 1',
    'of 2',
    'of 4',
  ]);
});
