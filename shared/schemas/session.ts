import * as z from 'zod';
import { LastSequenceNumber, LogText, Moment, RankNumber, SequenceNumber } from './bounds.ts';
import { EngineChanges } from './engine-settings.ts';
import { limit, pageInput, pageOf } from './paging.ts';
import { Text } from './text.ts';
import { Count, Id, Instant } from './units.ts';

export const SESSION_STATES = [
  'checking',
  'preparing',
  'connecting',
  'loading',
  'warming_up',
  'proving',
  'withheld',
  'ready',
  'warm',
  'ending',
  'ended',
  'failed',
] as const;
export const SessionState = z.enum(SESSION_STATES);
export type SessionState = z.infer<typeof SessionState>;

/** What a rank has reached, in order; `exited` can follow any of them. */
export const RANK_STATES = [
  'waiting',
  'prepared',
  'checked',
  'imported',
  'connected',
  'loading',
  'loaded',
  'ready',
  'exited',
] as const;
export const RankState = z.enum(RANK_STATES);
export type RankState = z.infer<typeof RankState>;

export const BACKENDS = ['single', 'ring', 'jaccl', 'jaccl_ring'] as const;
export const Backend = z.enum(BACKENDS);
export type Backend = z.infer<typeof Backend>;
export const PARALLELISMS = ['single', 'tensor', 'pipeline'] as const;
export const Parallelism = z.enum(PARALLELISMS);
export type Parallelism = z.infer<typeof Parallelism>;

/** Why a session ended or failed: a closed list, so that reports can count reasons. */
export const SESSION_END_REASONS = [
  'ended_by_person',
  'booking_ended',
  'booking_cancelled',
  'machine_drained',
  'rank_exited',
  'peer_lost',
  'rank_failed_to_load',
  'agent_lost',
  'agent_restarted',
  'stalled',
  'deadline_passed',
  'prepare_failed',
  'portal_lost',
  'preflight_failed',
] as const;
export const SessionEndReason = z.enum(SESSION_END_REASONS);
export type SessionEndReason = z.infer<typeof SessionEndReason>;

export const Rank = z.object({
  rank: Count,
  machineId: Id,
  machineName: z.string(),
  state: RankState,
  loadedLayers: Count.nullable(),
  totalLayers: Count.nullable(),
  memoryBytes: Count.nullable(),
  lastLine: z.string().nullable(),
  message: z.string().nullable(),
  exitCode: z.number().int().nullable(),
  connection: z.enum(['never', 'online', 'suspect', 'lost', 'revoked']),
});
export type Rank = z.output<typeof Rank>;

export const SessionStep = z.object({
  state: SessionState,
  startedAt: Instant,
  endedAt: Instant.nullable(),
});
export type SessionStep = z.output<typeof SessionStep>;

export const SessionFigures = z.object({
  completionTokens: Count,
  promptTokens: Count,
  requests: Count,
  people: Count,
  energyJoules: z.number().nullable(),
  coverage: z.number().nullable(),
  powerSources: z.array(z.string()),
  /** `isOpen`: its share of the booking's time still grows, also after its own end. */
  cost: z
    .object({ amount: z.number(), currency: z.string(), basis: z.string(), isOpen: z.boolean() })
    .nullable(),
});
export type SessionFigures = z.output<typeof SessionFigures>;

/** Of a session's energy, in joules; active and idle are all of it. */
export const EnergySplit = z.object({
  activeJoules: z.number(),
  idleJoules: z.number(),
  /** What it is charged where idle is the lab's, and where it is the user's. */
  marginalJoules: z.number(),
  fullJoules: z.number(),
  /** All its machines together at rest with the model loaded. */
  idleWatts: z.number(),
  /** `learned` on each machine over so many minutes at least, or one of them by the `table`. */
  basis: z.enum(['learned', 'table']),
  minutes: Count,
});
export type EnergySplit = z.output<typeof EnergySplit>;

