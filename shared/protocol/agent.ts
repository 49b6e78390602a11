import * as z from 'zod';
import { AgentNote } from '../schemas/agent-event.ts';
import { AnswerSettings } from '../schemas/answer-settings.ts';
import {
  BootId,
  ByteCount,
  DurationMs,
  Epoch,
  ExitCode,
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
import { AgentModel, EngineState, LiveSample, MachineFacts } from '../schemas/machine.ts';
import { ReadingChunk } from '../schemas/reading.ts';
import { Backend, LogLine, Parallelism, RankState } from '../schemas/session.ts';
import { Count, Id, Instant } from '../schemas/units.ts';
import { defineCatalog, type EventsOf } from './catalog.ts';

/*
 * The closed list of what portal and agent say to each other over socket.io namespace `/agent`.
 *
 * The agent dials out and proves its key (`join.ts`). It says hello with what it really runs; the portal answers
 * with what it should run, and the agent stops the rest. Every session message carries (sessionId, epoch): the
 * portal checks the pair inside its SQL, the agent drops commands of an older epoch. A session's ranks start in
 * step: prepare (checks, port) → launch (spawn, READY) → go (GO, group, load) → warm-up (rank 0, one token).
 */
export const PROTOCOL_VERSION = 3;

const fence = { sessionId: Id, epoch: Epoch };

export const RunningRank = z.object({ ...fence, rank: RankNumber, state: RankState });
export type RunningRank = z.output<typeof RunningRank>;

/** Sessions this machine should hold. Complete: what is not named here is to be stopped. */
export const DesiredSession = z.object({ ...fence, rank: Count, leaseMs: Count, endsAt: Instant });
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
    }),
    reply: z.object({ serverTime: Instant, desired: z.array(DesiredSession) }),
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
      listen: z.object({ hostId: Identifier, address: z.ipv4(), port: Port }).optional(),
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
      leaseMs: Count,
      endsAt: Instant,
    }),
    reply: z.object({}),
  },
  'session:launch': { payload: z.object({ ...fence, network: RankNetwork }), reply: z.object({}) },
  'session:go': { payload: z.object({ ...fence }), reply: z.object({}) },
  'session:warm-up': { payload: z.object({ ...fence }), reply: z.object({}) },
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
  'agent:revoked': { payload: z.object({ reason: z.string() }), reply: z.object({}) },
});

export type AgentToPortal = EventsOf<typeof agentEvents>;
export type PortalToAgent = EventsOf<typeof agentCommands>;
