import { describe, expect, test } from 'vitest';
import { requireNoBrowser, requireSameOrigin } from './same-origin.ts';

const OWN = 'http://localhost:3000';
const passes = (method: string, headers: Record<string, string>) => {
  try {
    requireSameOrigin(method, headers, [OWN]);
    return true;
  } catch {
    return false;
  }
};

describe('a write', () => {
  test.each([
    ['from the portal’s own page', { origin: OWN, 'sec-fetch-site': 'same-origin' }, true],
    ['from a browser too old for Sec-Fetch-Site', { origin: OWN }, true],
    ['from nowhere', {}, false],
    ['from another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, false],
    ['from a sibling domain', { origin: OWN, 'sec-fetch-site': 'same-site' }, false],
    ['typed into the address bar', { 'sec-fetch-site': 'none' }, false],
    [
      'from a name that points here by trickery',
      { origin: 'http://evil.example:3000', 'sec-fetch-site': 'same-origin' },
      false,
    ],
    ['from an opaque page', { origin: 'null' }, false],
    ['on another port', { origin: 'http://localhost:3001' }, false],
    ['as a form', { origin: OWN, 'content-type': 'multipart/form-data; boundary=x' }, false],
    ['as bytes', { origin: OWN, 'content-type': 'application/octet-stream' }, false],
    ['as JSON', { origin: OWN, 'content-type': 'application/json' }, true],
  ])('%s', (_what, headers, isLetIn) => {
    expect(passes('POST', headers)).toBe(isLetIn);
  });

  test('every method that is no read is one', () => {
    expect(['GET', 'HEAD', 'OPTIONS'].map((it) => passes(it, {}))).toEqual([true, true, true]);
    expect(['POST', 'PUT', 'PATCH', 'DELETE', 'QUERY'].map((it) => passes(it, {}))).toEqual(
      Array(5).fill(false),
    );
  });
});

test('a browser can not speak for an agent', () => {
  requireNoBrowser({ 'content-type': 'application/json' });
  for (const name of ['origin', 'cookie', 'sec-fetch-site'])
    expect(() => requireNoBrowser({ [name]: 'x' })).toThrow(/Only agents/);
});
