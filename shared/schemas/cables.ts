import * as z from 'zod';
import { CHECK_CODES } from '../domain/readiness-check.ts';
import { AgentConnection, Island } from './machine.ts';
import { Text } from './text.ts';
import { Count, Id, Instant, Name } from './units.ts';

/** A port by its place on the case. */
export const CablePort = z.object({
  /** As a cable names it. */
  key: z.string(),
  name: z.string(),
  /** Its number, or the words somebody gave it. */
  label: z.string(),
  isUsed: z.boolean(),
  /** Reports differ on whether RDMA goes through it. */
  isDoubtful: z.boolean(),
});
export type CablePort = z.output<typeof CablePort>;

export const CableMachine = z.object({
  id: Id,
  name: Name,
  modelName: z.string(),
  simulated: z.boolean(),
  connection: AgentConnection,
  /** When its agent told all of this; `null` when it never has. */
  reportedAt: Instant.nullable(),
  /** Whether RDMA is switched on; `null` is not known. */
  rdma: z.boolean().nullable(),
  ports: z.array(CablePort),
  /** Its agent has told its ports; else only those of cables entered by hand are known. */
  tellsPorts: z.boolean(),
});
export type CableMachine = z.output<typeof CableMachine>;

export const CableEnd = z.object({
  machineId: Id,
  /** A port's key, and its name on the case. */
  port: z.string(),
  portName: z.string(),
  device: z.string().nullable(),
  deviceActive: z.boolean().nullable(),
  address: z.string().nullable(),
  bridge: z.enum(['off', 'on', 'unknown']),
  bridgeName: z.string().nullable(),
  /** Its agent reports this port; else the cable was entered by hand. */
  isReported: z.boolean(),
});
export type CableEnd = z.output<typeof CableEnd>;

export const Cable = z.object({
  id: z.string(),
  a: CableEnd,
  b: CableEnd,
  speedGbps: z.number().nullable(),
  /** Whether RDMA can use it now; `null` is not known, and never a pass. */
  rdma: z.boolean().nullable(),
  /** Why. */
  reason: z.string(),
  origin: z.enum(['seen', 'entered']),
  /** What a person entered there: it can be changed and removed. */
  entered: z.object({ id: Id, speedGbps: z.number().nullable(), rdma: z.boolean().nullable() }).nullable(),
  through: z.string().nullable(),
  simulated: z.boolean(),
});
export type Cable = z.output<typeof Cable>;

/** A cable entered by hand that an agent contradicts: it counts nowhere. */
export const UnseenCable = z.object({
  id: Id,
  a: CableEnd,
  b: CableEnd,
  /** As entered. */
  speedGbps: z.number().nullable(),
  rdma: z.boolean().nullable(),
  /** What the agent says. */
  why: z.string(),
  simulated: z.boolean(),
});
export type UnseenCable = z.output<typeof UnseenCable>;

/** A cable that a full mesh lacks, with free ports for it where there are any. */
export const MissingCable = z.object({
  aMachineId: Id,
  aPort: z.string().nullable(),
  bMachineId: Id,
  bPort: z.string().nullable(),
  /** One of them has not told its ports: there may be one. */
  isSilent: z.boolean(),
  text: z.string(),
});
export type MissingCable = z.output<typeof MissingCable>;

export const CableIsland = Island.extend({ missing: z.array(MissingCable) });
export type CableIsland = z.output<typeof CableIsland>;

export const CableMap = z.object({
  machines: z.array(CableMachine),
  cables: z.array(Cable),
  unseen: z.array(UnseenCable),
  islands: z.array(CableIsland),
  /** What the reports say that can't be so. */
  doubts: z.array(z.object({ machineIds: z.array(Id), text: z.string() })),
});
export type CableMap = z.output<typeof CableMap>;

const CablePlace = z.object({ machineId: Id, port: Text.trim().min(1).max(60) });
/** A cable as a person tells of it. The id is made by who enters it, so that sending it again changes nothing. */
export const EnteredCable = z.object({
  id: Id,
  a: CablePlace,
  b: CablePlace,
  speedGbps: z.number().int().min(1).max(1000).nullable(),
  /** Whether RDMA goes over it, as far as who enters it knows. */
  rdma: z.boolean().nullable(),
});
export type EnteredCable = z.output<typeof EnteredCable>;

/** As many as one booking holds. */
export const MOST_IN_SET = 64;
export const CheckSetInput = z.object({ machineIds: z.array(Id).min(1).max(MOST_IN_SET) });

const Remedy = z.object({ text: z.string(), steps: z.array(z.string()), commands: z.array(z.string()) });
const Check = z.object({
  code: z.enum(CHECK_CODES),
  state: z.enum(['pass', 'warn', 'unknown', 'fail']),
  machineIds: z.array(Id),
  evidence: z.string(),
  remedy: Remedy.nullable(),
});
const Verdict = z.object({
  kind: z.enum(['jaccl', 'jaccl_ring', 'ring']),
  state: z.enum(['pass', 'unknown', 'fail']),
  deciding: z.array(z.enum(CHECK_CODES)),
  text: z.string(),
});
const Hostfile = z.object({
  backend: z.enum(['jaccl', 'jaccl-ring', 'ring']),
  /** Machines by rank. */
  machineIds: z.array(Id),
  devices: z.array(z.array(z.union([z.null(), z.string(), z.array(z.string())]))).nullable(),
  text: z.string(),
  devicesText: z.string().nullable(),
  gaps: z.array(z.string()),
});

/** Whether a set of machines can run one model together, why not, and what it takes. */
export const SetCheck = z.object({
  machines: z.array(z.object({ id: Id, name: Name })),
  /** How many of them are simulated: those prove nothing about hardware. */
  simulatedMachines: Count,
  checks: z.array(Check),
  verdicts: z.array(Verdict),
  /** Machines along the cables; `null` where there is no way round. */
  ringOrder: z.array(Id).nullable(),
  hostfiles: z.array(Hostfile),
  /** Commands to copy; machines that need none are left out. */
  network: z.array(
    z.object({ machineId: Id, name: Name, untilRestart: z.array(z.string()), lasting: z.array(z.string()) }),
  ),
});
export type SetCheck = z.output<typeof SetCheck>;
