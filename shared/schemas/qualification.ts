import * as z from 'zod';
import { limit } from './paging.ts';
import { Text } from './text.ts';
import { Count, Id, Instant, Name } from './units.ts';

export const Standing = z.enum(['none', 'valid', 'ended', 'revoked']);
const Of = z.object({
  standing: Standing,
  /** When it ends without use, or ended, or was taken back; null: it does not end, or was never given. */
  until: Instant.nullable(),
});

export const Qualification = z.object({
  id: Id,
  name: z.string(),
  note: z.string().nullable(),
  /** It ends after so many days without use; null: it does not. */
  expiresUnusedDays: Count.nullable(),
  machines: z.array(z.object({ id: Id, name: z.string() })),
  /** Models of machine of which every one needs it. */
  models: z.array(z.object({ id: z.string(), name: z.string() })),
  mine: Of,
  /** Who has it, or had it; to whom the lab's people may be told. */
  holders: z
    .array(
      Of.extend({
        grantId: Id,
        person: z.object({ id: Id, name: z.string() }),
        grantedAt: Instant,
        grantedBy: z.string().nullable(),
        lastUsedAt: Instant.nullable(),
      }),
    )
    .nullable(),
});
export type Qualification = z.output<typeof Qualification>;

const NEVER_LONGER_DAYS = 3650;
export const SaveQualificationInput = z.object({
  /** Null makes a new one. */
  id: Id.nullable(),
  name: Name,
  note: Text.trim().max(200).default(''),
  expiresUnusedDays: z
    .number()
    .int()
    .min(1, 'It lasts a day at least without use.')
    .max(NEVER_LONGER_DAYS, 'It lasts ten years at most without use. Leave it out if it never ends.')
    .nullable(),
  machineIds: z.array(Id).max(500),
  catalogIds: z.array(Id).max(200),
});
export const GrantQualificationInput = z.object({ id: Id, personId: Id });
export const RevokeGrantInput = z.object({ grantId: Id, revoked: z.boolean() });
export const ListQualificationsInput = z.object({ limit: limit(200, 500) });

/** Machines that one may not book for want of a qualification, and why. */
export const MissingQualification = z.object({ machineId: Id, note: z.string(), why: z.string() });
/** A machine's needs, and how one stands oneself. */
export const MachineNeed = Of.extend({ qualificationId: Id, name: z.string() });
export const MachineNeedsInput = z.object({ machineId: Id, limit: limit(50, 50) });
