import { expect, test } from 'vitest';
import { can, type Subject } from './permissions.ts';

const lead = (role: 'viewer' | 'member'): Subject => ({ kind: 'user', id: 'lea', role, leads: ['vision'] });

test('a lead answers their team’s requests and changes who is in it, and nothing of another team', () => {
  for (const action of ['booking:approve-led', 'team:change-led'] as const) {
    expect(can(lead('member'), action, { teamId: 'vision', ownerId: 'jon' })).toBe(true);
    expect(can(lead('member'), action, { teamId: 'vision', ownerId: 'lea' })).toBe(false);
    expect(can(lead('member'), action, { teamId: 'audio', ownerId: 'jon' })).toBe(false);
    expect(can(lead('member'), action, { teamId: null, ownerId: 'jon' })).toBe(false);
    expect(can(lead('member'), action, { ownerId: 'jon' })).toBe(false);
    expect(can(lead('viewer'), action, { teamId: 'vision', ownerId: 'jon' })).toBe(false);
    expect(can({ kind: 'user', id: 'm', role: 'member' }, action)).toBe(false);
    expect(can({ kind: 'user', id: 'a', role: 'admin' }, action, { teamId: 'audio' })).toBe(true);
  }
  expect(can(lead('member'), 'booking:approve')).toBe(false);
  expect(can(lead('member'), 'member:manage')).toBe(false);
});
