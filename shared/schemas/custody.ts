import * as z from 'zod';
import { pageInput, pageOf, limit } from './paging.ts';
import { Text } from './text.ts';
import { Id, Instant } from './units.ts';

/** In whose hands a machine is or was. */
export const Custody = z.object({
  id: Id,
  machineId: Id,
  machineName: z.string(),
  /** A member of the lab; null when it went to a place or somebody outside, or the member is gone. */
  personId: Id.nullable(),
  /** The member, the place or the name outside. */
  holder: z.string(),
  note: z.string().nullable(),
  takenAt: Instant,
  dueAt: Instant.nullable(),
  givenByName: z.string().nullable(),
  acknowledgedAt: Instant.nullable(),
  returnedAt: Instant.nullable(),
  returnedToName: z.string().nullable(),
  returnNote: z.string().nullable(),
});
export type Custody = z.output<typeof Custody>;

export const CustodyPage = pageOf(Custody);
export const ListCustodiesInput = pageInput(10, 100).extend({ machineId: Id });
export const ListHandedOutInput = z.object({ limit: limit(500, 1000) });

const note = Text.trim().max(500).optional();
export const CheckOutInput = z
  .object({
    machineId: Id,
    /** To a member of the lab, or else to a place or a name outside. */
    personId: Id.nullable(),
    place: Text.trim().max(120).nullable(),
    dueAt: Instant.nullable(),
    note,
    /** Nobody can book it while it is away. */
    keepsBookingsAway: z.boolean(),
  })
  .refine(
    ({ personId, place }) => (personId === null) !== !place,
    'Say who takes it: a member of the lab, or a place or name outside.',
  );
export const CheckInInput = z.object({ id: Id, note });
