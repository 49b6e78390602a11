import * as z from 'zod';
import { storeFacts } from './store-facts.ts';
import { TROUBLE_KINDS } from '../domain/machine-trouble.ts';
import { BlockKind } from './booking.ts';
import {
  ByteCount,
  ByteTotal,
  Celsius,
  CoreCount,
  CoveredMs,
  Fingerprint,
  Identifier,
  Joules,
  Label,
  LayerCount,
  Level,
  Moment,
  Note,
  ParameterCount,
  ProcessId,
  RankCount,
  Ratio,
  readableList,
  Watts,
  WattsOrNone,
} from './bounds.ts';
import { ModelShape } from './model-shape.ts';
import { NetworkInterface, RdmaFacts, ThunderboltPort } from './network-facts.ts';
import { Asleep, PowerFacts } from './power.ts';
import { Text } from './text.ts';
import { Count, Id, Instant, Name, Revision } from './units.ts';

/** Where a power value comes from, best first. `simulated` never enters a real total. */
export const POWER_SOURCES = [
  'plug_meter',
  'smc_pstr',
  'rapl_psys',
  'rapl_pkg_dram',
  'nvml',
  'ioreport_sum',
  'declared',
  'simulated',
] as const;
export const PowerSource = z.enum(POWER_SOURCES);
export type PowerSource = z.infer<typeof PowerSource>;

/**
 * The one-second reading a probe or the simulated runtime gives. `null` means the machine has no such meter: it is
 * never zero. The sampler adds time and counters.
 */
export const Reading = z.object({
  powerWatts: Watts.nullable(),
  powerSource: PowerSource.nullable(),
  cpuRatio: Ratio.nullable(),
  gpuRatio: Ratio.nullable(),
  memoryUsedBytes: ByteCount.nullable(),
  memoryTotalBytes: ByteCount.nullable(),
  temperatureCelsius: Celsius.nullable(),
  networkRxBytes: ByteTotal.nullable(),
  networkTxBytes: ByteTotal.nullable(),
  /** Hardware energy counter in joules where there is one (RAPL, NVML), wrap-corrected by the probe. */
  counterJoules: Joules.nullable(),
});
export type Reading = z.output<typeof Reading>;

/** What an agent has seen that keeps its machine from holding a model, and when. */
export const MachineTrouble = z.object({ kind: z.enum(TROUBLE_KINDS), detail: Note, at: Moment });
export type MachineTrouble = z.output<typeof MachineTrouble>;

/** One look at the machine: what was asked, when, and why it gave nothing. */
export const Probe = z.object({
  /** What it finds out, in words. */
  name: Label,
  /** The command or file that was asked. */
  source: Label,
  at: Moment,
  ok: z.boolean(),
  problem: Label.nullable(),
});
export type Probe = z.output<typeof Probe>;

/** A program that holds a model and was not started by the agent, with what it started itself. */
export const UnmanagedProcess = z.object({
  pid: ProcessId,
  user: Label,
  /** `ollama`, `MLX`, … as `agent/probes/unmanaged/model-programs.ts` names them. */
  program: Label,
  /** Resident, of all its processes together. */
  memoryBytes: ByteCount,
});
export type UnmanagedProcess = z.output<typeof UnmanagedProcess>;

/**
 * What the agent found out about its machine. `serial` is for who keeps the register and hardware addresses are for
 * waking it: no list or page of a machine has them.
 */
export const MachineFacts = z.object({
  hostId: Identifier,
  hostName: Label,
  os: z.enum(['macos', 'linux']),
  osVersion: Label.nullable(),
  osBuild: Label.nullable(),
  arch: Label,
  hwModel: Label.nullable(),
  chip: Label.nullable(),
  cpuCores: CoreCount.nullable(),
  gpuCores: CoreCount.nullable(),
  memoryBytes: ByteCount.nullable(),
  diskFreeBytes: ByteCount.nullable(),
  addresses: readableList(z.object({ interface: Label, ipv4: z.ipv4() }), 256),
  thunderbolt: readableList(ThunderboltPort, 64).nullable(),
  rdma: RdmaFacts.nullable(),
  onBattery: z.boolean().nullable(),
  /** macOS's own number: 0 nominal, 1 moderate, 2 heavy, 3 trapping, 4 sleeping. */
  thermalPressure: Level.nullable().optional(),
  interfaces: readableList(NetworkInterface, 128).nullable().optional(),
  /** macOS's own number: 1 normal, 2 warning, 4 critical. */
  memoryPressure: Level.nullable().optional(),
  /** How much the GPU may wire; 0 leaves it to macOS. */
  wiredLimitBytes: ByteCount.nullable().optional(),
  lidClosed: z.boolean().nullable().optional(),
  /** Minutes of idleness after which it goes to sleep; 0 is never. */
  sleepAfterMinutes: z.number().int().min(0).max(100_000).nullable().optional(),
  serial: Label.nullable().optional(),
  diskTotalBytes: ByteCount.nullable().optional(),
  /** Whether macOS lets the agent and its ranks reach other machines unasked; `unsure` where it may ask a person. */
  localNetwork: z.enum(['allowed', 'unsure']).nullable().optional(),
  /** Model processes of others, the largest first; null: it could not look. */
  unmanaged: readableList(UnmanagedProcess, 32).nullable().optional(),
  /** What putting it to sleep and waking it rest on; none: its agent is too old for either. */
  power: PowerFacts.nullable().optional().catch(null),
  probes: readableList(Probe, 64).optional(),
  ...storeFacts,
  simulated: z.boolean(),
});
export type MachineFacts = z.output<typeof MachineFacts>;

