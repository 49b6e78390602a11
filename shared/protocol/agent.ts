import * as z from 'zod';
import { AgentNote } from '../schemas/agent-event.ts';
import { AnswerSettings } from '../schemas/answer-settings.ts';
import {
  BootId,
  ByteCount,
  DurationMs,
  Epoch,
  ExitCode,
  Fingerprint,
  Identifier,
  Label,
  LastSequenceNumber,
  LayerCount,
  Moment,
  Note,
  Port,
  ProcessId,
  RankCount,
  RankNumber,
  readableList,
  TokenCount,
  Version,
} from '../schemas/bounds.ts';
import { ChatTurn, GenerationDelta, Usage } from '../schemas/chat.ts';
import { EngineSettings } from '../schemas/engine-settings.ts';
import { AgentModel, EngineState, LiveSample, MachineFacts, MachineTrouble } from '../schemas/machine.ts';
import {
  CopiedModelId,
  CopyEnded,
  copyFence,
  CopyListed,
  CopyOffered,
  CopyProgress,
  CopyReading,
  CopyToken,
  DiskKey,
  DiskLooked,
  HubRevision,
  ModelFiles,
  ModelOnMachine,
} from '../schemas/model-store.ts';
import { MacAddress } from '../schemas/power.ts';
import { ReadingChunk } from '../schemas/reading.ts';
import { Backend, LogLine, Parallelism, RankState } from '../schemas/session.ts';
import { PairCheck, ProofAnswer } from '../schemas/session-start.ts';
import { Count, Id, Instant } from '../schemas/units.ts';
import { defineCatalog, type EventsOf } from './catalog.ts';

/*
 * The closed list of what portal and agent say to each other over socket.io namespace `/agent`.
 *
 * The agent dials out and proves its key (`join.ts`). It says hello with what it really runs; the portal answers
 * with what it should run, and the agent stops the rest. Every session message carries (sessionId, epoch): the
 * portal checks the pair inside its SQL, the agent drops commands of an older epoch. A session's ranks start in
 * step: prepare (files, ports) → check (each link by itself) → launch (spawn by the plan, READY) → go (GO, group,
 * load) → warm-up (rank 0, one token) → prove (rank 0, known answers).
 */
export const PROTOCOL_VERSION = 4;
/** The first with `session:check` and `session:prove`. */
export const CHECKING_PROTOCOL = 4;

const fence = { sessionId: Id, epoch: Epoch };

export const RunningRank = z.object({ ...fence, rank: RankNumber, state: RankState });
export type RunningRank = z.output<typeof RunningRank>;

/** Sessions this machine should hold. Complete: what is not named here is to be stopped. */
export const DesiredSession = z.object({
  ...fence,
  rank: Count,
  leaseMs: Count,
  endsAt: Instant,
  /** It goes on with the rank of that session, which is kept warm. */
  takesOver: z.object(fence).optional(),
});
export type DesiredSession = z.output<typeof DesiredSession>;

/** How the ranks of a session find each other; what each agent turns into its rank's environment. */
export const RankNetwork = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('single') }),
  /** One `ip:port` a rank, numeric IPv4. */
  z.object({ kind: z.literal('ring'), hosts: z.array(z.string()) }),
  z.object({
    kind: z.enum(['jaccl', 'jaccl_ring']),
    /** Row i, column j: RDMA devices of rank i towards rank j; null on the diagonal and between ring strangers. */
    devices: z.array(z.array(z.union([z.null(), z.string(), z.array(z.string())]))),
    coordinator: z.string(),
  }),
]);
export type RankNetwork = z.output<typeof RankNetwork>;

/**
 * What every rank of a session is started by. It travels as a text with its hash, so that a field which one side
 * doesn't know is hashed all the same.
 */
export const SessionPlan = z.object({
  ...fence,
  model: z.object({ id: z.string(), revision: z.string() }),
  backend: Backend,
  parallelism: Parallelism,
  network: RankNetwork,
  /** In their order. */
  ranks: z.array(z.object({ rank: Count, machineId: z.string(), machineName: z.string() })).max(1024),
  engine: z.object({ mlx: z.string().nullable(), mlxLm: z.string().nullable() }),
  settings: EngineSettings.optional(),
});
export type SessionPlan = z.output<typeof SessionPlan>;

/** A link to try: with which rank, as which of the two, and how they find each other. */
const PairToTry = z.object({
  peer: RankNumber,
  place: z.union([z.literal(0), z.literal(1)]),
  network: RankNetwork,
});
export type PairToTry = z.output<typeof PairToTry>;
const Prompt = z.object({ id: z.string(), text: z.string(), maxTokens: z.number().int().positive() });
export type Prompt = z.output<typeof Prompt>;

/** What a machine is and has. A model that can't be read, or one of too many, costs only itself. */
const description = { facts: MachineFacts, models: readableList(AgentModel, 1000), engine: EngineState };
const running = z.array(RunningRank).max(64);

