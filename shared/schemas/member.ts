import * as z from 'zod';
import { limit } from './paging.ts';
import { Id, Instant } from './units.ts';

export const ROLES = ['owner', 'admin', 'member', 'viewer'] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

export const Me = z.object({
  id: Id,
  name: z.string(),
  email: z.string(),
  role: Role,
  teamName: z.string().nullable(),
  lab: z.object({ name: z.string(), timeZone: z.string(), currency: z.string() }),
});
export type Me = z.output<typeof Me>;

export const Member = z.object({
  id: Id,
  name: z.string(),
  email: z.string(),
  role: Role,
  teamName: z.string().nullable(),
  createdAt: Instant,
});
/** By name: where the page before ended. */
const MemberCursor = z.object({ name: z.string(), id: Id });
export const ListMembersInput = z.object({ cursor: MemberCursor.nullish(), limit: limit(100, 500) });
export const MemberPage = z.object({ rows: z.array(Member), nextCursor: MemberCursor.nullable() });

export const Password = z.string().min(10, 'Use at least 10 characters.').max(128);
export const AddMemberInput = z.object({
  name: z.string().trim().min(1).max(60),
  email: z.email(),
  role: Role,
  password: Password,
});
export const ChangeRoleInput = z.object({ id: Id, role: Role });
/** First start without the demo: the one-time link from the log carries `token`. */
export const SetUpInput = z.object({
  token: z.string().min(20),
  labName: z.string().trim().min(1).max(60),
  timeZone: z.string().min(1).max(60),
  name: z.string().trim().min(1).max(60),
  email: z.email(),
  password: Password,
});
