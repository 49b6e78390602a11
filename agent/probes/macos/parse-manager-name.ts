import type { MachineFacts } from '@/shared/schemas/machine.ts';

/**
 * Whether macOS lets this program reach other machines unasked, by whose session it is in (`launchctl managername`):
 * daemons and root always may; in somebody's session macOS asks that person, since version 15.
 */
export function parseManagerName(
  text: string,
  isRoot: boolean,
): NonNullable<MachineFacts['localNetwork']> | null {
  const name = text.trim();
  if (isRoot || name === 'System') return 'allowed';
  return /^[A-Z]\w{2,40}$/.test(name) ? 'unsure' : null;
}