export const Session = z.object({
  id: Id,
  bookingId: Id,
  purpose: z.string(),
  modelId: z.string(),
  modelTitle: z.string(),
  modelFingerprint: z.string(),
  suggestedQuestions: z.array(z.string()),
  /** Tokens that the model was made for; null when that is not known. */
  contextTokens: Count.nullable(),
  backend: Backend,
  backendReason: z.string(),
  parallelism: Parallelism,
  state: SessionState,
  stateSince: Instant,
  deadlineAt: Instant.nullable(),
  startedBy: z.object({ id: Id, name: z.string() }),
  createdAt: Instant,
  readyAt: Instant.nullable(),
  endsAt: Instant,
  endedAt: Instant.nullable(),
  endReason: SessionEndReason.nullable(),
  endMessage: z.string().nullable(),
  /** How it was kept warm after its booking, for the next one; null: not at all. */
  warm: z
    .object({
      until: Instant,
      endedAt: Instant.nullable(),
      end: z.string().nullable(),
      takenOverById: Id.nullable(),
    })
    .nullable(),
  /** The session whose ranks it went on with. */
  takesOverId: Id.nullable(),
  simulated: z.boolean(),
  /** Everybody's keys may ask it. */
  openToAll: z.boolean(),
  mine: z.boolean(),
  mlx: z.string().nullable(),
  mlxLm: z.string().nullable(),
  /** What differs from the engine's own, as `settingsText` writes it. */
  engineSettings: z.string(),
  machines: z.array(z.object({ id: Id, name: z.string() })),
  revision: Count,
});
export type Session = z.output<typeof Session>;

export const CERTAINTIES = ['known', 'likely', 'unknown'] as const;
/** What a session's page says of its incident. */
export const IncidentGlimpse = z.object({
  id: Id,
  number: Count,
  title: z.string(),
  sentence: z.string(),
  remedy: z.array(z.string()),
  certainty: z.enum(CERTAINTIES),
  simulated: z.boolean(),
});
export type IncidentGlimpse = z.output<typeof IncidentGlimpse>;

export const SessionDetail = Session.extend({
  steps: z.array(SessionStep),
  ranks: z.array(Rank),
  figures: SessionFigures,
  /** Null where it can't be told. */
  split: EnergySplit.nullable(),
  /** Of a failed one; null for one that failed before incidents were kept. */
  incident: IncidentGlimpse.nullable(),
});
export type SessionDetail = z.output<typeof SessionDetail>;

export const StartSessionInput = z.object({
  /** Made by the client; a second start with the same id returns the first session. */
  id: z.uuid(),
  bookingId: Id,
  modelId: Text.min(1).max(200),
  parallelism: Parallelism.optional(),
  /** What is to differ from the lab's defaults. */
  settings: EngineChanges.optional(),
  /** Everybody's keys may ask it. */
  openToAll: z.boolean().optional(),
});
export type StartSessionInput = z.output<typeof StartSessionInput>;

export const OpenSessionInput = z.object({ id: Id, open: z.boolean() });
export type OpenSessionInput = z.output<typeof OpenSessionInput>;

export const LogLine = z.object({
  rank: RankNumber,
  seq: SequenceNumber,
  at: Moment,
  stream: z.enum(['stdout', 'stderr', 'agent']),
  text: LogText,
});
export type LogLine = z.output<typeof LogLine>;
export const ReadLogInput = z.object({
  sessionId: Id,
  rank: RankNumber.optional(),
  /** Lines with a greater seq than this, per rank, oldest first; 0 for the newest ones. */
  afterSeq: LastSequenceNumber.default(0),
  limit: limit(200, 1000),
});

export const SearchLogInput = z.object({
  sessionId: Id,
  rank: RankNumber.optional(),
  /** Letters that a line holds, capital or small. */
  text: Text.min(1).max(200),
  limit: limit(500, 500),
});
export const FoundLines = z.object({
  /** The newest of them, oldest first. */
  lines: z.array(LogLine),
  found: Count,
});

/** The first page begins with all that is live; the cursor goes through those that are over. */
export const ListSessionsInput = pageInput(50, 200);
export const SessionPage = pageOf(Session);
export const ListStartableModelsInput = z.object({ bookingId: Id, limit: limit(200, 500) });

/** Models that every machine of a booking holds with the same fingerprint, and why others can't start. */
export const StartableModel = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  weightsBytes: Count,
  parallelisms: z.array(Parallelism),
  refusal: z.string().nullable(),
});
export type StartableModel = z.output<typeof StartableModel>;
