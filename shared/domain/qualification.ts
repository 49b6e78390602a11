import { formatDay } from './format.ts';

const DAY_MS = 86_400_000;

/** What is known of one person's qualification. */
export type Held = {
  expiresUnusedDays: number | null;
  /** Of the newest grant; null: never granted. */
  grantedAt: Date | null;
  revokedAt: Date | null;
  /** The start of their last booking of a machine that needs it. */
  lastUsedAt: Date | null;
};
export type Standing = 'none' | 'valid' | 'ended' | 'revoked';

/** It ends when its machines were not used for so many days, counted from the last use or the grant. */
export function standingOf(held: Held, now: Date): { standing: Standing; until: Date | null } {
  const { expiresUnusedDays, grantedAt, revokedAt, lastUsedAt } = held;
  if (!grantedAt) return { standing: 'none', until: null };
  if (revokedAt) return { standing: 'revoked', until: revokedAt };
  if (expiresUnusedDays === null) return { standing: 'valid', until: null };
  const countedFrom = lastUsedAt && lastUsedAt > grantedAt ? lastUsedAt : grantedAt;
  const until = new Date(countedFrom.getTime() + expiresUnusedDays * DAY_MS);
  return { standing: until > now ? 'valid' : 'ended', until };
}

export type Needed = Held & {
  machineName: string;
  qualificationName: string;
  /** Who granted it last, if they are still here. */
  grantedBy: string | null;
};

/** Why this machine can't be booked, or null: the rule's name and number, and who can help. */
export function whyUnqualified(needed: Needed, timeZone: string, now: Date): string | null {
  const { standing, until } = standingOf(needed, now);
  if (standing === 'valid') return null;
  const needs = `${needed.machineName} needs “${needed.qualificationName}”`;
  const who = needed.grantedBy ? `${needed.grantedBy} or another admin` : 'an admin';
  if (standing === 'none') return `${needs}, which you do not have yet. An admin can grant it.`;
  const on = until ? ` on ${formatDay(until, timeZone, now)}` : '';
  if (standing === 'revoked') return `${needs}. Yours was taken back${on}; ${who} can grant it again.`;
  return `${needs}. Yours ended${on} after ${needed.expiresUnusedDays} days without use; ${who} can renew it.`;
}

/** The same of somebody else. */
export function whyTheyMayNot(needed: Needed, name: string, now: Date): string | null {
  const { standing } = standingOf(needed, now);
  if (standing === 'valid') return null;
  const needs = `${needed.machineName} needs “${needed.qualificationName}”`;
  if (standing === 'none') return `${needs}, which ${name} does not have`;
  return `${needs}, which ${standing === 'ended' ? `of ${name} has ended` : `was taken back from ${name}`}`;
}

/** The same in a few words, beside the machine's name. */
export function unqualifiedNote(needed: Needed, now: Date): string | null {
  const { standing } = standingOf(needed, now);
  if (standing === 'valid') return null;
  const needs = `needs “${needed.qualificationName}”`;
  if (standing === 'none') return needs;
  return `${needs}: ${standing === 'ended' ? 'yours ended' : 'yours was taken back'}`;
}