/** A model folder the agent has under its own models root and can start. */
export const AgentModel = z.object({
  id: z.string().regex(/^[\w.-]{1,96}(\/[\w.-]{1,96})?$/),
  title: Label,
  description: Note,
  architecture: Label,
  layers: LayerCount.nullable(),
  parameters: ParameterCount.nullable(),
  weightsBytes: ByteCount,
  /** Hash over file names and sizes plus config.json, equal on machines that hold the same model. */
  fingerprint: Fingerprint,
  tensorSizes: z.array(RankCount).max(64),
  pipelineSizes: z.array(RankCount).max(64),
  suggestedQuestions: readableList(Note, 20),
  /** What its files tell of it, for planning; what can't be read is none, and costs the rest nothing. */
  shape: ModelShape.nullish().catch(null),
  problem: Note.nullable(),
  /** It lies in the agent's own folder, from which it may be removed; in people's folders nothing is. */
  removable: z.boolean().optional(),
});
export type AgentModel = z.output<typeof AgentModel>;

/** State of the pinned Python environment; `message` says what is missing and how to get it. */
export const EngineState = z.object({
  ready: z.boolean(),
  mlx: Label.nullable(),
  mlxLm: Label.nullable(),
  python: Label.nullable(),
  backends: z.array(z.enum(['ring', 'jaccl'])).max(8),
  message: Note.nullable(),
  /** Names of `EngineSettings` that it takes; an older agent tells none. */
  settings: z.array(Label).max(32).optional(),
  /** Its ranks can be handed from one session to the next; an older agent tells nothing. */
  handsOver: z.boolean().optional(),
  /** Of an engine that is not MLX. */
  product: z.object({ name: Label, version: Label }).optional(),
});
export type EngineState = z.output<typeof EngineState>;

export const AGENT_STATES = ['never', 'online', 'suspect', 'lost', 'asleep', 'revoked'] as const;
export const AgentConnection = z.enum(AGENT_STATES);
export type AgentConnection = z.infer<typeof AgentConnection>;

export const MACHINE_STATUSES = ['active', 'maintenance', 'loaned', 'retired'] as const;
export const MachineStatus = z.enum(MACHINE_STATUSES);
export type MachineStatus = z.infer<typeof MachineStatus>;

/**
 * A light reading, sent each second and not kept; what is kept goes by `metrics:chunks`. `energyJoules` and
 * `coveredMs` are cumulative since the agent's boot.
 */
export const LiveSample = Reading.omit({
  counterJoules: true,
  networkRxBytes: true,
  networkTxBytes: true,
}).extend({
  at: Moment,
  powerWatts: WattsOrNone,
  energyJoules: Joules.nullable(),
  coveredMs: CoveredMs.nullable(),
});
export type LiveSample = z.output<typeof LiveSample>;

/** The newest reading of a heartbeat; the UI greys it when `stale`. */
export const LiveReading = LiveSample.extend({ stale: z.boolean() });
export type LiveReading = z.output<typeof LiveReading>;

/** What screens show of a machine's newest reading. */
export const LiveFigures = LiveSample.pick({
  powerWatts: true,
  powerSource: true,
  cpuRatio: true,
  gpuRatio: true,
  memoryUsedBytes: true,
  memoryTotalBytes: true,
  temperatureCelsius: true,
});
export type LiveFigures = z.output<typeof LiveFigures>;

export const MachineHolder = z.object({
  kind: z.enum(['you', 'other', 'free', 'maintenance', 'unknown']),
  bookingId: Id.nullable(),
  sessionId: Id.nullable(),
  rank: Count.nullable(),
  personName: z.string().nullable(),
  purpose: z.string().nullable(),
  modelTitle: z.string().nullable(),
  until: Instant.nullable(),
  nextStartsAt: Instant.nullable(),
  nextPersonName: z.string().nullable(),
  nextKind: BlockKind.nullable(),
});
export type MachineHolder = z.output<typeof MachineHolder>;

const PowerRange = z.object({
  idleWatts: z.number(),
  maxWatts: z.number(),
  basis: z.enum(['entered', 'catalogue']),
});

/** No new session starts on it; what runs goes on, unless it is drained as well. */
export const Cordon = z.object({
  since: Instant,
  by: z.string(),
  reason: z.string(),
  /** It is drained: what runs ends with its answers, at the latest then. */
  drainBy: Instant.nullable(),
});
export type Cordon = z.output<typeof Cordon>;

