import * as z from 'zod';
import type { RegisterKey } from '../domain/register-fields.ts';
import { MOST_BYTES, Watts } from './bounds.ts';
import { AgentConnection, MachineStatus } from './machine.ts';
import { limit } from './paging.ts';
import { Text } from './text.ts';
import { Count, Id, Instant, Name, Revision } from './units.ts';

export const OWNERSHIPS = ['owned', 'leased', 'rented'] as const;
export const Ownership = z.enum(OWNERSHIPS);
export type Ownership = z.infer<typeof Ownership>;

/** A day without a time, `2026-11-18`; within the years that every date type holds. */
export const Day = z.iso
  .date('This is no date. Write it as 2026-11-18.')
  .refine(
    (day) => day >= '1970-01-01' && day <= '9999-12-31',
    'This date is not in the years from 1970 to 9999.',
  );

const MOST_MONEY = 1_000_000_000;
const money = (decimals: number) => {
  const scale = 10 ** decimals;
  return z
    .number()
    .overwrite((it) => Math.round(it * scale) / scale)
    .min(0, 'A price is not less than nothing.')
    .max(MOST_MONEY, 'That is more than any machine costs.');
};
export const Money = money(2);
export const HourlyPrice = money(4);
const Bytes = z.number().int().min(1).max(MOST_BYTES, 'No machine has that much.');

const line = (most: number) => Text.trim().min(1).max(most);
/** Serials are compared: without spaces, in capitals. */
export const Serial = Text.trim()
  .toUpperCase()
  .regex(/^[A-Z0-9][A-Z0-9-]{3,39}$/, 'A serial number has 4 to 40 letters and digits.');

const CustomValue = z.union([Text.max(500), z.number().min(-1e12).max(1e12), z.boolean(), z.null()]);
export type CustomValue = z.output<typeof CustomValue>;

/** What people enter of an asset; null is "not entered". Names and labels are in `register-fields.ts`. */
export const AssetFields = z.object({
  tag: line(40).nullable(),
  name: Name,
  serial: Serial.nullable(),
  catalogId: line(80).nullable(),
  memoryBytes: Bytes.nullable(),
  diskBytes: Bytes.nullable(),
  status: MachineStatus,
  ownership: Ownership,
  ownerId: Id.nullable(),
  ownerTeamId: Id.nullable(),
  location: line(120).nullable(),
  purchasedOn: Day.nullable(),
  purchasePrice: Money.nullable(),
  supplier: line(120).nullable(),
  orderNumber: line(80).nullable(),
  warrantyUntil: Day.nullable(),
  lifespanMonths: z.number().int().min(1).max(600).nullable(),
  residualPrice: Money.nullable(),
  hourlyRate: HourlyPrice.nullable(),
  leaseUntil: Day.nullable(),
  leaseMonthlyPrice: Money.nullable(),
  idleWatts: Watts.nullable(),
  maxWatts: Watts.nullable(),
  note: Text.trim().min(1).max(4000).nullable(),
} satisfies Record<RegisterKey, z.ZodType>);
export type AssetFields = z.output<typeof AssetFields>;

/** Only the fields that change; the lab's own fields by their id. */
export const AssetChanges = AssetFields.partial().extend({
  custom: z
    .record(Id, CustomValue)
    .refine((it) => Object.keys(it).length <= 100, 'A lab has at most 100 fields of its own.')
    .optional(),
});
export type AssetChanges = z.output<typeof AssetChanges>;

export const ListAssetsInput = z.object({ limit: limit(1000, 1000) }).prefault({});
export const EditMachineInput = z.object({ id: Id, revision: Revision, changes: AssetChanges });

export const Asset = AssetFields.extend({
  id: Id,
  revision: Count,
  simulated: z.boolean(),
  /** What the catalogue calls what was entered, else what its agent reports. */
  modelName: z.string(),
  ownerName: z.string().nullable(),
  ownerTeamName: z.string().nullable(),
  connection: AgentConnection,
  /** The fields in which what was entered is not what its agent sees. */
  differs: z.array(z.string()),
  custom: z.record(z.string(), CustomValue),
  createdAt: Instant,
});
export type Asset = z.output<typeof Asset>;