export const agentEvents = defineCatalog({
  'agent:hello': {
    payload: z.object({
      protocolVersion: Version,
      agentVersion: Label,
      bootId: BootId,
      ...description,
      running,
    }),
    reply: z.object({
      machineId: Id,
      machineName: z.string(),
      serverTime: Instant,
      heartbeatMs: Count,
      sampleMs: Count,
      /** How long readings are gathered before they are sent to be kept. */
      chunkMs: Count.default(15_000),
      desired: z.array(DesiredSession),
      /** Why it gets no work, in words, and what to do: its protocol and the portal's are too far apart. */
      upgradeRequired: z.string().optional(),
    }),
  },
  'agent:heartbeat': {
    payload: z.object({
      bootId: BootId,
      running,
      /** The machine's own clock; everything else the agent says is in the portal's time. */
      wallTime: Moment.optional(),
      reading: LiveSample.nullish(),
      /** Why it can hold no model until it was restarted, said with each heartbeat while it is so. */
      trouble: MachineTrouble.optional(),
      /** When its system was started. */
      bootedAt: Moment.optional(),
    }),
    reply: z.object({
      serverTime: Instant,
      desired: z.array(DesiredSession),
      /** An admin gave the machine back after the trouble that it told. */
      forgiven: z.boolean().optional(),
    }),
  },
  'agent:facts': {
    payload: z.object(description),
    reply: z.object({}),
  },
  /** What it noticed of its machine: a sleep, a clock that was set, other addresses. */
  'agent:notes': {
    payload: z.object({ notes: readableList(AgentNote, 50) }),
    reply: z.object({}),
  },
  'metrics:chunks': {
    payload: z.object({ bootId: BootId, chunks: z.array(ReadingChunk).min(1).max(200) }),
    /** What the portal has now; the agent keeps the rest and brings it again. */
    reply: z.object({ stored: z.array(Count) }),
  },
  /** No reply, and none is sent again: who watches sees the next one a second later. */
  'metrics:live': { payload: LiveSample },
  'rank:state': {
    payload: z.object({
      ...fence,
      rank: RankNumber,
      state: RankState,
      at: Moment,
      /** With `prepared`: where this rank would listen for its peers. */
      listen: z
        .object({
          hostId: Identifier,
          address: z.ipv4(),
          port: Port,
          /** One for each link that may be tried before. */
          checkPorts: z.array(Port).max(1024).optional(),
        })
        .optional(),
      /** With `checked`. */
      pairs: readableList(PairCheck, 1024).optional(),
      /** With a `ready` after `session:prove`. */
      proof: z.array(ProofAnswer).max(8).optional(),
      pid: ProcessId.optional(),
      /** With `connected`: what MLX itself says. */
      groupRank: RankNumber.optional(),
      groupSize: RankCount.optional(),
      loadedLayers: LayerCount.optional(),
      totalLayers: LayerCount.optional(),
      memoryBytes: ByteCount.optional(),
      /** With `ready`: rank 0 answered the warm-up token after this long. */
      warmUpMs: DurationMs.optional(),
      /** With `exited`. */
      exitCode: ExitCode.nullable().optional(),
      signal: Label.nullable().optional(),
      cause: z
        .enum(['asked', 'crashed', 'load_failed', 'peer_lost', 'stalled', 'lease_ended', 'prepare_failed'])
        .optional(),
      message: Note.optional(),
    }),
    reply: z.object({}),
  },
  'rank:log': {
    payload: z.object({ ...fence, lines: z.array(LogLine).min(1).max(500) }),
    reply: z.object({}),
  },
  'generation:deltas': {
    payload: z.object({
      ...fence,
      generationId: Id,
      deltas: z.array(GenerationDelta).min(1).max(500),
      /** From asking the rank; with every message once it is known. */
      timeToFirstTokenMs: DurationMs.optional(),
    }),
    /** The highest contiguous seq stored; the agent keeps what is above it and sends it again. */
    reply: z.object({ storedSeq: Count }),
  },
  /** How far a question has been read. No reply, and never stored: who looks sees the next one. */
  'generation:prefill': {
    payload: z.object({ ...fence, generationId: Id, done: TokenCount, total: TokenCount }),
  },
  'generation:end': {
    payload: z.object({
      ...fence,
      generationId: Id,
      /** Deltas 1…lastSeq belong to the answer; the portal refuses the end until it has them all. */
      lastSeq: LastSequenceNumber,
      state: z.enum(['completed', 'stopped', 'length', 'interrupted', 'error']),
      usage: Usage,
      message: Note.nullable(),
      at: Moment,
    }),
    reply: z.object({}),
  },
  /** The giver of a model listens for the one machine that gets it. */
  'model:offered': { payload: CopyOffered, reply: z.object({}) },
  /** A machine that brings a model from outside knows what it is made of. */
  'model:listed': { payload: CopyListed, reply: z.object({}) },
  /** No reply to either, and none is sent again: the next one is a second away. */
  'model:reading': { payload: CopyReading },
  'model:progress': { payload: CopyProgress },
  /** From either end; of the giver only when it can't give. */
  'model:ended': { payload: CopyEnded, reply: z.object({}) },
  /** What lies on the disks attached to it, as it was asked by `model:look`. */
  'model:looked': { payload: DiskLooked, reply: z.object({}) },
});

