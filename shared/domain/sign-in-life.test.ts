import { expect, test } from 'vitest';
import { lackOf } from './sign-in-life.ts';
import { tellDevice } from './tell-device.ts';

const none = {
  role: 'admin',
  rule: 'admins',
  secondFactorAt: null,
  hasCodes: false,
  hasPasskey: false,
} as const;
test.each([
  ['an admin who must and has none', none, 'set-up'],
  ['an admin who must and has codes', { ...none, hasCodes: true }, 'code'],
  ['an admin who must and has a passkey', { ...none, hasPasskey: true }, 'code'],
  ['an owner alike', { ...none, role: 'owner' as const }, 'set-up'],
  ['who gave one', { ...none, secondFactorAt: new Date() }, null],
  ['a member, whom the rule is not for', { ...none, role: 'member' as const }, null],
  ['a member with codes of their own', { ...none, role: 'member' as const, hasCodes: true }, 'code'],
  ['a member with a passkey, by password', { ...none, role: 'member' as const, hasPasskey: true }, null],
  ['an admin where there is no rule', { ...none, rule: 'off' as const }, null],
])('%s', (_who, known, lack) => expect(lackOf(known)).toBe(lack));

test.each([
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15',
    'Safari on Mac',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
  [
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0',
    'Edge on Windows',
  ],
  ['curl/8.1\u0007', 'curl/8.1'],
  ['', null],
])('%s', (userAgent, device) => expect(tellDevice(userAgent)).toBe(device));
