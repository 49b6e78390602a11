import type { MemberView } from './types.ts';

type Access = NonNullable<MemberView['access']>;

/** How somebody can sign in, in few words: `password and codes, passkey`. */
export function wayWords({ hasPassword, hasCodes, passkeys, isTied }: Access): string {
  const ways = [
    hasPassword ? (hasCodes ? 'password and codes' : 'password') : null,
    passkeys > 0 ? (passkeys === 1 ? 'passkey' : `${passkeys} passkeys`) : null,
    isTied ? 'sign-in service' : null,
  ].filter((it) => it !== null);
  return ways.length === 0 ? 'none' : ways.join(', ');
}