export const agentCommands = defineCatalog({
  'session:prepare': {
    payload: z.object({
      ...fence,
      rank: Count,
      size: Count,
      modelId: z.string(),
      modelFingerprint: z.string(),
      parallelism: Parallelism,
      backend: Backend,
      /** Nothing: as the engine has them. */
      settings: EngineSettings.optional(),
      leaseMs: Count,
      endsAt: Instant,
    }),
    reply: z.object({}),
  },
  /** Its booking is over: answer nobody, and keep the rank warm until then. */
  'session:rest': { payload: z.object({ ...fence, endsAt: Instant }), reply: z.object({}) },
  /** Go on with the rank of a session that is kept warm, as it is loaded. */
  'session:take-over': {
    payload: z.object({ ...fence, rank: Count, from: z.object(fence), leaseMs: Count, endsAt: Instant }),
    reply: z.object({}),
  },
  /** In this order, one after the other. */
  'session:check': { payload: z.object({ ...fence, pairs: z.array(PairToTry) }), reply: z.object({}) },
  'session:launch': {
    payload: z.object({
      ...fence,
      network: RankNetwork,
      plan: z.object({ text: z.string(), digest: z.string() }).optional(),
    }),
    reply: z.object({}),
  },
  'session:go': { payload: z.object({ ...fence }), reply: z.object({}) },
  'session:warm-up': { payload: z.object({ ...fence }), reply: z.object({}) },
  'session:prove': { payload: z.object({ ...fence, prompts: z.array(Prompt) }), reply: z.object({}) },
  'session:stop': { payload: z.object({ ...fence, reason: z.string() }), reply: z.object({}) },
  'generation:start': {
    payload: z.object({
      ...fence,
      generationId: Id,
      messages: z.array(ChatTurn),
      settings: AnswerSettings,
      maxTokens: z.number().int().positive(),
    }),
    reply: z.object({}),
  },
  'generation:stop': { payload: z.object({ ...fence, generationId: Id }), reply: z.object({}) },
  /** Give a model of this machine's to one other, which asks with the token, until the moment named. */
  'model:offer': {
    payload: z.object({
      ...copyFence,
      ...ModelOnMachine.shape,
      /** One of this machine's own addresses, to listen on. */
      address: z.ipv4(),
      token: CopyToken,
      /** It ends by itself when nobody has asked for so long. */
      idleMs: Count,
    }),
    reply: z.object({}),
  },
  'model:withdraw': { payload: z.object(copyFence), reply: z.object({}) },
  /** Fetch a model from the machine that offers it; what an earlier try brought is gone on from. */
  'model:fetch': {
    payload: z.object({
      ...copyFence,
      ...ModelOnMachine.shape,
      files: ModelFiles,
      /** How much of its link it may take. */
      bytesPerSecond: z.number().int().positive().nullable(),
      address: z.ipv4(),
      port: Port,
      token: CopyToken,
    }),
    reply: z.object({}),
  },
  /** Bring a model from a hub outside the lab; an earlier try is gone on from. */
  'model:bring': {
    payload: z.object({
      ...copyFence,
      modelId: CopiedModelId,
      /** Where the hub's own addresses begin. */
      base: z.url({ protocol: /^https?$/ }),
      revision: HubRevision,
      /** For this try alone. */
      token: z.string().max(400).nullable(),
      bytesPerSecond: z.number().int().positive().nullable(),
    }),
    reply: z.object({}),
  },
  /** Look through the disks attached to this machine, and tell what models are there. */
  'model:look': { payload: z.object({ lookId: Id }), reply: z.object({}) },
  /** Bring a model from one of those disks; an earlier try is gone on from. */
  'model:import': {
    payload: z.object({
      ...copyFence,
      ...ModelOnMachine.shape,
      key: DiskKey,
      bytesPerSecond: z.number().int().positive().nullable(),
    }),
    reply: z.object({}),
  },
  /** How much of its link a model that comes may take from now on; of one that does not come any more nothing happens. */
  'model:pace': {
    payload: z.object({ ...copyFence, bytesPerSecond: z.number().int().positive().nullable() }),
    reply: z.object({}),
  },
  /** Stop fetching, and throw away what has come. */
  'model:drop': {
    payload: z.object({ copyId: Id, modelId: CopiedModelId, fingerprint: Fingerprint }),
    reply: z.object({}),
  },
  /** Remove a model from the agent's own folder. */
  'model:remove': { payload: ModelOnMachine, reply: z.object({}) },
  /** Sleep, a moment after the answer. The agent looks by itself whether anybody needs its machine, and refuses then. */
  'machine:sleep': { payload: z.object({}), reply: z.object({}) },
  /** Send the packet that wakes another machine to all of one of its own networks. */
  'machine:wake': { payload: z.object({ mac: MacAddress, broadcast: z.ipv4() }), reply: z.object({}) },
  'agent:revoked': { payload: z.object({ reason: z.string() }), reply: z.object({}) },
});

export type AgentToPortal = EventsOf<typeof agentEvents>;
export type PortalToAgent = EventsOf<typeof agentCommands>;
