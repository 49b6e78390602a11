import * as z from 'zod';
import { Email, Password, Role } from './member.ts';
import { pageInput, pageOf } from './paging.ts';
import { Text } from './text.ts';
import { Id, Instant, Name } from './units.ts';

export const INVITATION_DAYS = { standard: 7, most: 30 } as const;

export const InviteInput = z.object({
  /** To whom it is mailed, and who alone may use it; null: whoever has the link. */
  email: Email.nullable(),
  role: Role,
  teamId: Id.nullable(),
  days: z.number().int().min(1).max(INVITATION_DAYS.most).default(INVITATION_DAYS.standard),
  /** A guest's last moment. */
  guestUntil: Instant.nullable().default(null),
});
export type InviteInput = z.output<typeof InviteInput>;

export const INVITATION_STATES = ['open', 'used', 'expired', 'revoked'] as const;
export const Invitation = z.object({
  id: Id,
  email: z.string().nullable(),
  role: Role,
  teamName: z.string().nullable(),
  guestUntil: Instant.nullable(),
  createdAt: Instant,
  createdByName: z.string(),
  expiresAt: Instant,
  state: z.enum(INVITATION_STATES),
  usedByName: z.string().nullable(),
  /** `under_way` until the mail server has answered. */
  mail: z.enum(['none', 'under_way', 'sent', 'failed']),
  mailFailure: z.string().nullable(),
  /** A new link goes out by mail: it is for an address, and the lab has a mail server. */
  isMailable: z.boolean(),
});
export type Invitation = z.output<typeof Invitation>;

export const ListInvitationsInput = pageInput(30, 100);
export const InvitationPage = pageOf(Invitation);
/** Where the link is told, the only time. */
export const MadeInvitation = z.object({ id: Id, link: z.string(), isMailed: z.boolean() });
export const InvitationIdInput = z.object({ id: Id });

const Token = Text.min(20).max(200);
export const OpenInvitationInput = z.object({ token: Token });
/** What whoever has the link is told. */
export const OpenedInvitation = z.object({
  labName: z.string(),
  role: Role,
  email: z.string().nullable(),
  teamName: z.string().nullable(),
  invitedBy: z.string(),
  expiresAt: Instant,
  guestUntil: Instant.nullable(),
  timeZone: z.string(),
});
export type OpenedInvitation = z.output<typeof OpenedInvitation>;

export const JoinInput = z.object({ token: Token, name: Name, email: Email, password: Password });
