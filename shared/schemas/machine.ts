import * as z from 'zod';
import { BlockKind } from './booking.ts';
import { Count, Id, Instant, Milliseconds, Name, Ratio, Watts } from './units.ts';

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
  memoryUsedBytes: Count.nullable(),
  memoryTotalBytes: Count.nullable(),
  temperatureCelsius: z.number().nullable(),
  networkRxBytes: Count.nullable(),
  networkTxBytes: Count.nullable(),
  /** Hardware energy counter in joules where there is one (RAPL, NVML), wrap-corrected by the probe. */
  counterJoules: z.number().min(0).nullable(),
});
export type Reading = z.output<typeof Reading>;

export const ThunderboltPort = z.object({
  receptacle: z.string(),
  interface: z.string().nullable(),
  domainUuid: z.string(),
  peerDomainUuid: z.string().nullable(),
  speedGbps: z.number().nullable(),
  connected: z.boolean(),
  /** The dock, hub or display right at the port, whether or not a Mac is behind it. */
  through: z.string().max(255).nullable().optional(),
});
export type ThunderboltPort = z.output<typeof ThunderboltPort>;

/** Three-valued on purpose: `null` is "could not find out", which is never a pass. */
export const RdmaFacts = z.object({
  enabled: z.boolean().nullable(),
  devices: z
    .array(
      z.object({
        name: z.string(),
        portActive: z.boolean().nullable(),
        /** Whether its table of addresses has an IPv4 one, without which JACCL refuses it. */
        hasIpv4Gid: z.boolean().nullable().optional(),
      }),
    )
    .nullable(),
});

const InterfaceName = z
  .string()
  .max(32)
  .regex(/^[a-z]+\d+$/);

/** A network interface as `ifconfig` shows it; `members` are what a bridge joins. */
export const NetworkInterface = z.object({
  name: InterfaceName,
  up: z.boolean(),
  /** Something answers at the other end; `null` where the interface doesn't say. */
  active: z.boolean().nullable(),
  ipv4: z.array(z.object({ address: z.ipv4(), prefixLength: z.number().int().min(0).max(32) })).max(16),
  hasIpv6LinkLocal: z.boolean(),
  members: z.array(InterfaceName).max(64),
});
export type NetworkInterface = z.output<typeof NetworkInterface>;

/** What the agent found out about its machine. Serial numbers and hardware addresses are left out. */
export const MachineFacts = z.object({
  hostId: z.string(),
  hostName: z.string(),
  os: z.enum(['macos', 'linux']),
  osVersion: z.string().nullable(),
  osBuild: z.string().nullable(),
  arch: z.string(),
  hwModel: z.string().nullable(),
  chip: z.string().nullable(),
  cpuCores: Count.nullable(),
  gpuCores: Count.nullable(),
  memoryBytes: Count.nullable(),
  diskFreeBytes: Count.nullable(),
  addresses: z.array(z.object({ interface: z.string(), ipv4: z.string() })),
  thunderbolt: z.array(ThunderboltPort).nullable(),
  rdma: RdmaFacts.nullable(),
  onBattery: z.boolean().nullable(),
  /** macOS's own number: 0 nominal, 1 moderate, 2 heavy, 3 trapping, 4 sleeping. */
  thermalPressure: Count.nullable().optional(),
  interfaces: z.array(NetworkInterface).max(128).nullable().optional(),
  /** macOS's own number: 1 normal, 2 warning, 4 critical. */
  memoryPressure: z.number().int().min(0).max(100).nullable().optional(),
  /** How much the GPU may wire; 0 leaves it to macOS. */
  wiredLimitBytes: z
    .number()
    .int()
    .min(0)
    .max(2 ** 50)
    .nullable()
    .optional(),
  lidClosed: z.boolean().nullable().optional(),
  /** Minutes of idleness after which it goes to sleep; 0 is never. */
  sleepAfterMinutes: z.number().int().min(0).max(100_000).nullable().optional(),
  simulated: z.boolean(),
});
export type MachineFacts = z.output<typeof MachineFacts>;

/** A model folder the agent has under its own models root and can start. */
export const AgentModel = z.object({
  id: z.string().regex(/^[\w.-]{1,96}(\/[\w.-]{1,96})?$/),
  title: z.string(),
  description: z.string(),
  architecture: z.string(),
  layers: Count.nullable(),
  parameters: Count.nullable(),
  weightsBytes: Count,
  /** Hash over file names and sizes plus config.json, equal on machines that hold the same model. */
  fingerprint: z.string(),
  tensorSizes: z.array(Count),
  pipelineSizes: z.array(Count),
  suggestedQuestions: z.array(z.string()),
  problem: z.string().nullable(),
});
export type AgentModel = z.output<typeof AgentModel>;

/** State of the pinned Python environment; `message` says what is missing and how to get it. */
export const EngineState = z.object({
  ready: z.boolean(),
  mlx: z.string().nullable(),
  mlxLm: z.string().nullable(),
  python: z.string().nullable(),
  backends: z.array(z.enum(['ring', 'jaccl'])),
  message: z.string().nullable(),
});
export type EngineState = z.output<typeof EngineState>;

export const AGENT_STATES = ['never', 'online', 'suspect', 'lost', 'revoked'] as const;
export const AgentConnection = z.enum(AGENT_STATES);
export type AgentConnection = z.infer<typeof AgentConnection>;

export const MACHINE_STATUSES = ['active', 'maintenance', 'retired'] as const;
export const MachineStatus = z.enum(MACHINE_STATUSES);

/**
 * A light reading, sent each second and not kept; what is kept goes by `metrics:chunks`. `energyJoules` and
 * `coveredMs` are cumulative since the agent's boot.
 */
export const LiveSample = Reading.omit({
  counterJoules: true,
  networkRxBytes: true,
  networkTxBytes: true,
}).extend({ at: Instant, energyJoules: z.number().min(0).nullable(), coveredMs: Milliseconds.nullable() });
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
  models: z.array(AgentModel),
  /** Its agent reports in a shape of an earlier version: what of it can't be read is left out. */
  isReportOutdated: z.boolean(),
  needsAttention: z.string().nullable(),
  holder: MachineHolder,
  live: LiveReading.nullable(),
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

/** What the shell of every page asks: what the lab draws and what runs. Simulated machines are apart. */
export const LabGlance = LabPower.extend({
  machines: Count,
  simulatedMachines: Count,
  runningSessions: Count,
});
export type LabGlance = z.output<typeof LabGlance>;

export const LabNow = LabGlance.extend({
  freeMachines: z.array(z.string()),
  energyTodayJoules: z.number().nullable(),
  energyTodayCoverage: z.number().nullable(),
  tokensToday: Count,
});
export type LabNow = z.output<typeof LabNow>;

export const AddMachineInput = z.object({ name: Name, note: z.string().max(500).optional() });
export const RenameMachineInput = z.object({ id: Id, name: Name, revision: Count });
export const SetMachineStatusInput = z.object({ id: Id, status: MachineStatus, revision: Count });

/** Answer to "Add a Mac": shown once, the secret is stored as a hash only. */
export const JoinToken = z.object({
  machineId: Id,
  /** The agent that the machine had when the token was made: joining brings another. */
  replacesAgentId: Id.nullable(),
  token: z.string(),
  expiresAt: Instant,
  commands: z.array(z.string()),
});
export type JoinToken = z.output<typeof JoinToken>;
