import { expect, test } from 'vitest';
import { wayWords } from './way-words.ts';

test.each([
  [{ hasPassword: true, hasCodes: false, passkeys: 0, isTied: false }, 'password'],
  [{ hasPassword: true, hasCodes: true, passkeys: 2, isTied: false }, 'password and codes, 2 passkeys'],
  [{ hasPassword: false, hasCodes: true, passkeys: 1, isTied: true }, 'passkey, sign-in service'],
  [{ hasPassword: false, hasCodes: false, passkeys: 0, isTied: false }, 'none'],
])('%o', (access, words) => expect(wayWords({ ...access, lastSeenAt: null })).toBe(words));