export const Machine = z.object({
  id: Id,
  name: Name,
  catalogId: z.string().nullable(),
  modelName: z.string(),
  simulated: z.boolean(),
  status: MachineStatus,
  island: z.string().nullable(),
  note: z.string().nullable(),
  memoryBytes: Count.nullable(),
  chip: z.string().nullable(),
  osLabel: z.string().nullable(),
  /** Of the disk that holds its models; two digits, rounded down. */
  diskFreeBytes: Count.nullable(),
  hostName: z.string().nullable(),
  /** Names of other machines whose agents run on the same host; said on the card. */
  sharesHostWith: z.array(z.string()),
  connection: AgentConnection,
  /** Another one after each join. */
  agentId: Id.nullable(),
  lastSeenAt: Instant.nullable(),
  /** How far its own clock is ahead of the portal's; only said when it is more than a bit. */
  clockSkewMs: z.number().int().nullable(),
  agentVersion: z.string().nullable(),
  engine: EngineState.nullable(),
  /** Model processes of others on it; null: its agent can't tell. */
  unmanaged: z.array(UnmanagedProcess).nullable(),
  models: z.array(AgentModel.omit({ shape: true })),
  /** Its agent reports in a shape of an earlier version: what of it can't be read is left out. */
  isReportOutdated: z.boolean(),
  needsAttention: z.string().nullable(),
  /** Since when it takes no model until it was restarted; why is what needs attention. */
  quarantinedAt: Instant.nullable(),
  cordon: Cordon.nullable(),
  /** A model that stays loaded after its booking for the next one: nobody's. */
  warm: z.object({ sessionId: Id, modelTitle: z.string(), until: Instant }).nullable(),
  /** The portal put it to sleep, and wakes it when it is needed. */
  asleep: Asleep.nullable(),
  holder: MachineHolder,
  live: LiveReading.nullable(),
  /** What its watts are estimated by where it has no meter. */
  powerRange: PowerRange.nullable(),
  /** Counts what people changed; an agent's word leaves it. */
  revision: Count,
});
export type Machine = z.output<typeof Machine>;

/** A group of machines cabled to each other (or on their own), in the order every screen uses. */
export const Island = z.object({
  id: z.string(),
  title: z.string(),
  kind: z.enum(['rdma_mesh', 'mesh', 'chain', 'none', 'one_host']),
  cablesSeen: Count,
  cablesWanted: Count,
  verdict: z.string().nullable(),
  simulated: z.boolean(),
  machineIds: z.array(Id),
});
export type Island = z.output<typeof Island>;

/** What the lab draws now: one meter a host counted once, simulated machines apart and in no sum. */
export const LabPower = z.object({
  powerWatts: z.number().nullable(),
  measuredMachines: Count,
  simulatedPowerWatts: z.number().nullable(),
});
export type LabPower = z.output<typeof LabPower>;

/** What the shell of every page asks: what the lab draws, what is free and what runs. Simulated machines are apart. */
export const LabGlance = LabPower.extend({
  machines: Count,
  simulatedMachines: Count,
  freeMachines: Count,
  runningSessions: Count,
});
export type LabGlance = z.output<typeof LabGlance>;

const LabToday = z.object({
  energyTodayJoules: z.number().nullable(),
  energyTodayCoverage: z.number().nullable(),
  tokensToday: Count,
});
export const LabNow = LabGlance.extend({
  ...LabToday.shape,
  /** Of the simulated machines, which are in none of the others. */
  simulated: LabToday.extend({ runningSessions: Count }),
});
export type LabNow = z.output<typeof LabNow>;

export const AddMachineInput = z.object({ name: Name, note: Text.max(500).optional() });
export const RenameMachineInput = z.object({ id: Id, name: Name, revision: Revision });
const LONGEST_DRAIN_MINUTES = 7 * 24 * 60;
export const CordonMachineInput = z.object({
  id: Id,
  revision: Revision,
  reason: Text.trim().min(1, 'Say why, for those who wanted to use it.').max(200),
  /** Null: what runs goes on; else it ends with its answers, after so many minutes at the latest. */
  drainMinutes: z.number().int().min(0).max(LONGEST_DRAIN_MINUTES).nullable(),
});
export const UncordonMachineInput = z.object({ id: Id, revision: Revision });
export const SetMachineStatusInput = z.object({ id: Id, status: MachineStatus, revision: Revision });

/** Lines to paste, each whole: for the machine, with an administrator's password, or for one person's account. */
export const JoinCommands = z.object({ machine: z.string(), person: z.string() });
export type JoinCommands = z.output<typeof JoinCommands>;

/** Answer to "Add a Mac": shown once, the secret is stored as a hash only. */
export const JoinToken = z.object({
  machineId: Id,
  /** The agent that the machine had when the token was made: joining brings another. */
  replacesAgentId: Id.nullable(),
  token: z.string(),
  expiresAt: Instant,
  commands: JoinCommands,
});
export type JoinToken = z.output<typeof JoinToken>;
