import { expect, test } from 'vitest';
import { type Comer, type ProviderRules, teamsByGroups, whoComes, type Welcome } from './who-comes.ts';

const ada: Comer = { email: 'ada@example.org', isEmailVerified: true, groups: ['lab', 'ops'] };
const closed: ProviderRules = { groupRoles: [], newPeopleRole: null, linksByEmail: false };
const ops = { group: 'ops', role: 'admin', teamId: 'team' } as const;
const nobody = { tied: null, sameEmail: null };
const member = { id: 'm', role: 'member', deactivatedAt: null } as const;
const owner = { id: 'o', role: 'owner', deactivatedAt: null } as const;
const left = { ...member, deactivatedAt: new Date(0) };

const CASES: [string, Comer, Parameters<typeof whoComes>[1], ProviderRules, Welcome][] = [
  ['a stranger, where none may come', ada, nobody, closed, { kind: 'refuse', reason: 'stranger' }],
  [
    'a stranger, where they may',
    ada,
    nobody,
    { ...closed, newPeopleRole: 'viewer' },
    { kind: 'add', email: 'ada@example.org', role: 'viewer', teamId: null },
  ],
  [
    'a stranger of a known group',
    ada,
    nobody,
    { ...closed, groupRoles: [ops] },
    { kind: 'add', email: 'ada@example.org', role: 'admin', teamId: 'team' },
  ],
  [
    'a stranger whose address nobody verified',
    { ...ada, isEmailVerified: false },
    nobody,
    { ...closed, newPeopleRole: 'viewer' },
    { kind: 'refuse', reason: 'unverified' },
  ],
  [
    'an address of somebody here, untied',
    ada,
    { tied: null, sameEmail: member },
    { ...closed, newPeopleRole: 'viewer' },
    { kind: 'refuse', reason: 'taken' },
  ],
  [
    'the same, where the lab takes the word of the service',
    ada,
    { tied: null, sameEmail: member },
    { ...closed, linksByEmail: true },
    { kind: 'link', userId: 'm', change: null },
  ],
  [
    'the same, unverified',
    { ...ada, isEmailVerified: false },
    { tied: null, sameEmail: member },
    { ...closed, linksByEmail: true },
    { kind: 'refuse', reason: 'taken' },
  ],
  [
    'the same, for an owner',
    ada,
    { tied: null, sameEmail: owner },
    { ...closed, linksByEmail: true },
    { kind: 'refuse', reason: 'taken' },
  ],
  [
    'who is tied, now of a group',
    ada,
    { tied: member, sameEmail: owner },
    { ...closed, groupRoles: [ops] },
    { kind: 'enter', userId: 'm', change: ops },
  ],
  [
    'an owner who is tied stays one',
    ada,
    { tied: owner, sameEmail: null },
    { ...closed, groupRoles: [ops] },
    { kind: 'enter', userId: 'o', change: null },
  ],
  [
    'who has left, tied',
    ada,
    { tied: left, sameEmail: null },
    { ...closed, groupRoles: [ops], newPeopleRole: 'viewer' },
    { kind: 'refuse', reason: 'deactivated' },
  ],
  [
    'who has left, by their address',
    ada,
    { tied: null, sameEmail: left },
    { ...closed, linksByEmail: true },
    { kind: 'refuse', reason: 'deactivated' },
  ],
];
test.each(CASES)('%s', (_name, comer, known, rules, welcome) =>
  expect(whoComes(comer, known, rules)).toEqual(welcome),
);

test('teams follow the groups that name them, and no other team is touched', () => {
  const rules = [ops, { ...ops, group: 'lab', teamId: 'lab' }, { ...ops, group: 'guests', teamId: 'guests' }];
  expect(teamsByGroups({ groups: ['ops', 'lab'] }, rules)).toEqual({
    given: ['team', 'lab'],
    taken: ['guests'],
  });
  // Two groups that name one team: having either is enough.
  const twice = [ops, { ...ops, group: 'staff' }];
  expect(teamsByGroups({ groups: ['staff'] }, twice)).toEqual({ given: ['team'], taken: [] });
});
