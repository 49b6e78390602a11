import * as z from 'zod';
import { JoinCommands, MachineFacts, Probe } from './machine.ts';
import { Count, Id, Instant, Name } from './units.ts';

/** A second program with a machine's identity: a cloned disk, a copied folder, a new main board. */
export const Rival = z.object({
  id: Id,
  hostName: z.string().nullable(),
  address: z.string().nullable(),
  /** It stands on another computer than the machine joined on. */
  isOtherHardware: z.boolean(),
  firstSeenAt: Instant,
  lastSeenAt: Instant,
});
export type Rival = z.output<typeof Rival>;
export const DecideRivalInput = z.object({ id: Id, verdict: z.enum(['moved', 'refused']) });

/** A machine that came with a token for whichever comes, and whose serial no record has. */
export const Newcomer = z.object({
  id: Id,
  /** Which token it came with: the dialog that made it waits for this one. */
  tokenId: Id,
  serial: z.string().nullable(),
  hostName: z.string().nullable(),
  modelName: z.string(),
  memoryBytes: Count.nullable(),
  address: z.string().nullable(),
  firstSeenAt: Instant,
  lastSeenAt: Instant,
});
export type Newcomer = z.output<typeof Newcomer>;
/** A machine of its own under this name, or one of the records. */
export const AdmitInput = z.union([z.object({ id: Id, name: Name }), z.object({ id: Id, machineId: Id })]);

/** Answer to "Add a Mac" without a name. */
export const LabJoinToken = z.object({
  tokenId: Id,
  token: z.string(),
  expiresAt: Instant,
  commands: JoinCommands,
});
export type LabJoinToken = z.output<typeof LabJoinToken>;
/** What has become of a token for whichever machine comes. */
export const JoinProgress = z.object({
  /** The record that it found by its serial, or that a person gave it. */
  machineId: Id.nullable(),
  machineName: z.string().nullable(),
  newcomerId: Id.nullable(),
});
export type JoinProgress = z.output<typeof JoinProgress>;

/** How a machine's agent came to know what it tells. */
export const Evidence = z.object({
  reportedAt: Instant.nullable(),
  /** Null of an older agent, and of a simulated machine: nothing was looked at. */
  probes: z.array(Probe).nullable(),
  localNetwork: MachineFacts.shape.localNetwork.unwrap(),
  /** For who keeps the register. */
  serial: z.string().nullable(),
});
export type Evidence = z.output<typeof Evidence>;
