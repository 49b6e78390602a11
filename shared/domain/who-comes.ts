import type { Role } from '../schemas/member.ts';
import type { GroupRole } from '../schemas/sign-in.ts';

/** What the lab's sign-in service says of who comes. */
export type Comer = { email: string | null; isEmailVerified: boolean; groups: readonly string[] };
export type ProviderRules = {
  groupRoles: readonly GroupRole[];
  newPeopleRole: Exclude<Role, 'owner'> | null;
  linksByEmail: boolean;
};
type Person = { id: string; role: Role; deactivatedAt: Date | null };
export type Welcome =
  | { kind: 'enter' | 'link'; userId: string; change: GroupRole | null }
  | { kind: 'add'; email: string; role: Role; teamId: string | null }
  | { kind: 'refuse'; reason: Refusal };
export type Refusal = 'stranger' | 'unverified' | 'taken' | 'deactivated';

/** The teams that groups give: of those whose group they are in, and of the others. What no group names stays as it is. */
export function teamsByGroups(
  { groups }: Pick<Comer, 'groups'>,
  groupRoles: readonly GroupRole[],
): { given: string[]; taken: string[] } {
  const named = groupRoles.flatMap(({ group, teamId }) => (teamId === null ? [] : [{ group, teamId }]));
  const given = new Set(named.filter((it) => groups.includes(it.group)).map((it) => it.teamId));
  const taken = named.map((it) => it.teamId).filter((it) => !given.has(it));
  return { given: [...given], taken: [...new Set(taken)] };
}

/**
 * Who may come in by the sign-in service, and as whom. `tied`: who holds that account already; `sameEmail`: who is
 * here under its address. An address alone makes nobody that person: the service must have verified it and the lab
 * must take its word; an owner ties their own account, signed in. Who is deactivated stays so.
 */
export function whoComes(
  comer: Comer,
  { tied, sameEmail }: { tied: Person | null; sameEmail: Person | null },
  { groupRoles, newPeopleRole, linksByEmail }: ProviderRules,
): Welcome {
  const ofGroup = groupRoles.find((it) => comer.groups.includes(it.group)) ?? null;
  // A group gives no owner and takes none.
  const changeOf = ({ role }: Person) => (role === 'owner' ? null : ofGroup);
  const isBelieved = linksByEmail && comer.isEmailVerified && sameEmail?.role !== 'owner';
  const person = tied ?? (isBelieved ? sameEmail : null);
  if (person?.deactivatedAt) return { kind: 'refuse', reason: 'deactivated' };
  if (person) return { kind: tied ? 'enter' : 'link', userId: person.id, change: changeOf(person) };
  if (sameEmail) return { kind: 'refuse', reason: 'taken' };
  const role = ofGroup?.role ?? newPeopleRole;
  if (role === null) return { kind: 'refuse', reason: 'stranger' };
  if (comer.email === null || !comer.isEmailVerified) return { kind: 'refuse', reason: 'unverified' };
  return { kind: 'add', email: comer.email, role, teamId: ofGroup?.teamId ?? null };
}
