import * as z from 'zod';
import { pageInput, pageOf } from './paging.ts';
import { Instant } from './units.ts';

/** The fields of a thing that a change touched, without secrets. */
export const AuditFields = z.record(z.string(), z.json());
export type AuditFields = z.output<typeof AuditFields>;

export const AuditEntry = z.object({
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
export type AuditEntry = z.output<typeof AuditEntry>;

export const ListAuditInput = pageInput(50, 200);
export const AuditPage = pageOf(AuditEntry);
