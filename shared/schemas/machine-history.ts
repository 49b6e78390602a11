import * as z from 'zod';
import { pageInput, pageOf } from './paging.ts';
import { AssetChanges } from './register.ts';
import { Count, Id, Instant } from './units.ts';

/** How a value is shown: `memory` and `disk` in GB as they are sold, `bytes` as a disk counts them. */
export const TOLD_KINDS = [
  'text',
  'number',
  'date',
  'moment',
  'money',
  'rate',
  'months',
  'watts',
  'memory',
  'disk',
  'bytes',
  'yes_no',
  'ownership',
  'status',
] as const;
export type ToldKind = (typeof TOLD_KINDS)[number];

/** A value as it was stored; of persons, teams and models their name. */
const Told = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type Told = z.output<typeof Told>;

export const FieldChange = z.object({
  field: z.string(),
  label: z.string(),
  kind: z.enum(TOLD_KINDS),
  from: Told,
  to: Told,
});
export type FieldChange = z.output<typeof FieldChange>;

/** What one person, or the machine's agent, changed at one moment. */
export const MachineChange = z.object({
  id: Id,
  at: Instant,
  /** Null: its agent, which saw it so. */
  byName: z.string().nullable(),
  changes: z.array(FieldChange),
});
export type MachineChange = z.output<typeof MachineChange>;

export const ListHistoryInput = pageInput(20, 100).extend({ machineId: Id });
/** `total`: of all pages. */
export const HistoryPage = pageOf(MachineChange).extend({ total: Count });

/** One fact of the hardware: what its agent sees beside what people entered. */
export const HardwareRow = z.object({
  fact: z.string(),
  label: z.string(),
  /** Null: its agent has not told it. */
  observed: z.string().nullable(),
  detail: z.string().nullable(),
  /** `same`, what was entered instead, or null where nothing is. */
  entered: z.string().nullable(),
  isDrift: z.boolean(),
  /** Writes into the register what was observed. */
  take: z.object({ label: z.string(), changes: AssetChanges }).nullable(),
  source: z.string(),
  readAt: Instant.nullable(),
  /** Why its agent could not tell it. */
  problem: z.string().nullable(),
});
export type HardwareRow = z.output<typeof HardwareRow>;

/** Hardware that changed, which nobody has said yet to be so. */
export const UnconfirmedChange = z.object({
  id: Id,
  field: z.string(),
  label: z.string(),
  from: z.string(),
  to: z.string(),
  at: Instant,
});
export type UnconfirmedChange = z.output<typeof UnconfirmedChange>;

export const Hardware = z.object({
  rows: z.array(HardwareRow),
  unconfirmed: z.array(UnconfirmedChange),
});
export type Hardware = z.output<typeof Hardware>;
