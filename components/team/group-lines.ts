import { type GroupRole, ROLES_OF_GROUPS } from '@/shared/schemas/sign-in.ts';

type Group = GroupRole;

/** A line each: `mac-admins: admin`. */
export const groupsAsText = (groups: readonly Group[]): string =>
  groups.map(({ group, role }) => `${group}: ${role}`).join('\n');

/** The groups of such lines, with the teams they had; else what is wrong with one. */
export function groupsFromText(text: string, before: readonly Group[]): Group[] | string {
  const groups: Group[] = [];
  for (const line of text.split('\n').filter((it) => it.trim() !== '')) {
    const [, group, word] = /^\s*(.+?)\s*:\s*(\w+)\s*$/.exec(line) ?? [];
    const role = ROLES_OF_GROUPS.find((it) => it === word?.toLowerCase());
    if (!group || !role) return `“${line.trim()}” is not a group and ${ROLES_OF_GROUPS.join(', ')}.`;
    groups.push({ group, role, teamId: before.find((it) => it.group === group)?.teamId ?? null });
  }
  return groups;
}
