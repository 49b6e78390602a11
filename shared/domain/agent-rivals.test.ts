import { expect, test } from 'vitest';
import { type Comer, judgeComer, markOf, type PlaceHolder } from './agent-rivals.ts';
import { readSerial } from './serials.ts';

const holder: PlaceHolder = { bootId: 'boot-1', hardwareId: 'mac-a', placeId: 'mac-a/data', isLive: true };
const known: Comer = { bootId: 'boot-2', hardwareId: 'mac-a', placeId: 'mac-a/data' };

test.each<[string, Partial<PlaceHolder>, Partial<Comer>, ReturnType<typeof judgeComer>]>([
  ['the same run after a cut', {}, { bootId: 'boot-1' }, 'known'],
  [
    'the same run of an older agent, which does not know where it is',
    { hardwareId: null, placeId: null },
    { bootId: 'boot-1', hardwareId: null, placeId: null },
    'known',
  ],
  ['the next run in the same folder, though the last still counts as connected', {}, {}, 'known'],
  [
    'its folder moved on the same computer, after it ended',
    { isLive: false },
    { placeId: 'mac-a/elsewhere' },
    'known',
  ],
  ['its folder copied on the same computer', {}, { placeId: 'mac-a/copy' }, 'second_start'],
  [
    'an older agent’s copy',
    { hardwareId: null, placeId: null },
    { hardwareId: null, placeId: null },
    'second_start',
  ],
  ['a cloned disk beside the original', {}, { hardwareId: 'mac-b', placeId: 'mac-b/data' }, 'other_hardware'],
  [
    'a cloned disk while the original is off',
    { isLive: false },
    { hardwareId: 'mac-b', placeId: 'mac-b/data' },
    'other_hardware',
  ],
  [
    'a cloned disk that carries the run’s own id',
    {},
    { bootId: 'boot-1', hardwareId: 'mac-b' },
    'other_hardware',
  ],
  ['an agent that has learned where it is', { hardwareId: null, placeId: null, isLive: false }, {}, 'known'],
  ['one that has never said hello', { bootId: null, isLive: false }, {}, 'known'],
])('%s', (_, before, comer, verdict) => {
  expect(judgeComer({ ...holder, ...before }, { ...known, ...comer })).toBe(verdict);
});

test('a rival is remembered by its hardware, so a restart makes no second one; on the same hardware by its start', () => {
  expect(markOf({ bootId: 'x', hardwareId: 'mac-b' }, 'mac-a')).toBe('mac-b');
  expect(markOf({ bootId: 'x', hardwareId: 'mac-a' }, 'mac-a')).toBe('x');
  expect(markOf({ bootId: 'x', hardwareId: null }, 'mac-a')).toBe('x');
});

test('a serial number is compared in capitals, and what makers leave in its place is none', () => {
  expect(readSerial(' c02xk1zzj ')).toBe('C02XK1ZZJ');
  for (const none of [
    '',
    'None',
    '0000000',
    'To Be Filled By O.E.M.',
    'Default string',
    'Not Specified',
    'XXXXXXXXXX',
    '..',
    null,
    undefined,
  ])
    expect(readSerial(none)).toBeNull();
});
