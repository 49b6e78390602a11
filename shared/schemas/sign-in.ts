import * as z from 'zod';
import { Email, GivenPassword, Password, Role } from './member.ts';
import { limit } from './paging.ts';
import { Text } from './text.ts';
import { Id, Instant, Name } from './units.ts';

/** How somebody came in: with a password, a passkey, a one-time link, or by the lab's sign-in service. */
export const SIGN_IN_WAYS = ['password', 'passkey', 'link', 'provider'] as const;
export const SignInWay = z.enum(SIGN_IN_WAYS);
export type SignInWay = z.infer<typeof SignInWay>;

/** One browser somebody is signed in from. */
const SignInView = z.object({
  id: Id,
  /** As the browser calls itself, in a few words; null: it said nothing. */
  device: z.string().nullable(),
  /** The network it came from; null: not known. */
  address: z.string().nullable(),
  way: SignInWay,
  hasSecondFactor: z.boolean(),
  since: Instant,
  lastSeenAt: Instant,
  endsAt: Instant,
  isThis: z.boolean(),
});
export type SignInView = z.output<typeof SignInView>;
export const ListSignInsInput = z.object({ limit: limit(50, 200) });
export const SignInList = z.object({ rows: z.array(SignInView) });
export const EndSignInInput = z.object({ id: Id });

const LinkToken = Text.min(20).max(200);
export const ForgotInput = z.object({ email: Email });
export const UseLinkInput = z.object({ token: LinkToken, password: Password });
export const MakeLinkInput = z.object({ userId: Id, clearsSecondFactor: z.boolean() });
/** The only time the link is told. */
export const MadeLink = z.object({ link: z.string(), expiresAt: Instant });

/** What the sign-in page may offer, and what is still missing from whoever is half in. */
export const WaysIn = z.object({
  hasMail: z.boolean(),
  hasPasskeys: z.boolean(),
  providerName: z.string().nullable(),
  lacks: z.enum(['code', 'set-up']).nullable(),
});

/** Six digits of an authenticator, or a recovery code as it was written down. */
export const GivenCode = Text.trim().min(6).max(40);
export const CodeInput = z.object({ code: GivenCode });
export const PROOF_KINDS = ['password', 'code'] as const;
export const ConfirmInput = z.object({ kind: z.enum(PROOF_KINDS), proof: GivenPassword });

export const SECOND_FACTOR_RULES = ['off', 'admins'] as const;
export const SecondFactorRule = z.enum(SECOND_FACTOR_RULES);
export type SecondFactorRule = z.infer<typeof SecondFactorRule>;

const PasskeyView = z.object({
  id: Id,
  name: z.string(),
  isBackedUp: z.boolean(),
  createdAt: Instant,
  lastUsedAt: Instant.nullable(),
});
export type PasskeyView = z.output<typeof PasskeyView>;
export const SecondFactors = z.object({
  hasPassword: z.boolean(),
  hasCodes: z.boolean(),
  recoveryCodesLeft: z.int(),
  /** Under a bare address there can be none. */
  canHavePasskeys: z.boolean(),
  passkeys: z.array(PasskeyView),
  /** Whether the lab asks this person for a second factor. */
  isDemanded: z.boolean(),
});
export const PasskeyNameInput = z.object({ id: Id, name: Name });
export const PasskeyIdInput = PasskeyNameInput.pick({ id: true });
/** What the browser's own interface gave, as JSON, and the question it answers. */
export const PasskeyAnswer = z.object({ response: Text.max(20_000), sealed: Text.max(4000) });
export const NewPasskeyInput = PasskeyAnswer.extend({ name: Name });
export const SecondFactorRuleInput = z.object({ rule: SecondFactorRule });
/** `missing`: admins and owners who have no second factor yet, by name. */
export const SecondFactorRuleView = z.object({ rule: SecondFactorRule, missing: z.array(z.string()) });

/** The first group of somebody's that is here gives their role, and their team where one is named. */
export const ROLES_OF_GROUPS = ['admin', 'member', 'viewer'] as const;
export const GroupRole = z.object({
  group: Text.trim().min(1).max(200),
  role: z.enum(ROLES_OF_GROUPS),
  teamId: Id.nullable(),
});
export type GroupRole = z.output<typeof GroupRole>;
const Claim = Text.trim().regex(/^[\w.:/-]{1,200}$/, 'Write the name of the claim, as groups.');
const Provider = z.object({
  /** On the button: “Sign in with Campus”. */
  name: Name,
  issuer: Text.trim().max(500),
  clientId: Text.trim().min(1).max(300),
  groupClaim: Claim.nullable(),
  groupRoles: z.array(GroupRole).max(50),
  newPeopleRole: Role.exclude(['owner']).nullable(),
  linksByEmail: z.boolean(),
});
/** `clientSecret`: left out, the one there is stays, as long as the issuer does. */
export const ProviderInput = Provider.extend({ clientSecret: Text.max(1000).optional() });
/** `returnAddress`: what the service has to be told to send people back to. */
export const ProviderView = z.object({ provider: Provider.nullable(), returnAddress: z.string() });
/** Whether this person's account is tied to the service; null: the lab has none. */
export const TiedView = z.object({
  provider: z.object({ name: z.string(), isTied: z.boolean() }).nullable(),
});
