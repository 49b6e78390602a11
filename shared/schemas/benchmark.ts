import * as z from 'zod';
import { MOST_ROUNDS, PROMPT_SET } from '../domain/benchmark.ts';
import { limit } from './paging.ts';
import { ReportInput } from './report.ts';
import { Backend, Parallelism } from './session.ts';
import { Count, Id, Instant } from './units.ts';

export const StartBenchmarkInput = z.object({
  /** Made by the client; a second start with the same id changes nothing. */
  id: z.uuid(),
  sessionId: Id,
  /** Lengths of the set's prompts, in tokens. */
  promptTokens: z
    .array(z.union(PROMPT_SET.promptTokens.map((it) => z.literal(it))))
    .min(1, 'Choose a length at least.')
    .max(PROMPT_SET.promptTokens.length),
  /** How often each length is asked. */
  rounds: z.number().int().min(1).max(MOST_ROUNDS),
});
export type StartBenchmarkInput = z.output<typeof StartBenchmarkInput>;

/** Its steps, as they are stored. */
export const BenchmarkSteps = z.array(
  z.object({
    promptTokens: Count.nullable(),
    words: Count.nullable(),
    generationTokens: Count,
    round: Count,
  }),
);
const SkippedLengths = z.array(z.object({ promptTokens: Count, reason: z.string() }));

/** On what it ran, as it was when it began. */
export const BenchmarkProvenance = z.object({
  modelId: z.string(),
  modelTitle: z.string(),
  /** Of the model's files; two with the same one are the same weights. */
  revision: z.string(),
  contextTokens: Count.nullable(),
  /** In the memory of all Macs together, once loaded; null where one of them did not tell. */
  weightsBytes: Count.nullable(),
  machines: z.array(
    z.object({ id: Id, name: z.string(), kind: z.string(), osVersion: z.string().nullable() }),
  ),
  /** By their place in the catalogue, sorted. */
  kinds: z.array(z.string()),
  backend: Backend,
  parallelism: Parallelism,
  mlx: z.string().nullable(),
  mlxLm: z.string().nullable(),
  /** What differs from the engine's own, as `settingsText` writes it. */
  engineSettings: z.string().default('{}'),
  settings: z.object({ temperature: z.number() }),
});
export type BenchmarkProvenance = z.output<typeof BenchmarkProvenance>;

const BENCHMARK_STATES = ['running', 'stopping', 'completed', 'stopped', 'failed'] as const;
const Measured = z.object({
  mean: z.number(),
  deviation: z.number().nullable(),
  low: z.number(),
  median: z.number(),
  high: z.number(),
});
const Length = z.object({
  counted: Count,
  shared: Count,
  promptTokens: z.number().nullable(),
  completionTokens: z.number().nullable(),
  promptPerSecond: Measured.nullable(),
  generationPerSecond: Measured.nullable(),
  firstTokenMs: z.number().nullable(),
  watts: z.number().nullable(),
  joulesPerToken: z.number().nullable(),
});
export const Benchmark = z.object({
  id: Id,
  sessionId: Id,
  simulated: z.boolean(),
  state: z.enum(BENCHMARK_STATES),
  message: z.string().nullable(),
  startedByName: z.string(),
  createdAt: Instant,
  endedAt: Instant.nullable(),
  promptSet: Count,
  rounds: Count,
  generationTokens: Count,
  /** Answers that ended, and all that it asks for. */
  done: Count,
  total: Count,
  /** What is being asked now: null length is a warm-up. */
  now: z.object({ promptTokens: Count.nullable(), round: Count }).nullable(),
  skipped: SkippedLengths,
  provenance: BenchmarkProvenance,
  /** `4 × Mac Studio (2025)`. */
  macs: z.string(),
  /** Of all that counts; null: not each answer was measured, or under 30 s of them. */
  watts: z.number().nullable(),
  joulesPerToken: z.number().nullable(),
  isEnergyPending: z.boolean(),
  lengths: z.array(
    Length.extend({
      /** As it was asked for. */
      wishedTokens: Count,
      /** Each that counts, for files that tell them. */
      samples: z.object({ prompt: z.array(z.number()), generation: z.array(z.number()) }),
      expected: z
        .object({ value: z.number(), basis: z.enum(['measured', 'published', 'estimated']), how: z.string() })
        .nullable(),
      /** Slower than the benchmark before it with other versions. */
      fall: z
        .object({
          share: z.number(),
          tokensPerSecond: z.number(),
          runs: Count,
          mlx: z.string().nullable(),
          mlxLm: z.string().nullable(),
        })
        .nullable(),
    }),
  ),
});
export type Benchmark = z.output<typeof Benchmark>;

const MOST_BENCHMARKS = 100;
export const ListBenchmarksInput = ReportInput.safeExtend({
  simulated: z.boolean().default(false),
  limit: limit(50, MOST_BENCHMARKS),
});
export type ListBenchmarksInput = z.output<typeof ListBenchmarksInput>;
export const SessionBenchmarksInput = z.object({ sessionId: Id, limit: limit(5, 50) });
export const BenchmarkList = z.object({
  benchmarks: z.array(Benchmark).max(MOST_BENCHMARKS),
  /** Whether there are more than those told. */
  hasMore: z.boolean(),
});
export type BenchmarkList = z.output<typeof BenchmarkList>;
