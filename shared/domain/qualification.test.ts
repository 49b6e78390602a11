import { expect, test } from 'vitest';
import {
  type Held,
  type Needed,
  type Standing,
  standingOf,
  unqualifiedNote,
  whyUnqualified,
} from './qualification.ts';

const NOW = new Date('2026-11-26T12:00:00Z');
const ago = (days: number) => new Date(NOW.getTime() - days * 86_400_000);
const held = (changes: Partial<Held>): Held => ({
  expiresUnusedDays: 90,
  grantedAt: null,
  revokedAt: null,
  lastUsedAt: null,
  ...changes,
});

test.each<[string, Partial<Held>, Standing, Date | null]>([
  ['never granted', {}, 'none', null],
  ['used, but never granted', { lastUsedAt: ago(1) }, 'none', null],
  ['granted today', { grantedAt: NOW }, 'valid', ago(-90)],
  ['granted 89 days ago, never used', { grantedAt: ago(89) }, 'valid', ago(-1)],
  ['granted 90 days ago, never used', { grantedAt: ago(90) }, 'ended', NOW],
  ['granted long ago, used of late', { grantedAt: ago(400), lastUsedAt: ago(10) }, 'valid', ago(-80)],
  ['used last before it was granted', { grantedAt: ago(5), lastUsedAt: ago(100) }, 'valid', ago(-85)],
  ['used last too long ago', { grantedAt: ago(400), lastUsedAt: ago(144) }, 'ended', ago(54)],
  ['it never ends', { expiresUnusedDays: null, grantedAt: ago(4000) }, 'valid', null],
  ['taken back', { grantedAt: ago(9), revokedAt: ago(2), lastUsedAt: ago(1) }, 'revoked', ago(2)],
])('%s', (_about, changes, standing, until) => {
  expect(standingOf(held(changes), NOW)).toEqual({ standing, until });
});

test('a refusal names the rule, the number and who can help', () => {
  const needed = (changes: Partial<Needed>): Needed => ({
    ...held({}),
    machineName: 'Anjou',
    qualificationName: 'Studio handling',
    grantedBy: null,
    ...changes,
  });
  const why = (changes: Partial<Needed>) => whyUnqualified(needed(changes), 'Europe/Berlin', NOW);
  expect(why({ grantedAt: ago(200), lastUsedAt: ago(144), grantedBy: 'Ines' })).toBe(
    'Anjou needs “Studio handling”. Yours ended on Sat 3 Oct after 90 days without use; Ines or another admin can renew it.',
  );
  expect(why({})).toBe('Anjou needs “Studio handling”, which you do not have yet. An admin can grant it.');
  expect(why({ grantedAt: ago(9), revokedAt: ago(2) })).toBe(
    'Anjou needs “Studio handling”. Yours was taken back on Tue 24 Nov; an admin can grant it again.',
  );
  expect(why({ grantedAt: ago(1) })).toBeNull();
  expect(unqualifiedNote(needed({}), NOW)).toBe('needs “Studio handling”');
  expect(unqualifiedNote(needed({ grantedAt: ago(100) }), NOW)).toBe('needs “Studio handling”: yours ended');
  expect(unqualifiedNote(needed({ grantedAt: ago(1) }), NOW)).toBeNull();
});
