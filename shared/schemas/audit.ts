import * as z from 'zod';
import { pageInput, pageOf } from './paging.ts';
import { Text } from './text.ts';
import { Id, Instant } from './units.ts';

/** The fields of a thing that a change touched, without secrets. */
export const AuditFields = z.record(z.string(), z.json());
export type AuditFields = z.output<typeof AuditFields>;

/** As it is told to whoever the thing is of. */
export const ToldEntry = z.object({
  id: z.string(),
  at: Instant,
  actorName: z.string(),
  action: z.string(),
  objectType: z.string(),
  objectName: z.string(),
  before: AuditFields.nullable(),
  after: AuditFields.nullable(),
  /** What the first version wrote in place of before and after. */
  detail: z.string().nullable(),
});
export type ToldEntry = z.output<typeof ToldEntry>;

export const AuditEntry = ToldEntry.extend({
  actorKind: z.string(),
  actorId: z.string().nullable(),
  objectId: z.string(),
  requestId: z.string().nullable(),
  /** From where it was asked; null where the lab did it by itself, or where an older version wrote the entry. */
  address: z.string().nullable(),
});
export type AuditEntry = z.output<typeof AuditEntry>;

/** Who acts where it is no person: the portal by itself, an agent, a key, somebody not signed in. */
export const ACTOR_KINDS = ['system', 'agent', 'key', 'anonymous'] as const;

/** Which entries are meant; what is left out is no condition. */
export const AuditFilter = z.object({
  personId: Id.nullish(),
  actorKind: z.enum(ACTOR_KINDS).nullish(),
  /** The word an action begins with, `booking` of `booking.create`; or a whole action. */
  kind: Text.max(40).nullish(),
  /** One thing, by its id. */
  objectId: Text.max(200).nullish(),
  from: Instant.nullish(),
  to: Instant.nullish(),
  find: Text.trim().max(100).nullish(),
});
export type AuditFilter = z.output<typeof AuditFilter>;

export const ListAuditInput = pageInput(50, 200).extend(AuditFilter.shape);
/** As it is listed: with the page that shows its thing, where there is one and the thing is still there. */
const ListedEntry = AuditEntry.extend({
  page: z.object({ path: z.string(), label: z.string() }).nullable(),
});
export type ListedEntry = z.output<typeof ListedEntry>;
export const AuditPage = pageOf(ListedEntry);
export const ToldPage = pageOf(ToldEntry);
