import * as z from 'zod';
import { ByteCount, DurationMs, Identifier, Note, RankNumber, TokenCount } from './bounds.ts';
import { EngineChanges, EngineSettings } from './engine-settings.ts';
import { Backend, Parallelism } from './session.ts';
import { Text } from './text.ts';
import { Count, Id, Instant } from './units.ts';

/** For so many minutes at most a model stays loaded after its booking for the next one; 0: not at all. */
export const KeepWarmRule = z.object({
  minutes: z
    .number()
    .int()
    .min(0)
    .max(24 * 60),
});
export type KeepWarmRule = z.output<typeof KeepWarmRule>;

/** What one rank says of its link to another: both added the other's numbers to its own. */
export const PairCheck = z.object({
  peer: RankNumber,
  /** Null where it was not tried. */
  ok: z.boolean().nullable(),
  /** How much each sent in one `all_sum`, and how long the fastest took. */
  bytes: ByteCount.nullable(),
  milliseconds: DurationMs.nullable(),
  /** The same of one number alone. */
  latencyMilliseconds: DurationMs.nullable(),
  message: Note.nullable(),
});
export type PairCheck = z.output<typeof PairCheck>;

/** What the engine went on with after a prompt of the lab's, always taking the likeliest token. */
export const ProofAnswer = z.object({
  promptId: Identifier,
  /** Null where it could not be asked; `message` says why. */
  text: Note.nullable(),
  promptTokens: TokenCount.nullable(),
  tookMs: DurationMs.nullable(),
  message: Note.nullable(),
});
export type ProofAnswer = z.output<typeof ProofAnswer>;

export const CANARY_RULES = ['off', 'several', 'always'] as const;
export const CanaryRule = z.enum(CANARY_RULES);
export type CanaryRule = z.output<typeof CanaryRule>;
export const CanaryRuleInput = z.object({ rule: CanaryRule });

const KnownFrom = z.object({
  learnedAt: Instant,
  ranks: Count,
  machineNames: z.array(z.string()),
  mlx: z.string().nullable(),
});
const ProvedAnswer = z.object({
  promptId: z.string(),
  /** `learned`: nothing was known, so this is what later ones are held against. */
  verdict: z.enum(['equal', 'learned', 'differs', 'unknown']),
  promptTokens: Count.nullable(),
  tookMs: z.number().nullable(),
  /** Its beginning, and that of what is known. */
  head: z.string().nullable(),
  knownHead: z.string().nullable(),
  known: KnownFrom.nullable(),
  message: z.string().nullable(),
});
export type ProvedAnswer = z.output<typeof ProvedAnswer>;

export const SessionProof = z.object({
  at: Instant,
  verdict: z.enum(['equal', 'learned', 'differs', 'unknown']),
  answers: z.array(ProvedAnswer),
  /** Who let it serve though it answers otherwise, and when. */
  servedBy: z.object({ name: z.string(), at: Instant }).nullable(),
});
export type SessionProof = z.output<typeof SessionProof>;

export const PREFLIGHT_CODES = [
  'MACHINES_READY',
  'MODEL_FILES',
  'ENGINE_VERSIONS',
  'OS_BUILDS',
  'CHIPS',
  'MEMORY_PLAN',
  'MEMORY_FREE',
  'MEMORY_PRESSURE',
  'RESERVED',
  'DISK',
  'POWER_AND_LID',
  'LINKS',
] as const;
export const PreflightCheck = z.object({
  code: z.enum(PREFLIGHT_CODES),
  title: z.string(),
  state: z.enum(['pass', 'warn', 'unknown', 'fail']),
  /** Nothing is started while it fails. */
  blocks: z.boolean(),
  evidence: z.string(),
  /** What to do; null where nothing is. */
  remedy: z.string().nullable(),
});
export type PreflightCheck = z.output<typeof PreflightCheck>;

/** A link of a session, as both its ends say it. */
const LinkCheck = z.object({
  machines: z.tuple([z.string(), z.string()]),
  state: z.enum(['pass', 'unknown', 'fail']),
  bytes: Count.nullable(),
  milliseconds: z.number().nullable(),
  latencyMilliseconds: z.number().nullable(),
  message: z.string().nullable(),
});
export type LinkCheck = z.output<typeof LinkCheck>;

export const Preflight = z.object({
  at: Instant,
  checks: z.array(PreflightCheck),
  links: z.array(LinkCheck),
});
export type Preflight = z.output<typeof Preflight>;

export const ReadPreflightInput = z.object({
  bookingId: Id,
  modelId: Text.min(1).max(200),
  parallelism: Parallelism.optional(),
  settings: EngineChanges.optional(),
});
export type ReadPreflightInput = z.output<typeof ReadPreflightInput>;

/** A session's plan as people are shown it. */
export const ShownPlan = z.object({
  digest: z.string(),
  model: z.object({ id: z.string(), revision: z.string() }),
  backend: Backend,
  parallelism: Parallelism,
  machineNames: z.array(z.string()),
  engine: z.object({ mlx: z.string().nullable(), mlxLm: z.string().nullable() }),
  /** Null: from before these were part of a plan. */
  settings: EngineSettings.nullable(),
});
export type ShownPlan = z.output<typeof ShownPlan>;

/** How a session was started: what it is started by, what was looked at before, what it answered first. */
export const SessionStart = z.object({
  plan: ShownPlan.nullable(),
  preflight: Preflight.nullable(),
  proof: SessionProof.nullable(),
});
export type SessionStart = z.output<typeof SessionStart>;
