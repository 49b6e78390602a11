import * as z from 'zod';
import { CHECK_CODES } from '../domain/readiness-check.ts';
import { AgentConnection, Island } from './machine.ts';
import { limit } from './paging.ts';
import { AskedModel } from './planning.ts';
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
  /** Why it can't be in an RDMA group whatever is plugged in, and what it can do; `null` where it can or may. */
  noRdma: z.string().nullable(),
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
  /** Since when the agents see it; `null` where that is not known. */
  since: Instant.nullable(),
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

/** The ports of a machine, for who enters a cable. */
export const MachinePorts = z.object({
  /** By its agent; else they are as the catalogue knows the model. */
  isReported: z.boolean(),
  ports: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      isDoubtful: z.boolean(),
      /** What is plugged in, and of a cable entered by hand its id. */
      taken: z.object({ enteredId: Id.nullable(), by: z.string() }).nullable(),
    }),
  ),
});
export type MachinePorts = z.output<typeof MachinePorts>;

export const CableChangesInput = z.object({ limit: limit(50, 200) });
const CableState = z.object({ speedGbps: z.number().nullable(), rdma: z.boolean().nullable() });
const ChangedEnd = z.object({ machineId: Id, name: Name, portName: z.string() });
/** What became of a cable; `times` counts what a loose plug did meanwhile. */
export const CableChange = z.object({
  id: Id,
  /** Of the map, while the cable is there. */
  cableId: z.string(),
  kind: z.enum(['came', 'gone', 'speed', 'rdma', 'as_before']),
  a: ChangedEnd,
  b: ChangedEnd,
  before: CableState.nullable(),
  after: CableState.nullable(),
  times: Count,
  firstAt: Instant,
  at: Instant,
  simulated: z.boolean(),
});
export const CableChanges = z.object({
  since: Instant,
  changes: z.array(CableChange),
  hasMore: z.boolean(),
});
export type CableChanges = z.output<typeof CableChanges>;

/** As many as one booking holds. */
export const MOST_IN_SET = 64;
export const CheckSetInput = z.object({
  machineIds: z.array(Id).min(1).max(MOST_IN_SET),
  /** Whether they can run that model together. */
  model: AskedModel.optional(),
});
export type CheckSetInput = z.output<typeof CheckSetInput>;

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
  /** Of the model that was asked about: as What fits tells it. */
  model: z
    .object({
      title: z.string(),
      quantisation: z.string(),
      verdict: z.enum(['fits', 'too-big', 'no-split', 'no-engine', 'unknown']),
      split: z.enum(['single', 'tensor', 'pipeline']),
      reason: z.string(),
    })
    .nullable(),
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
