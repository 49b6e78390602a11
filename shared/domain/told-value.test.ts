import { expect, test } from 'vitest';
import type { Told, ToldKind } from '../schemas/machine-history.ts';
import { tellRate, tellValue } from './told-value.ts';

const setting = { currency: 'EUR', timeZone: 'Europe/Berlin', now: Date.parse('2026-11-18T12:00:00Z') };

test.each<[ToldKind, Told, string | null]>([
  ['text', 'North bench', 'North bench'],
  ['text', '', null],
  ['date', '2025-09-02', '2 Sept 2025'],
  ['moment', '2026-11-18T10:52:00Z', 'Wed 18 Nov, 11:52'],
  ['money', 11_949, '€11,949.00'],
  ['rate', 0.9, '€0.90 an hour'],
  ['rate', 1.083, '€1.0830 an hour'],
  ['date', 'soon', 'soon'],
  ['months', 1, '1 month'],
  ['months', 48, '48 months'],
  ['memory', 512 * 1024 ** 3, '512\u202fGB'],
  ['disk', 4000 * 1024 ** 3, '4\u202fTB'],
  ['bytes', 4e12, '4\u202fTB'],
  ['number', 0.125, '0.125'],
  ['yes_no', false, 'no'],
  ['status', 'active', 'in service'],
  ['ownership', 'rented', 'rented'],
  ['status', 'unheard of', 'unheard of'],
  ['memory', null, null],
  ['number', 0, '0'],
])('a %s of %j is %j', (kind, value, words) => expect(tellValue(kind, value, setting)).toBe(words));

test('cents, and more digits where there are some', () => {
  expect(tellRate(0.1 + 0.2, 'EUR')).toBe('€0.30');
});
