import type { Role } from '../schemas/member.ts';
import type { SecondFactorRule } from '../schemas/sign-in.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Life = { idleMs: number; wholeMs: number };
const OF_PEOPLE: Life = { idleMs: 7 * DAY_MS, wholeMs: 30 * DAY_MS };
const OF_ADMINS: Life = { idleMs: 12 * HOUR_MS, wholeMs: 7 * DAY_MS };
/** What no sign-in outlives, whoever's it is. */
export const LONGEST_SIGN_IN_MS = OF_PEOPLE.wholeMs;

const isAdmin = (role: Role): boolean => role === 'owner' || role === 'admin';

/** When a sign-in ends by itself if nothing is seen of it from now on (OWASP ASVS 7.3.1 and 7.3.2). */
export function signInEndsAt(
  role: Role,
  { createdAt, lastSeenAt }: { createdAt: Date; lastSeenAt: Date },
): Date {
  const { idleMs, wholeMs } = isAdmin(role) ? OF_ADMINS : OF_PEOPLE;
  return new Date(Math.min(createdAt.getTime() + wholeMs, lastSeenAt.getTime() + idleMs));
}

/** For so long after a password, a code or a passkey somebody may do what opens the lab to others. */
export const FRESH_MS = 15 * 60_000;

/** Whether the lab wants two factors of people of this role. */
export const isSecondFactorDemanded = (rule: SecondFactorRule, role: Role): boolean =>
  rule === 'admins' && isAdmin(role);

type Known = {
  role: Role;
  rule: SecondFactorRule;
  secondFactorAt: Date | null;
  hasCodes: boolean;
  hasPasskey: boolean;
};

/**
 * What a sign-in lacks, whichever way it came about. Who has codes is asked for one, who has only a passkey for
 * that (a passkey that knew its person is two factors); who has neither and must, sets one up first.
 */
export function lackOf({
  role,
  rule,
  secondFactorAt,
  hasCodes,
  hasPasskey,
}: Known): 'code' | 'set-up' | null {
  if (secondFactorAt) return null;
  const isDemanded = isSecondFactorDemanded(rule, role);
  if (hasCodes || (isDemanded && hasPasskey)) return 'code';
  return isDemanded ? 'set-up' : null;
}
