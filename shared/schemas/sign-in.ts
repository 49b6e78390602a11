import * as z from 'zod';
import { Email, GivenPassword, Password } from './member.ts';
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
export const LinkForInput = z.object({ token: LinkToken });
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
  hasCodes: z.boolean(),
  recoveryCodesLeft: z.int(),
  passkeys: z.array(PasskeyView),
  /** Whether the lab asks this person for a second factor. */
  isDemanded: z.boolean(),
});
export const PasskeyNameInput = z.object({ id: Id, name: Name });
