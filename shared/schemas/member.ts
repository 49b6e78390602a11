import * as z from 'zod';
import { limit } from './paging.ts';
import { Text } from './text.ts';
import { Count, Id, Instant, Name } from './units.ts';

export const ROLES = ['owner', 'admin', 'member', 'viewer'] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

const OwnClock = z.enum(['12', '24']);
/** A team that somebody is in. */
const OwnTeam = z.object({ id: Id, name: z.string(), isLead: z.boolean() });
export type OwnTeam = z.output<typeof OwnTeam>;

export const Me = z.object({
  id: Id,
  name: z.string(),
  email: z.string(),
  role: Role,
  /** Of the main team. */
  teamName: z.string().nullable(),
  /** All of theirs, the main one first. */
  teams: z.array(OwnTeam),
  guestUntil: Instant.nullable(),
  /** Null: as the browser says. */
  timeZone: z.string().nullable(),
  /** How hours are written; null: as the lab writes them, of 24. */
  clock: OwnClock.nullable(),
  lab: z.object({ name: z.string(), timeZone: z.string(), currency: z.string() }),
});
export type Me = z.output<typeof Me>;

export const Member = z.object({
  id: Id,
  name: z.string(),
  email: z.string(),
  role: Role,
  /** The main team. */
  teamId: Id.nullable(),
  teamName: z.string().nullable(),
  /** All of theirs, the main one first. */
  teams: z.array(OwnTeam),
  createdAt: Instant,
  guestUntil: Instant.nullable(),
  deactivatedAt: Instant.nullable(),
  isAnonymous: z.boolean(),
});
/** As the list shows somebody. */
export const ListedMember = Member.extend({
  /** Told only to who manages people; null: not told. */
  access: z
    .object({
      /** The newest that a sign-in of theirs that stands was seen; null: not known. */
      lastSeenAt: Instant.nullable(),
      hasPassword: z.boolean(),
      hasCodes: z.boolean(),
      passkeys: Count,
      /** Their account is tied to the lab's sign-in service. */
      isTied: z.boolean(),
    })
    .nullable(),
});
/** By name: where the page before ended. */
const MemberCursor = z.object({ name: Text.max(200), id: Id });
export const ListMembersInput = z.object({
  cursor: MemberCursor.nullish(),
  limit: limit(100, 500),
  /** Those who are deactivated instead of those who are here. */
  former: z.boolean().default(false),
  /** In a name or an address. */
  find: Text.trim().max(100).optional(),
  /** Those of one team alone. */
  teamId: Id.nullish(),
});
export const MemberPage = z.object({ rows: z.array(ListedMember), nextCursor: MemberCursor.nullable() });

/** One address whatever its case: as people type it, kept in lower case. */
export const Email = Text.trim().toLowerCase().max(254).pipe(z.email('This is not an e-mail address.'));
const LONGEST_PASSWORD = 128;
export const Password = Text.min(10, 'Use at least 10 characters.').max(LONGEST_PASSWORD);
/** One that was given before: whatever it is, it is compared and not kept. */
export const GivenPassword = Text.max(LONGEST_PASSWORD);
export const SignInInput = z.object({ email: Email, password: GivenPassword });
export const ChangePasswordInput = z.object({
  currentPassword: GivenPassword,
  newPassword: Password,
  revokeOtherSessions: z.boolean().optional(),
});
export const ChangeRoleInput = z.object({ id: Id, role: Role });

export const SaveProfileInput = z.object({
  name: Name,
  timeZone: Text.min(1).max(60).nullable(),
  /** Left out: it stays. */
  clock: OwnClock.nullable().optional(),
});

export const ListTeamsInput = z.object({ limit: limit(200, 500) });
export const TeamRow = z.object({
  id: Id,
  name: z.string(),
  people: Count,
  leads: z.array(z.object({ id: Id, name: z.string() })),
  /** Machines that are the team's own. */
  machines: Count,
  budgets: Count,
});
/** Without an id a new one. */
export const SaveTeamInput = z.object({ id: Id.optional(), name: Name });
export const TeamMemberInput = z.object({ teamId: Id, personId: Id });
export const SetLeadInput = TeamMemberInput.extend({ isLead: z.boolean() });
/** First start without the demo: the one-time link from the log carries `token`. */
export const SetUpInput = z.object({
  token: Text.min(20).max(200),
  labName: Name,
  timeZone: Text.min(1).max(60),
  name: Name,
  email: Email,
  password: Password,
});

/** The least of zxcvbn's 0 to 4 that a chosen password has: under a million guesses is what lists of common ones find. */
export const WEAKEST_SCORE = 2;
