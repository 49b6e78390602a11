import { expect, test } from 'vitest';
import { safeNext } from './auth.ts';

test.each([
  [null, '/machines'],
  ['/bookings?day=2026-11-24', '/bookings?day=2026-11-24'],
  ['https://elsewhere.example/', '/machines'],
  ['//elsewhere.example', '/machines'],
  ['/\\elsewhere.example', '/machines'],
  ['javascript:alert(1)', '/machines'],
])('after signing in, %s leads to %s', (next, expected) => expect(safeNext(next)).toBe(expected));
