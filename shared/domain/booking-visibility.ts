import { type Policy, ruleFor } from './policy-rules.ts';

/** What somebody may know of a booking: whose it is, and what it is for. */
export type Known = { name: boolean; purpose: boolean };
export type Viewer = { id: string | null; seesAll: boolean };
type Owner = { id: string; teamIds: readonly string[] };

export const ALL_KNOWN: Known = { name: true, purpose: true };

/**
 * Its person sees all of it, and so does who looks after the lab's bookings; for others the rule of visibility says,
 * that of its person's team before the lab's; of several teams what shows least.
 */
export function mayKnow(rules: Policy['rules'], viewer: Viewer, owner: Owner): Known {
  if (viewer.seesAll || viewer.id === owner.id) return ALL_KNOWN;
  const { id, teamIds } = owner;
  const shows = (teamIds.length === 0 ? [null] : teamIds).map(
    (teamId) => ruleFor({ rules, person: { id, teamId, role: 'member' } }, 'visibility', null)?.value.show,
  );
  const isBusy = shows.includes('busy');
  return { name: !isBusy, purpose: !isBusy && !shows.includes('name') };
}

/** In place of what is not shown, where something has to stand. */
export const SOMEBODY = { id: 'somebody', name: 'Somebody' } as const;
export const NO_PURPOSE = 'Booked';
