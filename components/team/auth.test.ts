import { expect, test } from 'vitest';
import { safeNext } from './auth.ts';

test.each([
  [null, '/machines'],
  ['', '/machines'],
  ['/bookings?day=2026-11-24', '/bookings?day=2026-11-24'],
  ['/sessions/a?view=logs#end', '/sessions/a?view=logs#end'],
  ['/chat/./b/../c', '/chat/c'],
  ['https://elsewhere.example/', '/machines'],
  ['//elsewhere.example', '/machines'],
  ['/\\elsewhere.example', '/machines'],
  ['/\t/elsewhere.example', '/machines'],
  ['/\t\\elsewhere.example', '/machines'],
  ['/a/../..//elsewhere.example', '/machines'],
  ['/.//elsewhere.example', '/machines'],
  ['/%2e//elsewhere.example', '/machines'],
  ['//[', '/machines'],
  ['https://console.invalid/x', '/machines'],
  ['javascript:alert(1)', '/machines'],
])('after signing in, %j leads to %s', (next, expected) => expect(safeNext(next)).toBe(expected));

/** What starts an address of another place, or what a parser may take for it. */
const STARTS = [
  '//',
  '/\\',
  '\\\\',
  '/\t/',
  '/\n/',
  '/\r\\',
  '/\0/',
  '/%09/',
  '/%5c',
  '/%2f',
  '/\u2044',
  '/\u2215',
  '/\uff0f',
];
const MORE = [
  '/\t',
  '/.',
  '/..',
  '/a/..',
  '/a/../..',
  '/;',
  '/ ',
  '\t',
  ' ',
  'https:',
  'http:/',
  'data:',
  'blob:',
  '/@',
  '/?',
  '/#',
];

test('wherever it is asked to lead, the browser stays here', () => {
  for (const start of [...STARTS, ...MORE]) {
    for (const middle of ['', ...STARTS, ...MORE]) {
      const next = safeNext(`${start}${middle}elsewhere.example`);
      for (const page of ['https://lab.example/sign-in', 'http://localhost:3000/sign-in?next=x']) {
        expect(new URL(next, page).origin).toBe(new URL(page).origin);
        // The same once more, as a redirect's own redirect would read it.
        const { pathname } = new URL(next, page);
        expect(new URL(pathname, page).origin).toBe(new URL(page).origin);
      }
    }
  }
});
