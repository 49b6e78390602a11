import { expect, test } from 'vitest';
import { groupsAsText, groupsFromText } from './group-lines.ts';

test('groups are written a line each and keep their teams', () => {
  const before = [{ group: 'cn=ops:lab', role: 'admin', teamId: 'team' } as const];
  expect(groupsAsText(before)).toBe('cn=ops:lab: admin');
  expect(groupsFromText(`${groupsAsText(before)}\n\n students : Viewer `, before)).toEqual([
    ...before,
    { group: 'students', role: 'viewer', teamId: null },
  ]);
});

test.each(['ops', 'ops: owner', ': admin'])('%s is told what is wrong', (line) =>
  expect(groupsFromText(line, [])).toContain('admin, member, viewer'),
);
